/** R10: one story, told in any order and in any batches, gives one result to the last digit. */
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Database } from '../../db/database.ts'
import { type Random, seededRandom } from '../../scripts/demo/random.ts'
import type { KindName } from '../../worker/crm/kinds.ts'
import { exportDataset } from '../../worker/export/export.ts'
import { useStores } from '../engines.ts'
import { daysBefore, form, openWorkspace, page, type Row } from '../worker/jobs/workspace.ts'
import { FUZZ_SEED, ORDERS } from './scale.ts'

const open = useStores('sqlite')

type Fact = { readonly kind: 'event'; readonly event: object } | { readonly kind: KindName; readonly row: Row }

it(`${ORDERS} orders and batchings of one story give one hash of all credits`, { timeout: 3_600_000 }, async () => {
  const story = storyOf(seededRandom(`story ${FUZZ_SEED}`))
  const hashes = new Map<string, number>()
  for (let order = 0; order < ORDERS; order++) {
    const db = await open()
    await tell(db, story, order === 0 ? null : seededRandom(`order ${FUZZ_SEED} ${order}`))
    const lines = await creditsOf(db)
    expect(lines.length).toBeGreaterThan(500)
    const hash = createHash('sha256').update(lines.join('\n')).digest('hex')
    hashes.set(hash, (hashes.get(hash) ?? 0) + 1)
  }
  expect([...hashes.values()]).toEqual([ORDERS])
})

/** @param random  null: as it happened, in one piece per kind */
async function tell(db: Database, story: readonly Fact[], random: Random | null): Promise<void> {
  const ws = await openWorkspace(db)
  const facts = random ? random.shuffled(story) : story
  for (let at = 0; at < facts.length; ) {
    const batch = facts.slice(at, at + (random ? random.whole(1, 40) : facts.length))
    at += batch.length
    const kinds = new Set(batch.map(({ kind }) => kind))
    for (const kind of random ? random.shuffled([...kinds]) : kinds) {
      const events = batch.flatMap(fact => (fact.kind === 'event' ? [fact.event] : []))
      if (kind === 'event') for (let i = 0; i < events.length; i += 20) await ws.visit('nobody', ...events.slice(i, i + 20))
      else
        await ws.import(
          kind,
          batch.flatMap(fact => (fact.kind === kind && 'row' in fact ? [fact.row] : [])),
        )
    }
    if (random?.chance(0.1)) await ws.attribute()
  }
  await ws.attribute()
  await ws.attribute({ full: true })
}

/** Ids that a store makes for itself, and the run, are no part of the result. */
async function creditsOf(db: Database): Promise<string[]> {
  const lines: string[] = []
  for await (const piece of exportDataset(db, 'credits', 'ndjson'))
    for (const line of `${piece}`.split('\n').filter(Boolean)) {
      const { deal_id, account_id, person_id, touch_id, run_id, modified_at, ...result } = JSON.parse(line)
      lines.push(JSON.stringify(result))
    }
  return lines.sort()
}

/**
 * Eight companies and whoever visited without a name: people with several browsers, browsers of several people, ids and
 * addresses, people before and after the CRM knew them, and events that are sent twice.
 */
function storyOf(random: Random): Fact[] {
  const facts: Fact[] = []
  const event = (one: object) => facts.push({ kind: 'event', event: { ...one, id: `event-${facts.length}-0000000000` } })
  const sources = [
    'utm_source=google&utm_medium=cpc',
    'utm_source=news&utm_medium=email',
    'utm_source=linkedin&utm_medium=paid',
    '',
  ]
  const at = (before = 2.9) => daysBefore(random.whole(0, Math.round(before * 86_400_000)) / 86_400_000)
  for (let company = 0; company < 8; company++) {
    const domain = `company${company}.com`
    const account = `A${company}`
    if (company !== 7)
      facts.push({ kind: 'accounts', row: { external_id: account, name: `Company ${company}`, domains: domain } })
    for (let person = 0; person < 4; person++) {
      const email = `p${person}@${domain}`
      const external = `P${company}${person}`
      if (person < 2) facts.push({ kind: 'people', row: { external_id: external, email, account, lead_created_at: at() } })
      for (let browser = 0; browser <= person % 2; browser++) {
        // The last person of each company shares a browser with the first.
        const anonymous_id = `visitor-${company}-${person === 3 ? 0 : person}-${browser}-00000000`
        for (let visit = 0; visit < 3; visit++) {
          const query = random.pick(sources)
          event({ ...page(at(), `https://www.example.com/post-${random.whole(1, 9)}?${query}`), anonymous_id })
        }
        if (random.chance(0.75)) event({ ...form(at(), email), anonymous_id })
        else event({ type: 'identify', created_at: at(), url: 'https://www.example.com/', email, anonymous_id })
        if (person === 0)
          event({ type: 'identify', created_at: at(), url: 'https://www.example.com/', external_id: external, anonymous_id })
      }
      facts.push({
        kind: 'activities',
        row: { external_id: `V${external}`, kind: 'call', at: at(), person: email, rep_email: 'rep@example.com' },
      })
    }
    facts.push({
      kind: 'touches',
      row: { external_id: `T${company}`, at: daysBefore(20 + company), person: `p1@${domain}`, channel: 'Event' },
    })
    facts.push({
      kind: 'deals',
      row: {
        ...{
          external_id: `D${company}`,
          account: company === 7 ? domain : account,
          name: `Deal ${company}`,
          amount: `${1000 + company / 4}`,
        },
        ...{ currency: company % 3 === 0 ? 'USD' : 'EUR', status: company % 4 === 3 ? 'open' : 'won' },
        ...{
          created_at: daysBefore(1.2),
          closed_at: company % 4 === 3 ? '' : daysBefore(0.1),
          contacts: `p0@${domain};p1@${domain}`,
        },
      },
    })
  }
  facts.push({ kind: 'rates', row: { currency: 'USD', rate: '0.9' } })
  facts.push({ kind: 'adjustments', row: { deal: 'D0', amount: '-100.01', at: daysBefore(0.05), kind: 'refund' } })
  const again = facts.filter(({ kind }) => kind === 'event' && random.chance(0.1))
  return [...facts, ...again]
}
