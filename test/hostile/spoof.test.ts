/**
 * The spoof budget: what somebody can do who has the public key of a site and knows everything else, too: names, user
 * ids, browsers' ids, ids of the CRM.
 */
import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { Database } from '../../db/database.ts'
import { type Random, seededRandom } from '../../scripts/demo/random.ts'
import { createApiKey } from '../../worker/access/api-keys.ts'
import { exportDataset } from '../../worker/export/export.ts'
import { NOW, useStores } from '../engines.ts'
import { basic } from '../worker/collect/segment/segment.ts'
import { DAY_MS, daysBefore, form, openWorkspace, page, type Workspace } from '../worker/jobs/workspace.ts'
import { FORGED, FUZZ_SEED } from './scale.ts'

const open = useStores('sqlite')

const SITE = 'https://www.example.com'
const JANE = 'visitor-jane-000000000000'
const BOB = 'visitor-bob-0000000000000'
const ANN = 'visitor-ann-0000000000000'
const KIM = 'visitor-kim-0000000000000'
const FORGED_AT = NOW + DAY_MS
const MAX_WAIT_MS = 72 * 3_600_000

it(`${FORGED} forged events move no money that was won, no person and no account`, { timeout: 900_000 }, async () => {
  const db = await open()
  const ws = await openWorkspace(db)
  await tellStory(ws)
  await ws.attribute({ full: true })
  const before = await factsOf(db)
  expect(before.credits.length).toBeGreaterThan(50)
  expect(before.of_people).toEqual([
    { email: 'ann@globex.com', account: 'A2' },
    { email: 'bob@acme.com', account: 'A1' },
    { email: 'jane@acme.com', account: 'A1' },
    { email: 'kim@gmail.com', account: null },
  ])
  const touchesBefore = await touchIds(db)

  ws.clock.now = FORGED_AT
  const random = seededRandom(`spoof ${FUZZ_SEED}`)
  const tally = await forge(ws, random)
  expect(tally.accepted).toBeGreaterThan(FORGED / 3)
  expect(tally.rejected).toBeGreaterThan(FORGED / 20)
  await ws.attribute({ full: true })

  const after = await factsOf(db)
  expect(after.credits).toEqual(before.credits)
  expect(after.deals).toEqual(before.deals)
  expect(after.accounts).toEqual(before.accounts)
  expect(after.of_people).toEqual(before.of_people)
  expect(after.crm_people).toEqual(before.crm_people)
  expect(after.verified_links).toEqual(before.verified_links)

  const added = (await touchIds(db)).filter(({ touch_id }) => !touchesBefore.some(known => known.touch_id === touch_id))
  expect(added.length).toBeGreaterThan(0)
  expect(Math.min(...added.map(touch => touch.touch_at))).toBeGreaterThanOrEqual(FORGED_AT - MAX_WAIT_MS)
  const trusts = await db.all(sql`select distinct trust from identity_links where recorded_at >= ${FORGED_AT}`)
  expect(trusts).toEqual([{ trust: 'claimed' }])

  // Whom a server has identified stays who she is, whatever was said of her browser.
  ws.clock.now += DAY_MS
  await ws.visit(JANE, page(new Date(ws.clock.now).toISOString(), `${SITE}/thanks`))
  await ws.attribute()
  const [visit] = await db.all(sql`
    select people.email
    from touches
    inner join published on published.subject_id = touches.subject_id and published.run_id = touches.run_id
    inner join people on people.person_id = touches.person_id
    where touches.touch_at = ${ws.clock.now}
  `)
  expect(visit).toEqual({ email: 'jane@acme.com' })
})

/** Jane is known by the company's own server, Bob and Ann by what they typed, Kim, who is no company's, by a form; all by the CRM. */
async function tellStory(ws: Workspace): Promise<void> {
  await ws.import('accounts', [
    { external_id: 'A1', name: 'Acme', domains: 'acme.com' },
    { external_id: 'A2', name: 'Globex', domains: 'globex.com' },
  ])
  await ws.import('people', [
    { external_id: 'P1', email: 'jane@acme.com', account: 'A1', lead_created_at: daysBefore(40) },
    { external_id: 'P2', email: 'bob@acme.com', account: 'A1' },
    { external_id: 'P3', email: 'ann@globex.com', account: 'A2' },
    { external_id: 'P4', email: 'kim@gmail.com' },
  ])
  ws.clock.now = NOW - 50 * DAY_MS
  await ws.visit(JANE, page(daysBefore(50), `${SITE}/?utm_source=google&utm_medium=cpc&utm_campaign=spring`))
  await serverSays(ws, [
    { type: 'identify', messageId: 'server-identify-1', userId: 'u1', anonymousId: JANE, traits: { email: 'jane@acme.com' } },
    { type: 'group', messageId: 'server-group-1', userId: 'u1', groupId: 'A1' },
  ])
  ws.clock.now = NOW - 45 * DAY_MS
  await ws.visit(
    BOB,
    page(daysBefore(45), `${SITE}/pricing?utm_source=linkedin&utm_medium=social`),
    form(daysBefore(45), 'bob@acme.com'),
  )
  ws.clock.now = NOW - 30 * DAY_MS
  await ws.visit(
    ANN,
    page(daysBefore(30), `${SITE}/?utm_source=newsletter&utm_medium=email`),
    form(daysBefore(30), 'ann@globex.com'),
  )
  await ws.visit(JANE, page(daysBefore(30), `${SITE}/docs`))
  await ws.visit(KIM, form(daysBefore(30), 'kim@gmail.com'))
  ws.clock.now = NOW
  const deal = { currency: 'EUR', amount: '12345.67', created_at: daysBefore(35) }
  await ws.import('deals', [
    { ...deal, external_id: 'D1', account: 'A1', status: 'won', closed_at: daysBefore(20), contacts: 'P1;P2' },
    { ...deal, external_id: 'D2', account: 'A2', status: 'won', closed_at: daysBefore(4), contacts: 'P3' },
    { ...deal, external_id: 'D3', account: 'A2', status: 'open', closed_at: '' },
  ])
}

async function serverSays({ collector, db, clock }: Workspace, batch: readonly object[]): Promise<void> {
  const { key } = await createApiKey(db, 'admin', { now: () => clock.now, newId: () => 'server-key' })
  const said = JSON.stringify({ batch: batch.map(call => ({ timestamp: new Date(clock.now).toISOString(), ...call })) })
  const answer = await collector.app.request('/v1/batch', { method: 'POST', headers: basic(key), body: said })
  expect(await answer.json()).toMatchObject({ rejected: [] })
}

const BATCH = 100

async function forge({ collector, clock }: Workspace, random: Random): Promise<{ accepted: number; rejected: number }> {
  const tally = { accepted: 0, rejected: 0 }
  for (let sent = 0; sent < FORGED; sent += BATCH) {
    clock.now += random.whole(0, 1000)
    const isCall = random.chance(0.4)
    const batch = Array.from({ length: Math.min(BATCH, FORGED - sent) }, () =>
      (isCall ? forgedCall : forgedEvent)(random, clock.now),
    )
    const skew = random.pick([0, 0, 3600, -86_400, 315_000_000, -315_000_000]) * 1000
    const sentAt = new Date(clock.now + skew).toISOString()
    const answer = isCall
      ? await collector.app.request('/v1/batch', {
          method: 'POST',
          headers: basic(collector.key),
          body: JSON.stringify({ batch, ...(random.chance(0.5) && { sentAt }) }),
        })
      : await collector.send({ site: collector.key, sent_at: sentAt, batch })
    const body: { accepted: number; rejected: unknown[] } = await answer.json()
    tally.accepted += body.accepted
    tally.rejected += body.rejected.length
  }
  return tally
}

/** Whom somebody may want to be. */
const EMAILS = [
  'jane@acme.com',
  'bob@acme.com',
  'ann@globex.com',
  'kim@gmail.com',
  'ceo@acme.com',
  'eve@evil.example',
  'eve@globex.com',
]
const IDS = ['u1', 'P1', 'P2', 'P3', 'P4', 'jane@acme.com', 'bob@acme.com', 'A1', 'server-identify-1']
const GROUPS = ['A1', 'A2', 'acme.com', 'globex.com', 'evil.example', 'Acme']

const browserOf = (random: Random) => random.pick([JANE, BOB, ANN, KIM, random.id(), random.id()])

/** Up to eighty hours back, so that some are refused. */
const momentOf = (random: Random, now: number) => new Date(now - random.whole(0, 80) * 3_600_000).toISOString()

const moneyOf = (random: Random) =>
  random.pick([
    {},
    {},
    {},
    { revenue: 1e6 },
    { amount_minor: 99_999_900, currency: 'EUR' },
    { account_id: 'A2' },
    { ip: '8.8.8.8' },
  ])

function forgedEvent(random: Random, now: number): object {
  const email = random.pick(EMAILS)
  const common = {
    id: random.id(),
    anonymous_id: browserOf(random),
    created_at: momentOf(random, now),
    url: `${SITE}/?utm_source=evil&utm_medium=cpc&utm_campaign=mine`,
    ...moneyOf(random),
  }
  return random.pick([
    { ...common, type: 'page', title: 'Forged' },
    { ...common, type: 'form', form: 'demo', email, fields: { email, company: 'Evil', name: 'Eve' } },
    { ...common, type: 'identify', email, traits: { revenue: 1e9, account: 'A2', account_id: 'A2', role: 'admin' } },
    { ...common, type: 'identify', external_id: random.pick(IDS) },
    { ...common, type: 'track', name: 'deal_won', props: { revenue: 1e9, deal_id: 'D1', amount: 1, currency: 'EUR' } },
    { ...common, type: 'download', href: `${SITE}/white-paper.pdf` },
  ])
}

function forgedCall(random: Random, now: number): object {
  const common = {
    messageId: random.id(),
    timestamp: momentOf(random, now),
    context: { page: { url: `${SITE}/?utm_source=evil` }, ip: '8.8.8.8', groupId: 'A2' },
    ...random.pick([
      { anonymousId: browserOf(random) },
      { userId: random.pick(IDS) },
      { anonymousId: JANE, userId: random.pick(IDS) },
    ]),
  }
  return random.pick([
    { ...common, type: 'page', properties: { revenue: 1e9 } },
    { ...common, type: 'identify', userId: random.pick(IDS), traits: { email: random.pick(EMAILS), company: { id: 'A2' } } },
    { ...common, type: 'alias', userId: random.pick(IDS), previousId: random.pick([...IDS, JANE, BOB, ANN]) },
    { ...common, type: 'group', groupId: random.pick(GROUPS), traits: { domain: random.pick(GROUPS), revenue: 1 } },
    { ...common, type: 'track', event: 'Order Completed', properties: { revenue: 1e9, currency: 'EUR', account_id: 'A2' } },
  ])
}

/** What no forged event may change. */
async function factsOf(db: Database) {
  const credits: string[] = []
  for await (const piece of exportDataset(db, 'credits', 'ndjson')) {
    for (const line of String(piece).split('\n').filter(Boolean)) {
      const { run_id: _, modified_at: __, ...row } = JSON.parse(line)
      credits.push(JSON.stringify(row))
    }
  }
  return {
    credits: credits.sort(),
    deals: await db.all(sql`
      select deals.*, deal_accounts.account_id as of_account
      from deals
      left join deal_accounts on deal_accounts.deal_id = deals.deal_id
      order by deals.deal_id
    `),
    accounts: await db.all(sql`
      select accounts.*, account_domains.domain
      from accounts
      left join account_domains on account_domains.account_id = accounts.account_id
      where accounts.external_id is not null
      order by accounts.account_id, account_domains.domain
    `),
    of_people: await db.all(sql`
      select people.email, accounts.external_id as account
      from people
      inner join person_accounts on person_accounts.person_id = people.person_id
      left join accounts on accounts.account_id = person_accounts.account_id
      where people.external_id is not null
      order by people.email
    `),
    crm_people: await db.all(sql`
      select person_id, external_id, email, account_ref, lead_created_at, owner_email, source
      from people
      where external_id is not null
      order by person_id
    `),
    verified_links: await db.all(sql`select * from identity_links where trust <> 'claimed' order by link_id`),
  }
}

const touchIds = (db: Database) =>
  db.all<{ touch_id: string; touch_at: number }>(sql`
    select touches.touch_id, touches.touch_at
    from touches
    inner join published on published.subject_id = touches.subject_id and published.run_id = touches.run_id
  `)
