/** Fuzzing: no crash, no answer that was not designed, the same on every store. `npm run fuzz` sends 100,000 cases. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openStore } from '../../db/open.ts'
import { addSite } from '../../worker/collect/sites.ts'
import { reasons } from '../../worker/errors.ts'
import { describeEachEngine, NOW, type OpenStore, useStores } from '../engines.ts'
import { numberEventsFrom, pageView, startCollector } from '../worker/collect/collector.ts'
import { bodyOf, entries } from '../worker/collect/corpus.ts'
import { buildServer, startServer } from '../worker/node-process.ts'
import { canonicalRows, ledgerDifference } from './decisions.ts'
import { further } from './further.ts'
import { type FuzzCase, fuzzCases } from './fuzz-cases.ts'
import { FUZZ_CASES, FUZZ_COMPARED, FUZZ_SEED, IS_FULL } from './scale.ts'
import { startServed } from './served.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-fuzz-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const onSqlite = useStores('sqlite')
const known: ReadonlySet<string> = new Set(reasons)
const MAX_RSS_MB = 300

/** Of these every second case is damaged bytes. */
const FIXED_SEED = 5

interface Answer {
  readonly status: number
  readonly reasons: readonly string[]
}

it(`answers ${FUZZ_CASES} cases as designed`, { timeout: 3_600_000 }, async () => {
  const url = `sqlite:${join(folder, 'fuzz.db')}`
  const db = await openStore(url, Date.now)
  const { site_key: key } = await addSite(db, 'example.com', { now: Date.now, newId: () => crypto.randomUUID() })
  const server = await startServer(await buildServer(folder), url)
  const world = { key, now: Date.now(), bodies: await corpusBodies() }
  const cases = both(fuzzCases(FUZZ_CASES / 2, FIXED_SEED, world), fuzzCases(FUZZ_CASES / 2, FUZZ_SEED, world))
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const counts = new Map<string, number>()
  const latencies: number[] = []
  const undesigned: unknown[] = []
  const client = async () => {
    for (const one of cases) {
      const started = performance.now()
      const answer = await send(agent, server.url, one)
      latencies.push(performance.now() - started)
      const isDesigned = answer.status < 500 && answer.reasons.every(reason => known.has(reason))
      if (!isDesigned) undesigned.push({ ...one, body: Buffer.from(one.body).toString('latin1').slice(0, 2000), answer })
      for (const what of [`status ${answer.status}`, ...answer.reasons]) counts.set(what, (counts.get(what) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, client))
  const control = { site: key, batch: [pageView({ id: 'after-the-fuzz', created_at: undefined })] }
  const good = {
    method: 'POST',
    path: '/e',
    headers: { 'user-agent': 'Mozilla/5.0' },
    body: Buffer.from(JSON.stringify(control)),
  }
  const last = await send(agent, server.url, good)
  const peak = peakOf(server.child.pid)
  agent.destroy()
  expect(await server.end('SIGTERM')).toBe(0)
  const difference = await ledgerDifference(db)
  await db.close()

  if (IS_FULL) print(counts, latencies, peak)
  expect(undesigned.slice(0, 3)).toEqual([])
  expect(last).toEqual({ status: 202, reasons: [] })
  expect(latencies).toHaveLength(FUZZ_CASES)
  expect(difference).toBe(0)
  if (peak !== null) expect(peak).toBeLessThan(MAX_RSS_MB)
})

let first: unknown

describeEachEngine('fuzz', (open, engine) => {
  it(`is decided as on SQLite in ${FUZZ_COMPARED} cases`, { timeout: 3_600_000 }, async () => {
    const decisions = await decide(open)
    first ??= engine === 'sqlite' ? decisions : await decide(onSqlite)
    expect(decisions).toEqual(first)
  })
})

async function decide(open: OpenStore) {
  const db = await open()
  const served = await startServed(db)
  const world = { key: served.key, now: NOW, bodies: await corpusBodies() }
  const answers: string[] = []
  for (const { path, ...one } of fuzzCases(FUZZ_COMPARED, FIXED_SEED + 1, world)) {
    const response = await served.ask(path, one)
    const { status, reasons: all } = answerFrom(response.status, await response.text())
    answers.push(`${status} ${all.join()}`)
  }
  const rows = await canonicalRows(db)
  await served.close()
  expect(served.reports).toEqual([])
  return { answers, rows }
}

const CONNECTIONS = 16

/** What the corpus and its neighbours send, as far as it is short. */
async function corpusBodies(): Promise<Uint8Array[]> {
  const collector = await startCollector(await onSqlite())
  numberEventsFrom(600_000)
  const sent = [...entries.filter(({ target }) => target === 'collect'), ...further].filter(
    ({ input }) => !input.steps && !input.raw,
  )
  const bodies = sent.map(({ input }) => Buffer.from(bodyOf(input, collector)))
  return bodies.filter(({ length }) => length > 0 && length < 6000)
}

function* both<T>(a: Iterator<T>, b: Iterator<T>): Generator<T> {
  for (;;) {
    const [left, right] = [a.next(), b.next()]
    if (!left.done) yield left.value
    if (!right.done) yield right.value
    if (left.done && right.done) return
  }
}

function send(agent: Agent, url: string, { method, path, headers, body }: FuzzCase): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${url}${path}`,
      { agent, method, headers: { ...headers, 'content-length': body.length } },
      incoming => {
        const chunks: Buffer[] = []
        incoming.on('data', chunk => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => resolve(answerFrom(incoming.statusCode ?? 0, Buffer.concat(chunks).toString())))
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function answerFrom(status: number, text: string): Answer {
  const { error, rejected = [] }: { error?: string; rejected?: { reason: string }[] } = JSON.parse(text)
  return { status, reasons: [...(error === undefined ? [] : [error]), ...rejected.map(({ reason }) => reason)] }
}

/** Megabytes of memory that a process held at most; null where the system does not tell. */
function peakOf(pid: number | undefined): number | null {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return kilobytes === undefined ? null : Number(kilobytes) / 1024
  } catch {
    return null
  }
}

function print(counts: ReadonlyMap<string, number>, latencies: readonly number[], peak: number | null): void {
  const sorted = latencies.toSorted((a, b) => a - b)
  const share = (part: number) => `${(sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1)} ms`
  const lines = [...counts].sort(([, a], [, b]) => b - a).map(([what, count]) => `${String(count).padStart(8)}  ${what}`)
  const server = `server: ${CONNECTIONS} connections, p50 ${share(0.5)}, p99 ${share(0.99)}, p99.9 ${share(0.999)}, peak ${peak?.toFixed(0)} MB`
  console.log([`seeds ${FIXED_SEED} and ${FUZZ_SEED}`, ...lines, server].join('\n'))
}
