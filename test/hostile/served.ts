/** The server as a stranger meets it, through a socket: the whole app of worker/node.ts over any store. */
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import type { Database } from '../../db/database.ts'
import type { DeadLetter, Event } from '../../db/schema.ts'
import { createApiKey } from '../../worker/access/api-keys.ts'
import { assetsFrom } from '../../worker/assets.ts'
import { addSite } from '../../worker/collect/sites.ts'
import { serve } from '../../worker/node.ts'
import { NOW } from '../engines.ts'
import { CHROME, type Collector } from '../worker/collect/collector.ts'

export interface Served extends Collector {
  readonly secretKey: string
  /** Errors that nobody had foreseen. */
  readonly reports: unknown[]
  /** Writes bytes to a socket of its own, and hears what comes until the other side closes. */
  talk(text: string): Promise<string>
  ask(path: string, init?: Asked): Promise<Response>
  close(): Promise<void>
}

interface Asked {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: Uint8Array | string | undefined
}

/** Ids are numbered and the clock stands still, so two stores that are told the same hold the same. */
export async function startServed(db: Database, domain = 'example.com'): Promise<Served> {
  const clock = { now: NOW }
  const now = () => clock.now
  let ids = 0
  const newId = () => `${String(++ids).padStart(8, '0')}-${domain.length}`
  const reports: unknown[] = []
  const { site_key: key } = await addSite(db, domain, { now, newId })
  const { key: secretKey } = await createApiKey(db, 'admin', { now, newId })
  const assets = await assetsFrom(['t.js', 'style.css', 'pages.js', 'inter.woff2'].map(name => [name, new Uint8Array()]))
  const server = await serve({
    db,
    now,
    newId,
    assets,
    port: 0,
    host: '127.0.0.1',
    report: error => void reports.push(error),
  })
  const agent = new Agent({ keepAlive: true })
  const ask: Served['ask'] = (path, { method = 'GET', headers = {}, body } = {}) =>
    answerTo({ agent, port: server.port, host: '127.0.0.1', path, method, headers }, body)

  const app = Object.assign(new Hono(), {
    request: async (sent: Request) => {
      const { pathname, search } = new URL(sent.url)
      const body = sent.body ? new Uint8Array(await sent.arrayBuffer()) : undefined
      return ask(`${pathname}${search}`, { method: sent.method, headers: Object.fromEntries(sent.headers), body })
    },
  })
  const send: Served['send'] = (body, headers = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return ask('/e', { method: 'POST', body: text, headers: { 'user-agent': CHROME, ...headers } })
  }
  return {
    db,
    app,
    key,
    secretKey,
    clock,
    reports,
    ask,
    send,
    async collect(...batch) {
      const answer = await send({ site: key, sent_at: new Date(clock.now).toISOString(), batch })
      if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`)
      return answer.json()
    },
    talk: async text => heard(await dial(server.port, text)),
    events: () => db.all<Event>(sql`select * from events order by event_id`),
    letters: () => db.all<DeadLetter>(sql`select * from dead_letters order by dead_letter_id`),
    async close() {
      agent.destroy()
      await server.close()
    },
  }
}

/** Byte for byte as it is told: `fetch` would mend or refuse what strangers say. */
function answerTo(options: object, body: Uint8Array | string | undefined): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = request(options, (incoming: IncomingMessage) => {
      const chunks: Buffer[] = []
      incoming.on('data', chunk => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const { statusCode: status = 0, headers } = incoming
        const isEmpty = status === 204 || status === 304
        const named = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
        resolve(new Response(isEmpty ? null : Buffer.concat(chunks), { status, headers: named }))
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function dial(port: number, text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(text, 'latin1')
  return socket
}

async function heard(socket: Socket): Promise<string> {
  let text = ''
  socket.setEncoding('utf8').on('data', chunk => {
    text += chunk
  })
  // A reset after the answer is a close, too.
  socket.on('error', () => {})
  if (!socket.closed) await once(socket, 'close')
  return text
}
