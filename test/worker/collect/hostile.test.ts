import { describe, expect, it } from 'vitest'
import { describeEachEngine, useStores } from '../../engines.ts'
import { pageView, startCollector } from './collector.ts'
import { type Entry, entries, type Outcome, play } from './corpus.ts'

const aboutCollect = entries.filter(entry => entry.target === 'collect')

/** Entries that this file does not play, each with its reason: none is left out silently. */
const elsewhere: Record<string, string> = {
  'content-length-understated': 'raw bytes: test/worker/node.test.ts',
  'content-length-overstated-then-silence': 'raw bytes: test/worker/node.test.ts',
  'duplicate-content-length': 'raw bytes: test/worker/node.test.ts',
  'slowloris-headers': 'raw bytes: test/worker/node.test.ts',
  'nul-in-header': 'raw bytes: test/worker/node.test.ts',
  'trace-on-collect': 'fetch cannot say TRACE: test/worker/node.test.ts',
  'malformed-percent-path': 'the whole app answers unknown addresses: test/worker/node.test.ts',
  'fault-sqlite-busy-10s': 'test/worker/collect/faults.test.ts',
  'fault-disk-full': 'test/worker/collect/faults.test.ts',
  'fault-poison-message-in-batch': 'queues are not built yet',
  'identify-1000-emails-one-browser': 'with ten in place of a thousand: test/worker/identity/link.test.ts',
  'suppressed-person-comes-back': 'erasure is not built yet',
  'link-token-guess-10000': 'sales links are not built yet',
  'link-click-by-safelinks-scanner': 'sales links are not built yet',
  'write-key-revoked': 'keys cannot be revoked yet; sites.test.ts shows that a removed site ends within 5 s',
  'write-key-prefix-timing': 'site keys are public: there is no secret that time could tell',
}

/** The corpus speaks of a page on a host of the site; only here that is not example.com. */
const domainOf = ({ name }: Entry) => (name === 'url-idn-homograph' ? '\u0430cme.com' : 'example.com')

const played = aboutCollect.filter(entry => !Object.hasOwn(elsewhere, entry.name))

describe('the corpus', () => {
  it('has no entry that the table of those left out does not know', () => {
    expect(Object.keys(elsewhere).filter(name => !aboutCollect.some(entry => entry.name === name))).toEqual([])
    expect(played.length).toBeGreaterThan(85)
  })
})

describe('hostile input', () => {
  const open = useStores('sqlite')

  it.each(played.map(entry => [entry.name, entry] as const))('%s', async (_, entry) => {
    const db = await open()
    const outcome = await play(entry, await startCollector(db, {}, domainOf(entry)))
    expectOutcome(entry, outcome)
    const { collect } = await startCollector(db)
    expect(await collect(pageView())).toMatchObject({ accepted: 1 })
  })
})

describeEachEngine('hostile input is decided alike', open => {
  it('in every entry', { timeout: 180_000 }, async () => {
    const db = await open()
    const domains = new Set(played.map(domainOf))
    for (const domain of domains) {
      const collector = await startCollector(db, {}, domain)
      const start = collector.clock.now
      for (const entry of played.filter(one => domainOf(one) === domain)) {
        expectOutcome(entry, await play(entry, collector))
        collector.clock.now = start
      }
    }
    const { collect } = await startCollector(db)
    expect(await collect(pageView())).toMatchObject({ accepted: 1 })
  })
})

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
