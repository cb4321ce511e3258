/** A collector that is called as clients of the Segment API call it, for the tests of this folder. */
import { sql } from 'drizzle-orm'
import type { Database } from '../../../../db/database.ts'
import type { IdentityLink, Person } from '../../../../db/schema.ts'
import { createApiKey } from '../../../../worker/access/api-keys.ts'
import { NOW } from '../../../engines.ts'
import { type Collector, startCollector } from '../collector.ts'

export interface Answer {
  success: boolean
  accepted: number
  duplicates: number
  rejected: { index: number; id: string | null; reason: string; field: string | null }[]
}

export interface SegmentCollector extends Collector {
  readonly secretKey: string
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>
  /** A batch with the site's key. */
  calls(...batch: object[]): Promise<Answer>
  /** A batch with a server's key. */
  serverCalls(...batch: object[]): Promise<Answer>
  people(): Promise<Person[]>
  links(): Promise<IdentityLink[]>
}

let count = 0

/** A call that lacks nothing; what is given replaces its fields. */
export const callOf = (type: string, fields: object = {}) => ({
  messageId: `message-${String(++count).padStart(6, '0')}`,
  type,
  timestamp: new Date(NOW).toISOString(),
  ...fields,
})

export const basic = (key: string) => ({ authorization: `Basic ${btoa(`${key}:`)}` })

export async function startSegment(db: Database): Promise<SegmentCollector> {
  const collector = await startCollector(db)
  const { key: secretKey } = await createApiKey(db, 'ops', { now: () => NOW, newId: () => crypto.randomUUID() })
  const post: SegmentCollector['post'] = async (path, body, headers = basic(collector.key)) =>
    collector.app.request(`https://t.example.com${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers,
    })
  const send = async (key: string, batch: object[]): Promise<Answer> => {
    const response = await post('/v1/batch', { batch, sentAt: new Date(collector.clock.now).toISOString() }, basic(key))
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
    return response.json()
  }
  return {
    ...collector,
    secretKey,
    post,
    calls: (...batch) => send(collector.key, batch),
    serverCalls: (...batch) => send(secretKey, batch),
    people: () => db.all<Person>(sql`select * from people order by email, external_id`),
    links: () => db.all<IdentityLink>(sql`select * from identity_links order by visitor_id, linked_at, link_id`),
  }
}
