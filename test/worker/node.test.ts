import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { sql } from 'drizzle-orm'
import { afterEach, describe, expect, it } from 'vitest'
import type { Database } from '../../db/database.ts'
import { assetsFrom } from '../../worker/assets.ts'
import { addSite } from '../../worker/collect/sites.ts'
import { RequestRefused } from '../../worker/errors.ts'
import { type NodeServer, type ServeOptions, serve } from '../../worker/node.ts'
import { useStores } from '../engines.ts'
import { CHROME, pageView } from './collect/collector.ts'
import { entries } from './collect/corpus.ts'

const open = useStores('sqlite')
const newId = () => crypto.randomUUID()

let server: NodeServer | undefined
const reports: unknown[] = []

afterEach(async () => {
  await server?.close()
  server = undefined
  reports.length = 0
})

async function start(options: Partial<ServeOptions> = {}): Promise<{ db: Database; url: string; key: string }> {
  const db = await open()
  const { site_key: key } = await addSite(db, 'example.com', { now: Date.now, newId })
  server = await serve({
    db,
    port: 0,
    host: '127.0.0.1',
    assets: await assetsFrom(['t.js', 'style.css', 'pages.js', 'inter.woff2'].map(name => [name, new Uint8Array()])),
    now: Date.now,
    newId,
    report: error => reports.push(error),
    ...options,
  })
  return { db, url: `http://127.0.0.1:${server.port}`, key }
}

const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}/e`, { method: 'POST', body: JSON.stringify(body), headers: { 'user-agent': CHROME, ...headers } })

const event = (fields: object = {}) => pageView({ created_at: undefined, ...fields })

describe('requests that come together', () => {
  it('are all answered, each with its own result', async () => {
    const { url, key } = await start()
    const twice = event()
    await post(url, { site: key, batch: [twice] })
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => post(url, { site: key, batch: i % 2 ? [twice] : [event(), event({ type: 'none' })] })),
    )
    expect(await Promise.all(answers.map(answer => answer.json()))).toMatchObject(
      Array.from({ length: 40 }, (_, i) => (i % 2 ? { accepted: 0, duplicates: 1 } : { accepted: 1, rejected: [{ index: 1 }] })),
    )
  })
})

describe('pages', () => {
  it('go out compressed, answers to events do not', async () => {
    const { url, key } = await start()
    const page = await fetch(`${url}/install`, { headers: { accept: 'text/html', 'accept-encoding': 'gzip' } })
    expect([page.status, page.headers.get('content-encoding')]).toEqual([200, 'gzip'])
    expect(await page.text()).toContain('<title>')
    const missing = await fetch(`${url}/nowhere`, { headers: { accept: 'text/html', 'accept-encoding': 'gzip' } })
    expect([missing.status, await missing.text()]).toEqual([404, expect.stringContaining('<title>')])
    const answer = await post(url, { site: key, batch: [event()] }, { 'accept-encoding': 'gzip' })
    expect([answer.status, answer.headers.get('content-encoding')]).toEqual([202, null])
  })
})

describe('what the HTTP parser refuses', () => {
  const refused = {
    'content-length-understated': 'invalid_json',
    'duplicate-content-length': 'bad_request',
    'nul-in-header': 'bad_request',
  }

  it.each(Object.entries(refused))('is answered in JSON: %s', async (name, reason) => {
    const { url, key } = await start()
    const { raw = '' } = entries.find(entry => entry.name === name)?.input ?? {}
    expect(await talk(url, raw.replaceAll('{COLLECT}', '/e'))).toEqual([
      { status: '400', body: { error: reason, detail: expect.any(String), request_id: expect.any(String) } },
    ])
    expect((await post(url, { site: key, batch: [event()] })).status).toBe(202)
  })

  it.each([
    ['headers of 20 KB', `GET / HTTP/1.1\r\nHost: h\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`, '431', 'headers_too_large'],
    ['a host that is none', 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n', '400', 'bad_request'],
    ['what is not HTTP', 'hello\r\n\r\n', '400', 'bad_request'],
    ['TRACE', 'TRACE /e HTTP/1.1\r\nHost: h\r\nX-Secret: s\r\nConnection: close\r\n\r\n', '405', 'method_not_allowed'],
    [
      'an address with bad percent signs',
      'POST /%E0%A4%A HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
      '404',
      'not_found',
    ],
  ])('is answered in JSON: %s', async (_, raw, status, reason) => {
    const { url } = await start()
    const [answer] = await talk(url, raw)
    expect(answer).toMatchObject({ status, body: { error: reason, request_id: expect.any(String) } })
    expect(JSON.stringify(answer)).not.toContain('X-Secret')
    expect(reports).toEqual([])
  })

  it('cuts senders who take their time, and answers the others meanwhile', async () => {
    const { url, key } = await start()
    const inHeaders = await Promise.all(Array.from({ length: 50 }, () => dial(url, 'POST /e HTTP/1.1\r\nHost: h\r\nX-A: ')))
    const inBody = await dial(url, 'POST /e HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n{')
    const drip = setInterval(() => inHeaders.forEach(socket => void (socket.writable && socket.write('a'))), 1000)
    expect((await post(url, { site: key, batch: [event()] })).status).toBe(202)
    const answers = await Promise.all([...inHeaders, inBody].map(heard))
    clearInterval(drip)
    expect(new Set(answers.map(answer => answer.split(' ')[1]))).toEqual(new Set(['408']))
  })
})

it('says that it honours Global Privacy Control', async () => {
  const { url } = await start()
  const answer = await fetch(`${url}/.well-known/gpc.json`)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(await answer.json()).toEqual({ gpc: true, lastUpdate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) })
})

describe('behind a proxy', () => {
  const forwarded = { 'x-forwarded-host': 't.example.com', 'x-forwarded-proto': 'https', 'cf-ipcountry': 'DE' }
  const visitor = { anonymous_id: 'a'.repeat(30) }

  it('believes what it says when told to', async () => {
    const { url, key, db } = await start({ trustProxy: true })
    const answer = await post(url, { site: key, batch: [event(visitor)] }, { ...forwarded, origin: 'https://www.example.com' })
    expect(answer.headers.get('set-cookie')).toMatch(/^_tb=a{30};.*Domain=example\.com; Secure$/)
    expect(await countries(db)).toEqual(['DE'])
  })

  it('believes nothing otherwise', async () => {
    const { url, key, db } = await start()
    const answer = await post(url, { site: key, batch: [event(visitor)] }, { ...forwarded, origin: 'https://www.example.com' })
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await countries(db)).toEqual([null])
  })

  it.each([
    ['the nearest proxy tells of, when told to', true, '198.51.100.1, 203.0.113.7', '198.51.100.2, 203.0.113.7', 1],
    ['the nearest proxy tells apart', true, '203.0.113.7', '203.0.113.8', 2],
    ['the connection has, whatever anybody says otherwise', false, '203.0.113.7', '203.0.113.8', 1],
  ])('a visitor without an id has the address that %s', async (_, trustProxy, first, second, visitors) => {
    const { url, key, db } = await start({ trustProxy })
    for (const address of [first, second]) {
      const others = { 'cf-connecting-ip': address, 'x-real-ip': address, forwarded: `for=${address}` }
      const batch = [event({ anonymous_id: undefined })]
      await post(url, { site: key, batch }, { 'x-forwarded-for': address, ...(trustProxy ? {} : others) })
    }
    const rows = await db.all<{ visitor_id: string }>(sql`select distinct visitor_id from events`)
    expect(rows).toEqual(Array.from({ length: visitors }, () => ({ visitor_id: expect.stringMatching(/^day:/) })))
  })

  const countries = async (db: Database) =>
    (await db.all<{ country: string | null }>(sql`select country from events`)).map(row => row.country)
})

describe('the job', () => {
  it('runs again and again, one at a time, and its errors are reported', async () => {
    let running = 0
    let runs = 0
    const overlaps: number[] = []
    await new Promise<void>(resolve => {
      void start({
        jobPauseMs: 1,
        job: async () => {
          overlaps.push(running++)
          await new Promise(done => setTimeout(done, 5))
          running--
          if (++runs === 2) throw new RequestRefused('job_running', 'elsewhere')
          if (runs === 3) throw new Error('broken')
          if (runs === 5) resolve()
        },
      })
    })
    expect(new Set(overlaps)).toEqual(new Set([0]))
    expect(reports).toEqual([new Error('broken')])
  })

  it('is waited for at the end', async () => {
    let isDone = false
    let begun = () => {}
    const hasBegun = new Promise<void>(resolve => {
      begun = resolve
    })
    await start({
      job: async () => {
        begun()
        await new Promise(done => setTimeout(done, 100))
        isDone = true
      },
    })
    await hasBegun
    await server?.close()
    expect(isDone).toBe(true)
  })

  it('runs at once when a page wants it, and once more when it is under way then', async () => {
    const ends: (() => void)[] = []
    const { url } = await start({ jobPauseMs: 3_600_000, job: () => new Promise(resolve => ends.push(resolve)) })
    const runs = (count: number) => expect.poll(() => ends.length).toBe(count)
    const save = async (minutes: number) => {
      const page = await (await fetch(`${url}/settings`, { headers: { accept: 'text/html' } })).text()
      const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"(?! [a-z]*="radio")/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ])
      const body = new URLSearchParams([...fields, ...CHOSEN, ['session.timeout_minutes', String(minutes)], ['action', 'save']])
      const headers = { accept: 'text/html', 'sec-fetch-site': 'same-origin' }
      expect((await fetch(`${url}/settings`, { method: 'POST', body, headers, redirect: 'manual' })).status).toBe(303)
    }
    await runs(1)
    await save(20)
    await save(25)
    expect(ends).toHaveLength(1)
    ends[0]?.()
    await runs(2)
    ends[1]?.()
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(ends).toHaveLength(2)
    await save(30)
    await runs(3)
    ends[2]?.()
  })
})

/** What a browser would send of the choices on the page of settings. */
const CHOSEN = [
  ['attribution.scope', 'account'],
  ['attribution.direct_policy', 'keep'],
  ['attribution.repeat_deals', 'no_reset'],
  ['attribution.null_journeys', 'risk_set'],
  ['model:linear', 'on'],
]

describe('the end', () => {
  it('comes after the answers to what has begun', async () => {
    const { url, key } = await start()
    const body = JSON.stringify({ site: key, batch: [event()] })
    const socket = await dial(url, `POST /e HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n${body.slice(0, 5)}`)
    await new Promise(resolve => setTimeout(resolve, 50))
    const closed = server?.close()
    socket.write(body.slice(5))
    const answer = await heard(socket)
    expect(answer).toContain('HTTP/1.1 202')
    expect(answer).toContain('Connection: close')
    expect(answer).toContain('"accepted":1')
    await closed
  })
})

it('says which port is taken', async () => {
  await start()
  await expect(start({ port: server!.port })).rejects.toThrow('EADDRINUSE')
})

async function dial(url: string, text: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

/** Everything that comes until the other side closes. */
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

async function talk(url: string, text: string): Promise<{ status: string; body: unknown }[]> {
  const answers = (await heard(await dial(url, text))).split(/(?=HTTP\/1\.1 )/)
  return answers.map(answer => ({
    status: answer.split(' ')[1]!,
    body: JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)),
  }))
}
