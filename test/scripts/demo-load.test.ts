/** The whole demo on SQLite: nine months in by the front door, then what the job made of them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/database.ts'
import { openStore } from '../../db/open.ts'
import { machines } from '../../scripts/demo/browsers.ts'
import type { ImportKind } from '../../scripts/demo/facts.ts'
import { demoStory, highlights } from '../../scripts/demo/story.ts'
import { oneDevice, twoDevices } from '../../scripts/demo/tales/devices.ts'
import { late } from '../../scripts/demo/tales/late.ts'
import { holding } from '../../scripts/demo/tales/matching.ts'
import { tourOf } from '../../scripts/demo/tour.ts'
import { fillWorkspace } from '../../scripts/demo/workspace.ts'
import { assetsFrom } from '../../worker/assets.ts'
import { defaultSettings } from '../../worker/settings.ts'

const TODAY = '2026-03-17'
const story = demoStory({ today: TODAY })
const rows = (kind: ImportKind) => story.rows[kind] ?? []

const folder = mkdtempSync(join(tmpdir(), 'tributary-demo-'))
let db: Database

beforeAll(async () => {
  const now = () => story.ends_at
  db = await openStore(`sqlite:${join(folder, 'demo.db')}`, now)
  const assets = await assetsFrom(['t.js', 'style.css', 'pages.js', 'inter.woff2'].map(name => [name, new Uint8Array()]))
  await fillWorkspace(story, { db, now, newId: () => crypto.randomUUID(), assets, say: () => {} })
}, 180_000)

afterAll(async () => {
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Whole minor units of a decimal; yen have none. */
const minor = (amount: string, currency: string) => Math.round(Number(amount) * (currency === 'JPY' ? 1 : 100))

describe('the demo in a workspace', () => {
  it('has every event of the story once, at the moment at which it happened', async () => {
    const stored = await db.all<{ event_id: string; occurred_at: number }>(sql`select event_id, occurred_at from events`)
    const happened = new Map(stored.map(event => [event.event_id, event.occurred_at]))
    expect(stored).toHaveLength(story.events.length)
    for (const { event } of story.events) expect(happened.get(event.id)).toBe(Date.parse(event.created_at))
    expect(await db.all(sql`select * from dead_letters`)).toEqual([])
  })

  it('splits every won deal to the last cent under every model, in each currency', async () => {
    const won = new Map<string, number>()
    for (const deal of rows('deals').filter(({ status }) => status === 'won')) {
      const changes = rows('adjustments').filter(row => row.deal === deal.external_id)
      const net = [deal, ...changes].reduce((sum, { amount }) => sum + minor(amount!, deal.currency!), 0)
      won.set(deal.currency!, (won.get(deal.currency!) ?? 0) + net)
    }
    const sums = await db.all<{ model: string; currency: string; amount_minor: number; base_amount_minor: number }>(sql`
      select
          credits.model,
          deals.currency,
          sum(credits.amount_minor) as amount_minor,
          sum(credits.base_amount_minor) as base_amount_minor
      from credits
      inner join published on published.subject_id = credits.subject_id and published.run_id = credits.run_id
      inner join deals on deals.deal_id = credits.deal_id
      where credits.stage = 'won'
      group by credits.model, deals.currency
    `)
    const models = defaultSettings['attribution.models']
    expect(sums).toHaveLength(models.length * 3)
    for (const { model, currency, amount_minor } of sums) expect(amount_minor, `${model} ${currency}`).toBe(won.get(currency))

    const [linear] = sums
    for (const { currency, base_amount_minor } of sums.filter(sum => sum.currency === linear?.currency)) {
      expect(base_amount_minor, currency).toBe(linear?.base_amount_minor)
    }
  })

  it('leaves visible what no touch earned', async () => {
    const unattributed = await db.all(sql`select deal_id from journeys where unattributed_reason is not null and stage = 'won'`)
    expect(unattributed).toHaveLength(2)
  })

  it('marks the bots, and only them', async () => {
    const marked = await db.all<{ n: number }>(sql`select count(*) as n from events where bot_reason is not null`)
    const agents: readonly string[] = Object.values(machines)
    expect(marked[0]?.n).toBe(story.events.filter(sent => agents.includes(sent.user_agent)).length)
  })

  it('uses every channel of the glossary', async () => {
    const used = await db.all<{ channel: string }>(sql`
      select distinct channel from touches where run_id in (select run_id from published) order by channel
    `)
    expect(used.map(row => row.channel)).toEqual([
      'AI Assistant',
      'Affiliate',
      'Direct',
      'Display',
      'Email',
      'Event',
      'Organic Search',
      'Organic Social',
      'Paid Search',
      'Paid Social',
      'Referral',
      'Sales',
      'Video',
    ])
  })

  it('gives both devices of one person to that person, and one device to two', async () => {
    const links = await db.all<{ email: string; visitor_id: string }>(sql`
      select people.email, identity_links.visitor_id
      from identity_links
      inner join people on people.person_id = identity_links.person_id
    `)
    const browsers = links.filter(link => link.email.endsWith(`@${twoDevices.domain}`) && link.email.startsWith('freja'))
    expect(new Set(browsers.map(link => link.visitor_id)).size).toBe(2)
    const people = links.filter(link => link.email.endsWith(`@${oneDevice.domain}`))
    expect(new Set(people.map(link => link.visitor_id)).size).toBe(1)
    expect(new Set(people.map(link => link.email)).size).toBe(2)
  })

  it('places nobody by a domain that two accounts claim, nor by a private address', async () => {
    const places = await db.all<{ email: string; account_id: string | null; rule: string }>(sql`
      select people.email, person_accounts.account_id, person_accounts.rule
      from person_accounts
      inner join people on people.person_id = person_accounts.person_id
    `)
    const shared = places.filter(place => place.email.endsWith(`@${holding.domain}`))
    expect(shared.filter(place => place.account_id === null).map(place => place.rule)).toEqual([
      'ambiguous_domain',
      'ambiguous_domain',
    ])
    expect(shared.filter(place => place.account_id !== null)).toHaveLength(1)
    const atHome = places.filter(place => place.email.startsWith('fictional.'))
    expect(atHome.filter(place => place.account_id !== null)).toMatchObject([{ rule: 'crm_id' }])
  })

  it('credits the reading of five months before the form', async () => {
    const [first] = await db.all<{ touch_at: number; landing_url: string }>(sql`
      select touches.touch_at, touches.url as landing_url
      from touches
      inner join published on published.subject_id = touches.subject_id and published.run_id = touches.run_id
      inner join accounts on accounts.account_id = touches.account_id
      where accounts.external_id = ${`A-${late.number}`}
      order by touches.touch_at
      limit 1
    `)
    const form = story.events.find(({ event }) => event.type === 'form' && event.email?.endsWith(`@${late.domain}`))
    expect(Date.parse(form!.event.created_at) - first!.touch_at).toBeGreaterThan(150 * 86_400_000)
  })

  it('can tell the visitor where to click', async () => {
    const lines = await tourOf(db, {
      tributary: 'http://localhost:1',
      site: 'http://localhost:2',
      database_url: 'sqlite:data/demo.db',
    })
    const text = lines.join('\n')
    const [account] = await db.all<{ account_id: string }>(
      sql`select account_id from accounts where external_id = ${highlights.woken}`,
    )
    expect(text).toContain(`http://localhost:1/accounts/${account?.account_id}`)
    expect(text).toContain(`--db sqlite:data/demo.db`)
    expect(Math.max(...lines.map(line => line.length))).toBeLessThan(170)
  })
})
