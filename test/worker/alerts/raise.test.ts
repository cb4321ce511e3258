import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { insertInto } from '../../../db/database.ts'
import { markSet } from '../../../db/queries/alerts.ts'
import { ledger, sourceArrivals } from '../../../db/schema.ts'
import { pauseWebhook, resumeWebhook } from '../../../worker/alerts/webhooks.ts'
import { mergeAccounts, undoMerge } from '../../../worker/identity/merge.ts'
import { describeEachEngine, useStores } from '../../engines.ts'
import { DAY_MS } from '../jobs/workspace.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { openStory } from './story.ts'

const HOUR_MS = 3_600_000

let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(() => receiver.close())
beforeEach(() => {
  receiver.taken.length = 0
  receiver.answer = (_, response) => response.end('ok')
})

const told = () => receiver.taken.map(({ body }) => JSON.parse(body).data.summary)

describeEachEngine('alerts', open => {
  it('tell of a pricing page, a return, a move and a silence, each once', async () => {
    const story = await openStory(await open(), receiver)
    await story.import('accounts', [{ external_id: 'A1', name: 'Acme', domains: 'acme.example' }])
    await story.import('deals', [
      { external_id: 'D1', account: 'A1', name: 'Big one', stage: 'Demo', amount: '10', created_at: '2025-12-01' },
    ])
    await story.see('visitor-anna-00000001', '/pricing')
    await story.identify('visitor-anna-00000001', 'anna@acme.example')
    await story.run()
    expect(receiver.taken).toEqual([])

    story.pass(HOUR_MS)
    await story.add()
    await story.tell()
    story.pass(40 * DAY_MS)
    await story.see('visitor-anna-00000001', '/de/Pricing/?utm_source=news&utm_medium=email')
    await story.import('deals', [{ external_id: 'D1', stage: 'Offer' }])
    await story.run()
    expect(told().toSorted()).toEqual([
      'Acme is back after 40 days of silence: anna@acme.example came by Email (news), to example.com/de/Pricing',
      'Big one (Acme) moved from Demo to Offer, €10.00',
      'anna@acme.example of Acme looked at example.com/de/Pricing',
    ])

    await story.run({ full: true })
    await story.tell()
    expect(receiver.taken).toHaveLength(3)

    const day = new Date(story.clock.now).toISOString().slice(0, 10)
    await story.import('deals', [{ external_id: 'D1', status: 'won', closed_at: day }])
    await story.run()
    expect(told().at(-1)).toBe('Big one (Acme) was won, €10.00')
    expect((await story.deliveries()).every(({ status }) => status === 'delivered')).toBe(true)
  })

  it('tell of a week on its Monday, once', async () => {
    const story = await openStory(await open(), receiver)
    await story.add('webhook', ['digest.weekly'])
    await story.import('deals', [
      { external_id: 'D1', amount: '1000.50', status: 'won', created_at: '2026-01-03', closed_at: '2026-01-04' },
      { external_id: 'D2', amount: '500', status: 'lost', created_at: '2025-12-01', closed_at: '2026-01-02' },
      { external_id: 'D3', amount: '7', status: 'won', closed_at: '2026-01-05' },
    ])
    await story.identify('visitor-anna-00000001', 'anna@acme.example')
    await story.see('visitor-nobody-00001', '/')
    await story.run()
    for (const [day, hour] of [
      [5, 7],
      [5, 9],
      [6, 9],
    ] as const) {
      story.clock.now = Date.UTC(2026, 0, day, hour)
      await story.tell()
    }
    expect(receiver.taken.map(({ body }) => JSON.parse(body).data)).toMatchObject([
      {
        summary:
          '2025-12-29 to 2026-01-04: 1\u00a0deal won (€1\u202fk), 1 lost; 1\u00a0opportunity opened (€1\u202fk); 2\u00a0visits, 50\u202f% of them by known accounts',
        link: 'https://t.example.com/channels?period=2025-12-29..2026-01-04',
        ...{ won: 1, won_amount: '1000.50', lost: 1, opened: 1, opened_amount: '1000.50', visits: 2, known_visits: 1 },
      },
    ])
  })

  it('tell of a site and an import that fell silent, once a silence', async () => {
    const db = await open()
    const story = await openStory(db, receiver)
    await story.add('webhook', ['data.stopped'])
    const hour = story.clock.now - (story.clock.now % HOUR_MS)
    const [site] = await db.all<{ site_id: string }>(sql`select site_id from sites`)
    const hours = Array.from({ length: 27 * 24 }, (_, i) => ({ hour_at: hour - (i + 1) * HOUR_MS, back: i + 1 }))
    const counts = { site_id: site!.site_id, outcome: 'accepted' as const, reason: '', events: 5 }
    await db.run(
      insertInto(
        ledger,
        hours.map(({ hour_at }) => ({ hour_at, ...counts })),
      ),
      // What machines send is no sign of life.
      insertInto(
        ledger,
        [0, 1, 2].map(ahead => ({ hour_at: hour + ahead * HOUR_MS, ...counts, reason: 'crawler' })),
      ),
      insertInto(
        sourceArrivals,
        hours.flatMap(({ hour_at, back }) => (back % 24 === 5 ? [{ source: 'deals', hour_at }] : [])),
      ),
    )
    const hearing = async (hours: number) => {
      story.clock.now = hour + hours * HOUR_MS
      await db.run(markSet('heard_at', `${story.clock.now - 60_000}`), markSet('up_since', `${hour}`))
      await story.tell()
    }
    await story.tell()
    for (const hours of [2, 3, 4, 34, 35, 36]) await hearing(hours)
    expect(told()).toEqual([
      'example.com has sent nothing for 3 hours; in an ordinary week it is silent for at most 0',
      'No deals have been imported for 39 hours; in an ordinary week it is silent for at most 23',
    ])
    await db.run(markSet('heard_at', '0'))
    await db.run(sql`delete from alert_deliveries`, sql`delete from alerts`)
    story.pass(HOUR_MS)
    await story.tell()
    expect(told()).toHaveLength(2)
  })
})

describe('alerts on a store', () => {
  const open = useStores('sqlite')

  async function known(visitor: string, email: string) {
    const story = await openStory(await open(), receiver)
    await story.add('webhook', ['account.pricing_viewed', 'account.woke'])
    await story.identify(visitor, email)
    return story
  }

  it('are of what happened after the webhook was made, whoever hears of it later', async () => {
    const story = await openStory(await open(), receiver)
    await story.see('visitor-anna-00000001', '/pricing')
    story.pass(1)
    await story.add()
    await story.identify('visitor-anna-00000001', 'anna@acme.example')
    await story.run()
    expect(receiver.taken).toEqual([])
    await story.see('visitor-anna-00000001', '/pricing')
    await story.run()
    expect(receiver.taken).toHaveLength(1)
  })

  it('wait until it is known who came, for a day', async () => {
    const story = await openStory(await open(), receiver)
    await story.add()
    await story.see('visitor-anna-00000001', '/pricing')
    await story.run()
    expect(receiver.taken).toEqual([])
    await story.identify('visitor-anna-00000001', 'anna@acme.example')
    await story.run()
    expect(told()).toEqual(['anna@acme.example of acme.example looked at example.com/pricing'])
    await story.see('visitor-ben-000000001', '/pricing')
    story.pass(25 * HOUR_MS)
    await story.identify('visitor-ben-000000001', 'ben@other.example')
    await story.run()
    expect(receiver.taken).toHaveLength(1)
  })

  it('leave machines out', async () => {
    const story = await known('visitor-anna-00000001', 'anna@acme.example')
    const bot = { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }
    const created_at = new Date(story.clock.now).toISOString()
    const url = 'https://example.com/pricing'
    const batch = [{ id: 'event-of-a-bot', type: 'page', anonymous_id: 'visitor-anna-00000001', url, created_at }]
    expect((await story.collector.send({ site: story.collector.key, batch }, bot)).status).toBe(202)
    await story.run()
    expect(receiver.taken).toEqual([])
  })

  it('are quiet when two accounts become one, and when they part again', async () => {
    const story = await known('visitor-anna-00000001', 'anna@acme.example')
    await story.see('visitor-anna-00000001', '/pricing')
    await story.identify('visitor-otto-0000001', 'otto@old.example')
    await story.run()
    expect(receiver.taken).toHaveLength(1)
    story.pass(45 * DAY_MS)
    await story.see('visitor-anna-00000001', '/pricing')
    await story.run()
    const before = receiver.taken.length
    const [acme, old] = await story.db.all<{ account_id: string }>(sql`select account_id from accounts order by name`)
    const decision = { actor: 'a test', reason: 'one company' }
    story.pass(1000)
    const order = { ...decision, from_id: acme!.account_id, into_id: old!.account_id }
    const { merge_id } = await mergeAccounts(story.db, order, story.clock.now)
    await story.run()
    await story.run({ full: true })
    await undoMerge(story.db, merge_id, decision, story.clock.now)
    await story.run()
    await story.run({ full: true })
    expect([before, receiver.taken.length]).toEqual([3, 3])
  })

  it('are quiet when an account that was here yesterday becomes one that was not here for long', async () => {
    const story = await known('visitor-otto-0000001', 'otto@old.example')
    story.pass(45 * DAY_MS)
    await story.identify('visitor-anna-00000001', 'anna@acme.example')
    await story.run()
    const [acme, old] = await story.db.all<{ account_id: string }>(sql`select account_id from accounts order by name`)
    const decision = { actor: 'a test', reason: 'one company' }
    story.pass(1000)
    await mergeAccounts(story.db, { ...decision, from_id: acme!.account_id, into_id: old!.account_id }, story.clock.now)
    await story.run()
    expect(receiver.taken).toEqual([])
  })

  it('are told again when a webhook goes on, of what happens from then on', async () => {
    const story = await known('visitor-anna-00000001', 'anna@acme.example')
    const [{ webhook_id } = { webhook_id: '' }] = await story.webhooks()
    await pauseWebhook(story.db, webhook_id, story.clock.now)
    await story.see('visitor-anna-00000001', '/pricing')
    await story.run()
    story.pass(1000)
    await resumeWebhook(story.db, webhook_id, story.clock.now)
    await story.run({ full: true })
    expect(receiver.taken).toEqual([])
    await story.see('visitor-anna-00000001', '/pricing')
    await story.run()
    expect(receiver.taken).toHaveLength(1)
  })

  it('know how deals stood when somebody first wanted to hear of them', async () => {
    const story = await known('visitor-anna-00000001', 'anna@acme.example')
    await story.import('deals', [{ external_id: 'D1', account: 'acme.example', stage: 'Demo' }])
    await story.run()
    story.pass(HOUR_MS)
    await story.add('webhook', ['deal.moved'])
    await story.tell()
    await story.import('deals', [{ external_id: 'D1', stage: 'Offer' }])
    await story.run()
    expect(told()).toEqual(['D1 (acme.example) moved from Demo to Offer'])
  })

  it('write nothing while there is no webhook', async () => {
    const story = await openStory(await open(), receiver)
    await story.identify('visitor-anna-00000001', 'anna@acme.example')
    await story.see('visitor-anna-00000001', '/pricing')
    await story.run()
    expect(await story.db.all(sql`select * from alert_marks`)).toEqual([])
  })
})
