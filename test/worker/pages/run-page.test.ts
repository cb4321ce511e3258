/** The list of runs, and what one changed, as their readers see them. */
import { describe, expect, it } from 'vitest'
import { useStores } from '../../engines.ts'
import { DAY_MS, daysBefore, form, openWorkspace, page, type Workspace } from '../jobs/workspace.ts'
import { pageSite } from './site.ts'

const NAME = '<img src=x onerror=alert(1)> & Söhne'

/** What the page says, without markup. */
const textOf = (html: string) =>
  html
    .replace(/<(head|nav|footer)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replace(/[\s\u00a0\u202f]+/g, ' ')

describe('pages of runs', () => {
  const open = useStores('sqlite')

  /** Runs r1: one touch; r2: a visitor is identified late; r3: the amount, and a new touch. */
  async function start(): Promise<Workspace> {
    const ws = await openWorkspace(await open())
    const deal = { external_id: 'D1', name: NAME, account: 'acme.com', amount: '100', currency: 'EUR', status: 'won' }
    await ws.import('deals', [{ ...deal, closed_at: daysBefore(1) }])
    await ws.import('touches', [{ external_id: 'T1', at: daysBefore(30), account: 'acme.com', channel: 'Event' }])
    ws.clock.now -= 5 * DAY_MS
    await ws.visit('visitor-a-00000000', page(daysBefore(5), 'https://www.example.com/?utm_source=google&utm_medium=cpc'))
    ws.clock.now += 5 * DAY_MS
    const run = async () => {
      ws.clock.now += DAY_MS / 24
      await ws.attribute()
      ws.clock.now += DAY_MS / 24
    }
    await run()
    await ws.visit('visitor-a-00000000', form(new Date(ws.clock.now).toISOString(), 'ann@acme.com'))
    await run()
    await ws.import('deals', [{ ...deal, amount: '130', closed_at: daysBefore(1) }])
    await ws.import('touches', [{ external_id: 'T2', at: daysBefore(4), account: 'acme.com', channel: 'Email' }])
    await run()
    return ws
  }

  it('list every run with how many deals it changed', async () => {
    const { db } = await start()
    const site = await pageSite(db)
    const html = await site.page('/runs')
    expect(textOf(html)).toMatch(/3 runs .* 2 runs of these changed what deals are credited with; the newest, r3 ?, 1 deal\./)
    for (const run of ['r1', 'r2', 'r3']) expect(html).toContain(`href="/runs/${run}"`)
    expect(site.reported).toEqual([])
  })

  it('tell what moved, from where to where and because of what, and lead to the deal', async () => {
    const { db } = await start()
    const site = await pageSite(db)
    const html = await site.page('/runs/r2')
    const text = textOf(html)
    expect(text).toContain(
      '1 deal moved €50 from Event to Paid Search: a visitor of 27 Dec 2025 was identified as ann@acme.com (1 touch).',
    )
    expect(text).toContain('Paid Search gained €50, Event lost €50')
    expect(text).toContain(NAME)
    expect(html).not.toContain('<img')
    const [, href] = /<th scope="row" class="why"><a href="([^"]+)"/.exec(html) ?? []
    expect(await site.page(href ?? '')).toContain('href="/runs/r3"')
  })

  it('part a new amount from what moved, and compare with the run that was asked for', async () => {
    const { db } = await start()
    const site = await pageSite(db)
    const text = textOf(await site.page('/runs/r3?from=r1'))
    expect(text).toContain(
      '1 deal moved €87 , most of it from Event to Paid Search: a visitor of 27 Dec 2025 was identified as ann@acme.com (1 touch) and 1 new touch came in',
    )
    expect(text).toContain('It is worth €30 more than before')
    expect(text).toContain('Several causes 1 €86.66 -€86.66 Deal amount 1 €30.00 €0.00')
  })

  it('say that nothing changed, or that there is nothing to compare with', async () => {
    const { db } = await start()
    const site = await pageSite(db)
    expect(textOf(await site.page('/runs/r2?stage=lead'))).toContain('nothing changed')
    expect(textOf(await site.page('/runs/r1'))).toContain('nothing to compare it with')
    const unknown = await site.app.request('/runs/r99', { headers: { Accept: 'text/html' } })
    expect(unknown.status).toBe(404)
    const backwards = await site.page('/runs/r2?from=r3')
    expect(textOf(backwards)).toContain('r2 ran before r3')
  })
})
