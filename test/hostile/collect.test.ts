/** The corpus and its neighbours, sent to the real server over each store: each as designed, and all stores alike. */
import { expect, it } from 'vitest'
import { describeEachEngine, type OpenStore, useStores } from '../engines.ts'
import { numberEventsFrom, pageView } from '../worker/collect/collector.ts'
import { type Entry, entries, type Outcome, play } from '../worker/collect/corpus.ts'
import { canonicalRows, ledgerDifference } from './decisions.ts'
import { elsewhere } from './elsewhere.ts'
import { further } from './further.ts'
import { type Served, startServed } from './served.ts'

const played = [...entries.filter(({ target }) => target === 'collect'), ...further].filter(({ name }) => !elsewhere.has(name))

/** The corpus speaks of a page on a host of the site; only here that is not example.com. */
const OTHER_SITE = { name: 'url-idn-homograph', domain: '\u0430cme.com' }

interface Decisions {
  readonly outcomes: readonly (readonly [name: string, outcome: Outcome])[]
  readonly rows: Record<string, string>
}

const onSqlite = useStores('sqlite')
let first: Decisions | undefined

it('is played, but for entries that a list names', () => {
  const names = entries.map(({ name }) => name)
  expect([...elsewhere.keys()].filter(name => !names.includes(name))).toEqual([])
})

describeEachEngine('the corpus', (open, engine) => {
  it('is decided as designed, and as on SQLite', { timeout: 180_000 }, async () => {
    const decisions = await decide(open)
    for (const [i, [, outcome]] of decisions.outcomes.entries()) expectOutcome(played[i]!, outcome)
    first ??= engine === 'sqlite' ? decisions : await decide(onSqlite)
    expect(decisions).toEqual(first)
  })
})

/** Plays everything on one store, a good event behind each. */
async function decide(open: OpenStore): Promise<Decisions> {
  // Far from the numbers that other files give, and the same for each store.
  numberEventsFrom(700_000)
  const db = await open()
  const server = await startServed(db)
  const other = await startServed(db, OTHER_SITE.domain)
  const outcomes: [string, Outcome][] = []
  for (const entry of played) {
    const start = server.clock.now
    const asked = entry.name === OTHER_SITE.name ? other : server
    outcomes.push([entry.name, await (rawOf(entry) ? playRaw(rawOf(entry), asked) : play(entry, asked))])
    server.clock.now = start
    expect(await server.collect(pageView()), `after ${entry.name}`).toMatchObject({ accepted: 1, rejected: [] })
  }
  expect([...server.reports, ...other.reports]).toEqual([])
  expect(await ledgerDifference(db)).toBe(0)
  const rows = await canonicalRows(db)
  await server.close()
  await other.close()
  return { outcomes, rows }
}

/** What an entry writes to the socket itself; empty when it is a request like others. */
function rawOf({ input: { raw = '', method } }: Entry): string {
  if (method === 'TRACE') return 'TRACE /e HTTP/1.1\r\nHost: h\r\nX-Secret: s\r\nConnection: close\r\n\r\n'
  return raw.replaceAll('{COLLECT}', '/e')
}

async function playRaw(raw: string, { talk }: Served): Promise<Outcome> {
  const text = await talk(raw)
  expect(text).not.toContain('X-Secret')
  const answers = text.split(/(?=HTTP\/1\.1 )/)
  expect.soft(answers, raw).toHaveLength(1)
  const { error, request_id } = JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4))
  expect.soft(request_id, text).toEqual(expect.any(String))
  return { statuses: [Number(text.split(' ')[1])], reasons: [error], fields: [], accepted: 0, duplicates: 0, dead_letters: 0 }
}

function expectOutcome({ name, expect: wanted }: Entry, got: Outcome) {
  const { status, reason, field, accepted, duplicates, dead_letter } = wanted
  expect.soft(status ?? got.statuses, `${name}: status`).toEqual(expect.arrayContaining(got.statuses))
  if (reason) expect.soft(got.reasons, `${name}: reason`).toEqual([reason])
  if (field) expect.soft(got.fields, `${name}: field`).toEqual([field])
  expect.soft({ accepted: got.accepted, duplicates: got.duplicates, dead_letters: got.dead_letters }, `${name}: counts`).toEqual({
    accepted: accepted ?? got.accepted,
    duplicates: duplicates ?? got.duplicates,
    dead_letters: dead_letter ?? got.dead_letters,
  })
}
