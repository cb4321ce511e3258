/** The page of match rules and the figures of coverage: over a real store, through the routes. */
import { expect, it } from 'vitest'
import { readSettings } from '../../../worker/settings.ts'
import { describeEachEngine } from '../../engines.ts'
import { openApi } from '../api/api.ts'
import { daysBefore, form, openWorkspace, page } from '../jobs/workspace.ts'
import { pageSite } from './site.ts'

const URL_ = 'https://www.example.com/pricing'

describeEachEngine('the match rules', open => {
  it('are listed in their order with what each did, and their domains can be changed', async () => {
    const from: { address: string | null } = { address: null }
    const ws = await openWorkspace(await open(), { clientOf: () => from.address })
    const site = await pageSite(ws.db)
    const empty = await site.page('/accounts/rules')
    expect(empty).toContain('no rule had anything to tell')
    expect(order(empty)).toEqual(['CRM id', 'Our own company', 'E-mail domain', 'Parent domain', 'IP range', 'Company network'])

    await ws.import('ip-ranges', [{ account: 'acme.com', cidr: '203.0.113.0/24' }])
    await ws.visit('visitor-a-00000000', page(daysBefore(1), URL_), form(daysBefore(1), 'ann@acme.com'))
    await ws.visit('visitor-b-00000000', page(daysBefore(1), URL_), form(daysBefore(1), 'bob@gmail.com'))
    await ws.visit('visitor-c-00000000', page(daysBefore(1), URL_))
    from.address = '203.0.113.9'
    await ws.visit('visitor-d-00000000', page(daysBefore(1), URL_))
    await ws.attribute()
    const html = await site.page('/accounts/rules')
    const text = html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/[\s\u00a0]+/g, ' ')
    expect(text).toMatch(/E-mail domain The address [^.]+\. 1 1 ann@acme\.com acme\.com/)
    expect(text).toMatch(/Private mailbox [^.]+\. 1 1 bob@gmail\.com/)
    expect(text).toMatch(/IP range [^.]+\. 1 – somebody acme\.com/)
    expect(text).toMatch(/Of 4 sessions in the last 30 days, 50 % belong to a person, 50 % to an account, and 25 % to nobody/)
    expect(text).toMatch(/2025-12 4 50 % 50 % 25 % 25 %/)

    const api = await openApi(ws.db)
    const counts = { sessions: 4, of_people: 2, of_accounts: 2, of_networks: 1, of_nobody: 1 }
    const { status, body } = await api.get('/coverage')
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        days: 30,
        ...counts,
        months: [expect.objectContaining({ month: '2026-01', sessions: 0 }), { month: '2025-12', ...counts }],
      },
    })

    const post = (fields: Record<string, string>, origin = 'same-origin') =>
      site.app.request('/accounts/rules', {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { 'Sec-Fetch-Site': origin, Accept: 'text/html' },
      })
    const typed = { 'accounts.own_domains': 'none', 'accounts.email_aliases': 'acme-mail.com=acme.com' }
    expect((await post(typed, 'cross-site')).status).toBe(403)
    const wrong = await post({ ...typed, 'accounts.own_domains': 'our' })
    expect(wrong.status).toBe(422)
    expect(await wrong.text()).toContain('accounts.own_domains takes domains')
    expect((await post(typed)).status).toBe(303)
    const settings = await readSettings(ws.db)
    expect(settings['accounts.own_domains']).toEqual([])
    expect(settings['accounts.email_aliases']).toEqual(['acme-mail.com=acme.com'])
    expect((await post({ ...typed, 'accounts.own_domains': '' })).status).toBe(303)
    expect((await readSettings(ws.db))['accounts.own_domains']).toBeNull()
  })
})

/** Some of the rules, as they stand on the page. */
function order(html: string): string[] {
  const shown = ['IP range', 'CRM id', 'Company network', 'E-mail domain', 'Our own company', 'Parent domain']
  return shown.toSorted(
    (a, b) => html.indexOf(`title="${a}"`) - html.indexOf(`title="${b}"`) || html.indexOf(`>${a}<`) - html.indexOf(`>${b}<`),
  )
}
