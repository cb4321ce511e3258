/** What the corpus says of the API and of exports, as far as they are built; and that no entry is left out unseen. */
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../worker/app.ts'
import { assetsFrom } from '../../worker/assets.ts'
import { csvLine } from '../../worker/export/csv.ts'
import { exportDataset } from '../../worker/export/export.ts'
import { NOW, useStores } from '../engines.ts'
import { pageView, startCollector } from '../worker/collect/collector.ts'
import { entries } from '../worker/collect/corpus.ts'
import { elsewhere } from './elsewhere.ts'
import { startServed } from './served.ts'

const open = useStores('sqlite')

/** Played below, under their names. */
const here = [
  ...[
    'no-auth-on-every-route',
    'path-tricks-around-auth',
    'cors-reflect-origin',
    'secret-key-in-browser',
    'error-leak',
    'health-leak',
  ],
  ...['formula-equals', 'formula-minus-text', 'negative-amount-stays-number', 'formula-tab-cr', 'formula-after-space-or-bom'],
  ...['formula-after-semicolon-french-excel', 'quotes-newlines-round-trip', 'json-export-unchanged'],
]

it('every entry is played somewhere, or waits for what a list names', () => {
  const collected = entries.filter(({ target, name }) => target === 'collect' && !elsewhere.has(name)).map(({ name }) => name)
  const known = [...collected, ...here, ...elsewhere.keys()]
  expect(known.toSorted()).toEqual(entries.map(({ name }) => name).toSorted())
})

/** For whoever builds it: the entries are to be played from then on. */
it.each([
  ['issue 6: resources of the API', '/api/v1/accounts'],
  ['issue 10: erasure', '/api/v1/privacy/erase'],
  ['issue 7: users and sessions', '/login'],
])('%s is not built yet', async (what, path) => {
  expect([...elsewhere.values()]).toContain(what)
  const server = await startServed(await open())
  const headers = { authorization: `Bearer ${server.secretKey}` }
  const statuses = [await server.ask(path, { headers }), await server.ask(path, { method: 'POST', headers, body: '{}' })]
  await server.close()
  expect(statuses.map(({ status }) => status)).toEqual([404, 404])
})

describe('the API', () => {
  it('no-auth-on-every-route: each wants a key', async () => {
    const db = await open()
    const deps = { now: () => NOW, newId: () => crypto.randomUUID(), runSoon: () => {}, report: () => {} }
    const names = ['t.js', 'style.css', 'pages.js', 'inter.woff2'].map(name => [name, new Uint8Array()] as const)
    const app = createApp({ db, assets: await assetsFrom(names), ...deps })
    const asked = app.routes.filter(({ path, method }) => path.startsWith('/api/') && method !== 'ALL')
    expect(asked.length).toBeGreaterThan(3)
    for (const { path, method } of asked) {
      const answer = await app.request(path.replaceAll(/:\w+/g, 'x').replaceAll('*', 'x'), { method })
      expect([path, answer.status, (await answer.json()).error]).toEqual([path, 401, 'unknown_write_key'])
    }
  })

  it('path-tricks-around-auth: none is answered', async () => {
    const server = await startServed(await open())
    const paths = ['//runs', '/./runs', '/%2e%2e/v1/runs', '/runs/', '/RUNS', '/runs;x=1', '/runs%00', '/runs%2f..%2fadmin']
    const statuses = await Promise.all(paths.map(async path => (await server.ask(`/api/v1${path}`)).status))
    await server.close()
    for (const status of statuses) expect([400, 401, 404]).toContain(status)
  })

  it('cors-reflect-origin: no other origin may read it', async () => {
    const server = await startServed(await open())
    const headers = { authorization: `Bearer ${server.secretKey}`, origin: 'https://evil.example' }
    const answer = await server.ask('/api/v1/runs', { headers })
    await server.close()
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, null])
  })

  it('secret-key-in-browser: the key is refused wherever a page may have put it, and nothing is stored', async () => {
    const server = await startServed(await open())
    const { secretKey, ask, events, letters } = server
    const headers = { origin: 'https://www.example.com', 'sec-fetch-mode': 'cors' }
    const post = (path: string, body: object, more = {}) =>
      ask(path, { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(body) })
    const batch = [pageView()]
    const answers = [
      await post('/e', { site: secretKey, batch }),
      await post(`/e?site=${secretKey}`, { batch }),
      await post('/v1/batch', { writeKey: secretKey, batch }),
      await post('/v1/batch', { batch }, { authorization: `Basic ${btoa(`${secretKey}:`)}` }),
    ]
    const said = await Promise.all(answers.map(async answer => [answer.status, (await answer.json()).error]))
    const stored = [await events(), await letters()]
    await server.close()
    expect(said).toEqual(said.map(() => [403, 'secret_key_in_browser']))
    expect(stored).toEqual([[], []])
    expect(JSON.stringify(said)).not.toContain(secretKey)
  })

  it('a secret key is in no dead letter either, and the letter can be taken without it', async () => {
    const server = await startServed(await open())
    const { secretKey, ask, letters } = server
    const post = (body: object) => ask('/v1/batch', { method: 'POST', body: JSON.stringify(body) })
    const refused = await post({ writeKey: secretKey, sentAt: 'yesterday', batch: [{ type: 'page', messageId: 'message-1' }] })
    const kept = await letters()
    await server.close()
    expect(refused.status).toBe(400)
    expect(kept).toMatchObject([{ reason: 'bad_timestamp', replayable: 1, head: expect.stringContaining('"sk_*"') }])
    expect(JSON.stringify(kept)).not.toContain(secretKey)
  })

  it('health-leak: says nothing but that it is well', async () => {
    const server = await startServed(await open())
    const said = [await (await server.ask('/healthz')).text(), await (await server.ask('/readyz')).text()]
    await server.close()
    expect(said).toEqual(['{"status":"ok"}', '{"status":"ready"}'])
  })
})

describe('a store that is gone', () => {
  it('error-leak: is told as that, without a word of its own', async () => {
    const db = await open()
    const server = await startServed(db)
    await db.close()
    const headers = { authorization: `Bearer ${server.secretKey}` }
    const answers = [
      await server.ask('/api/v1/runs', { headers }),
      await server.send({ site: server.key, batch: [pageView()] }),
      await server.ask('/readyz'),
    ]
    const said = await Promise.all(answers.map(async answer => ({ status: answer.status, body: await answer.json() })))
    await server.close()
    const refusal = { error: 'storage_unavailable', detail: expect.any(String), request_id: expect.any(String) }
    expect(said).toEqual(answers.map(() => ({ status: 503, body: refusal })))
    expect(answers.map(answer => answer.headers.get('retry-after'))).toEqual(['5', '5', '5'])
    expect(JSON.stringify(said)).not.toMatch(/select|sqlite|pool|postgres|\.ts|node_modules/i)
  })
})

describe('a CSV file', () => {
  const ARMED = /^[\s'"]*[=+\-@\t\r\0\uff1d\uff0b\uff0d\uff20]/

  const exported = async (title: string, campaign = '') => {
    const { db, collect } = await startCollector(await open())
    await collect(pageView({ title, url: `https://www.example.com/?utm_campaign=${encodeURIComponent(campaign)}` }))
    const text = async (format: 'csv' | 'ndjson') => {
      let whole = ''
      for await (const piece of exportDataset(db, 'events', format)) whole += piece
      return whole
    }
    return { csv: await text('csv'), ndjson: await text('ndjson') }
  }

  it.each(entries.filter(({ name }) => here.includes(name) && /^formula/.test(name)))(
    '$name',
    async ({ input, expect: wanted }) => {
      const { title = '', campaign = '' } = Object(Reflect.get(input, 'stored'))
      const { csv } = await exported(title, campaign)
      const cell: unknown = Reflect.get(wanted, 'csv_cell')
      if (typeof cell === 'string') expect(csv).toContain(cell)
      for (const delimiter of [',', ';', '\t']) {
        const rows: string[][] = parse(csv, {
          delimiter,
          relax_quotes: true,
          relax_column_count: true,
          quote: delimiter === ',' ? '"' : null,
        })
        const armed = rows.flat().filter(one => ARMED.test(one.replace(/^"/, '')) && !/^"?'/.test(one))
        expect(armed, `split at ${JSON.stringify(delimiter)}`).toEqual([])
      }
    },
  )

  it('negative-amount-stays-number', () => {
    expect(csvLine({ amount_minor: -50_000 }, [{ name: 'amount_minor', kind: 'integer' }])).toBe('-50000\r\n')
  })

  it('quotes-newlines-round-trip', async () => {
    const { csv } = await exported('a "b", c\nd\r\ne')
    const [row]: Record<string, string>[] = parse(csv, { columns: true })
    expect(row?.title).toBe('a "b", c\nd\ne')
  })

  it('json-export-unchanged', async () => {
    expect(JSON.parse((await exported('=1+1')).ndjson).title).toBe('=1+1')
  })
})
