import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { useStores } from '../../engines.ts'
import { pageSite } from './site.ts'
import { fillWorkspace, publish, type WorkspaceSize } from './workspace.ts'

const size: WorkspaceSize = { accounts: 9, people: 4, visits: 30, deals: 120 }

/** As read: one kind of blank, no markup. */
const wordsIn = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replace(/[\s\u00a0\u202f]+/g, ' ')

describe('the reconciliation', () => {
  const open = useStores('sqlite')

  it('says that there are no deals, and what to do', async () => {
    const { page } = await pageSite(await open())
    expect(wordsIn(await page('/reconciliation'))).toContain('There are no deals yet')
  })

  it('accounts for all that was won, and for money without a rate beside it', async () => {
    const db = await open()
    await fillWorkspace(db, size)
    const { page } = await pageSite(db)
    const [deals = ''] = /were won so far, \d+ of them for/.exec(wordsIn(await page('/deals?period=all'))) ?? []
    const words = wordsIn(await page('/reconciliation?period=all'))
    expect(deals).not.toBe('')
    expect(words).toMatch(
      /All €[\d,.]+ won so far is accounted for: \d+ % credited to touches, \d+ % unattributed, 0 difference ?\./,
    )
    expect(words).toMatch(/Beside this sum: \d+ deals? of CHF [\d,.]+, for which there is no exchange rate/)
    expect(words).toMatch(/All CHF \d+ CHF/)
    expect(words).toContain('No account')
    expect(words).toContain('No exchange rate')
  })

  it('lists each deal that is not fully attributed, by reason and page by page', async () => {
    const db = await open()
    await fillWorkspace(db, size)
    await db.run(sql`update deals set account_ref = null`, sql`update deal_accounts set account_id = null`)
    await db.run(sql`delete from published`)
    await publish(db, 'r2')
    const { app, page } = await pageSite(db)
    const linksIn = (html: string) =>
      [...html.matchAll(/<th scope="row" class="name"><a href="\/deals\/(d\d+)/g)].map(match => match[1])
    const first = linksIn(await page('/reconciliation?period=all'))
    const second = linksIn(await page('/reconciliation?period=all&page=2'))
    expect([first.length, new Set([...first, ...second]).size]).toEqual([50, first.length + second.length])
    const orphans = wordsIn(await page('/reconciliation?period=all&reason=no_account'))
    expect(orphans).toContain(`No account, ${first.length + second.length}`)
    expect(wordsIn(await page('/reconciliation?period=all&reason=no_touch'))).toContain('No deal of this period has this reason')
    const refused = await app.request('/reconciliation?reason=because', { headers: { Accept: 'text/html' } })
    expect(refused.status).toBe(400)
  })

  it('says what the last run has not seen, and settles it with the next one', async () => {
    const db = await open()
    await fillWorkspace(db, { ...size, deals: 6 })
    const { page } = await pageSite(db)
    await db.run(
      sql`update deals set amount_minor = amount_minor + 100 where deal_id = 'd0'`,
      sql`delete from published where subject_id = (select account_id from deal_accounts where deal_id = 'd2')`,
    )
    const before = wordsIn(await page('/reconciliation?period=all'))
    expect(before).toMatch(/€[\d,.]+ difference , since 1 deal has not been computed yet and 1 deal changed after the last run/)
    await publish(db, 'r2')
    expect(wordsIn(await page('/reconciliation?period=all'))).toMatch(/, 0 difference/)
  })
})
