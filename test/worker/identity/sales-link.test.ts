import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { salesLinkLines, salesLinkTotals } from '../../../db/queries/sales-links.ts'
import type { Person, SalesLink } from '../../../db/schema.ts'
import { revokeSalesLink } from '../../../worker/identity/sales-link.ts'
import { describeEachEngine } from '../../engines.ts'
import { pageView } from '../collect/collector.ts'
import { openSalesLinks, TARGET } from './sales-links.ts'

const DAY_MS = 86_400_000

describeEachEngine('a sales link', open => {
  it('says who came when a person clicks, and leaves no code behind', async () => {
    const sales = await openSalesLinks(await open())
    const { collector, clock, db } = sales
    const { token, url, person_id } = await sales.link()
    expect(url).toBe(`https://t.example.com/l/${token}`)
    await collector.collect(pageView({ id: 'march-0001', anonymous_id: 'laptop' }))

    const landed = await sales.click(token)
    expect(landed).toMatch(/^https:\/\/www\.example\.com\/pricing\?plan=pro&_tl=[0-9a-z]{26}#yearly$/)
    clock.now += 2000
    await collector.collect(
      pageView({ id: 'page-00001', anonymous_id: 'laptop', url: landed }),
      pageView({ id: 'page-00002', anonymous_id: 'laptop', url: TARGET, referrer: landed }),
      pageView({
        id: 'linked-001',
        anonymous_id: 'laptop',
        type: 'outbound',
        url: TARGET,
        href: 'https://b.com/?_tl=abc.17&x=1',
      }),
    )
    expect(await sales.links()).toMatchObject([
      {
        link_id: 'l_page-00001',
        visitor_id: 'laptop',
        person_id,
        method: 'sales_link',
        trust: 'link',
        evidence: 'page-00001',
        closed_at: null,
      },
    ])
    const events = await collector.events()
    expect(events.map(event => [event.url, event.referrer])).toEqual([
      [TARGET, null],
      ['https://www.example.com/', null],
      [TARGET, null],
      [TARGET, TARGET],
    ])
    expect(JSON.parse(events[0]!.body)).toMatchObject({ href: 'https://b.com/?x=1' })
    const counted = async () => (await salesLinkLines(db, { limit: 9 }))[0]
    expect(await counted()).toMatchObject({ clicks: 1, unconfirmed_clicks: 0, browsers: 1, last_click_at: clock.now - 2000 })
    await sales.click(token)
    expect(await counted()).toMatchObject({ clicks: 1, unconfirmed_clicks: 1, browsers: 1, machine_hits: 0 })
    expect(await salesLinkTotals(db)).toEqual({ links: 1, clicked: 1, people: 1 })
    const code = /_tl=(\w+)/.exec(landed)![1]!
    const everything = JSON.stringify([
      events,
      await db.all(sql`select * from sales_links`),
      await db.all(sql`select * from link_clicks`),
    ])
    expect(everything).not.toContain(code)
    expect(everything).not.toContain(token)
  })

  it('makes a person of an address that nobody knows, and takes the one whom the CRM knows', async () => {
    const sales = await openSalesLinks(await open())
    const first = await sales.link({ person: ' New.Prospect@Acme.com ' })
    const second = await sales.link({ person: 'new.prospect@acme.com' })
    expect(second.person_id).toBe(first.person_id)
    expect(await sales.db.all<Person>(sql`select * from people`)).toMatchObject([
      { email: 'new.prospect@acme.com', email_domain: 'acme.com', source: 'sales_link', external_id: null },
    ])
    expect((await sales.db.all<SalesLink>(sql`select * from sales_links`)).map(row => row.expires_at - row.created_at)).toEqual([
      180 * DAY_MS,
      180 * DAY_MS,
    ])
  })

  it('counts the first visitor who brings a code, and no other', async () => {
    const sales = await openSalesLinks(await open())
    const { token } = await sales.link()
    const landed = await sales.click(token)
    await sales.collector.collect(pageView({ id: 'first-0001', anonymous_id: 'hers', url: landed }))
    await sales.collector.collect(pageView({ id: 'second-001', anonymous_id: 'a-colleagues', url: landed }))
    await sales.collector.collect(pageView({ id: 'first-0001', anonymous_id: 'hers', url: landed }))
    expect((await sales.links()).map(link => link.visitor_id)).toEqual(['hers'])
    const again = await sales.click(token)
    expect(again).not.toBe(landed)
    await sales.collector.collect(pageView({ id: 'third-0001', anonymous_id: 'her-phone', url: again }))
    expect((await sales.links()).map(link => link.visitor_id)).toEqual(['hers', 'her-phone'])
  })

  it('names nobody by a code that is older than two minutes, however the page dates itself', async () => {
    const sales = await openSalesLinks(await open())
    const landed = await sales.click((await sales.link()).token)
    const clicked = sales.clock.now
    sales.clock.now += 120_001
    await sales.collector.collect(pageView({ url: landed, created_at: new Date(clicked).toISOString() }))
    expect(await sales.links()).toEqual([])
  })

  it('leads there and names nobody after it has expired', async () => {
    const sales = await openSalesLinks(await open())
    const { token } = await sales.link({ expires_days: 1 })
    sales.clock.now += DAY_MS
    expect(await sales.click(token)).toBe(TARGET)
    expect(await sales.outcomes()).toEqual(['expired'])
  })

  it('leads nowhere after it was revoked, and takes back a code that is on its way', async () => {
    const sales = await openSalesLinks(await open())
    const { token, url, sales_link_id } = await sales.link()
    const landed = await sales.click(token)
    expect(await revokeSalesLink(sales.db, url, sales.clock.now)).toBe(sales_link_id)
    await expect(revokeSalesLink(sales.db, sales_link_id, sales.clock.now)).rejects.toMatchObject({ reason: 'not_found' })
    const answer = await sales.follow(token)
    expect([answer.status, answer.headers.get('Location')]).toEqual([404, null])
    await sales.collector.collect(pageView({ url: landed }))
    expect(await sales.links()).toEqual([])
  })

  it('takes back who came when the other links of the mail are opened at the same moment', async () => {
    const sales = await openSalesLinks(await open())
    const { collector, clock } = sales
    const made = [await sales.link(), await sales.link(), await sales.link()]
    const others = await sales.link({ person: 'bob@acme.com' })
    const first = await sales.click(made[0]!.token)
    clock.now += 300
    await collector.collect(pageView({ id: 'gateway-01', anonymous_id: 'gateway', url: first }))
    expect(await sales.links()).toMatchObject([{ closed_at: null }])
    clock.now += 300
    expect(await sales.click(made[1]!.token)).toBe(TARGET)
    expect(await sales.click(made[2]!.token)).toBe(TARGET)
    expect(await sales.outcomes()).toEqual(['burst', 'burst', 'burst'])
    expect(await sales.links()).toMatchObject([{ closed_at: clock.now, closed_by: 'rule', closed_reason: 'scanner' }])
    const marks = await sales.db.all(sql`select mark_key from stale_marks where kind = 'visitor' and mark_key = 'gateway'`)
    expect(marks).toHaveLength(1)

    // As two processes see it that meet the two first links at the same instant.
    await sales.db.run(sql`update link_clicks set outcome = 'human', event_id = null`)
    await collector.collect(pageView({ id: 'gateway-02', anonymous_id: 'gateway', url: first }))
    expect(await sales.links()).toHaveLength(1)

    const colleague = await sales.click(others.token)
    expect(colleague).toContain('_tl=')
    clock.now += 6000
    const hers = await sales.click(made[0]!.token)
    await collector.collect(pageView({ anonymous_id: 'hers', url: hers }), pageView({ anonymous_id: 'gateway', url: colleague }))
    expect(
      (await sales.links())
        .filter(link => link.closed_at === null)
        .map(link => link.visitor_id)
        .sort(),
    ).toEqual(['gateway', 'hers'])
  })

  it('does not name the sixth person of one browser', async () => {
    const sales = await openSalesLinks(await open())
    for (let i = 0; i < 6; i++) {
      const { token } = await sales.link({ person: `p${i}@corp${i}.com` })
      await sales.collector.collect(pageView({ id: `kiosk-000${i}`, anonymous_id: 'kiosk', url: await sales.click(token) }))
    }
    expect((await sales.links()).map(link => link.closed_reason)).toEqual([null, null, null, null, null, 'shared_device'])
  })

  it('is not used up by an event that loses its id to another one', async () => {
    const sales = await openSalesLinks(await open())
    const { token } = await sales.link()
    await sales.collector.collect(pageView({ id: 'event-taken' }))
    const landed = await sales.click(token)
    await sales.collector.collect(pageView({ id: 'event-taken', url: landed }))
    expect(await sales.links()).toEqual([])
    await sales.collector.collect(pageView({ id: 'event-mine1', anonymous_id: 'hers', url: landed }))
    expect(await sales.links()).toMatchObject([{ visitor_id: 'hers' }])
  })
})
