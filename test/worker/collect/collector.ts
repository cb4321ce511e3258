/** A collector over a real store, with a clock that stands still, for the tests of this folder. */
import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import type { Database } from '../../../db/database.ts'
import type { DeadLetter, Event } from '../../../db/schema.ts'
import type { WireAnswer } from '../../../snippet/wire.ts'
import { type CollectDeps, collectContext } from '../../../worker/collect/context.ts'
import { collectRoutes } from '../../../worker/collect/route.ts'
import { segmentRoutes } from '../../../worker/collect/segment/route.ts'
import { addSite } from '../../../worker/collect/sites.ts'
import { NOW } from '../../engines.ts'

export const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36'

export interface Collector {
  readonly db: Database
  readonly app: Hono
  readonly key: string
  /** Moves the clock, ms. */
  readonly clock: { now: number }
  send(body: unknown, headers?: Record<string, string>): Promise<Response>
  /** Sends events that lack nothing but what is given. */
  collect(...events: unknown[]): Promise<WireAnswer>
  events(): Promise<Event[]>
  letters(): Promise<DeadLetter[]>
}

let count = 0

/** The next page view gets this number: two stores that are told the same then hold the same. */
export function numberEventsFrom(number: number): void {
  count = number - 1
}

/** A page view; what is given replaces its fields. */
export const pageView = (fields: object = {}) => ({
  id: `event-${String(++count).padStart(6, '0')}`,
  type: 'page',
  anonymous_id: 'visitor-0123456789abcdef',
  url: 'https://www.example.com/',
  created_at: new Date(NOW).toISOString(),
  ...fields,
})

export async function startCollector(db: Database, deps: Partial<CollectDeps> = {}, domain = 'example.com'): Promise<Collector> {
  const clock = { now: NOW }
  const now = () => clock.now
  const newId = () => crypto.randomUUID()
  const { site_key: key } = await addSite(db, domain, { now, newId })
  const context = collectContext({ db, now, newId, ...deps })
  const app = new Hono()
    .onError((error, c) => c.json({ error: 'internal', detail: String(error.stack) }, 500))
    .route('/', collectRoutes(context))
    .route('/', segmentRoutes(context))

  const send: Collector['send'] = async (body, headers = {}) =>
    app.request('https://t.example.com/e', {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'user-agent': CHROME, ...headers },
    })

  return {
    db,
    app,
    key,
    clock,
    send,
    async collect(...batch) {
      const response = await send({ site: key, sent_at: new Date(clock.now).toISOString(), batch })
      if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`)
      return response.json()
    },
    events: () => db.all<Event>(sql`select * from events order by event_id`),
    letters: () => db.all<DeadLetter>(sql`select * from dead_letters order by dead_letter_id`),
  }
}
