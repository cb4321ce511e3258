import { describe, expect, it } from 'vitest'
import { useStores } from '../../engines.ts'
import { openWorkspace } from '../jobs/workspace.ts'
import { pageSite } from './site.ts'

describe('the page of sales links', () => {
  const open = useStores('sqlite')

  async function start() {
    const ws = await openWorkspace(await open())
    const site = await pageSite(ws.db)
    const post = async (path: string, fields: Record<string, string>, from = 'same-origin') => {
      const answer = await site.app.request(`https://t.example.com${path}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': from, Accept: 'text/html' },
      })
      return { status: answer.status, html: await answer.text(), location: answer.headers.get('Location') }
    }
    return { ws, site, post }
  }
  const good = { person: 'jane@acme.com', target_url: 'https://www.example.com/pricing', expires_days: '30' }

  it('makes a link, shows it once, and takes it back', async () => {
    const { site, post } = await start()
    expect(await site.page('/links')).toContain('There is no link yet')
    expect((await post('/links', good, 'cross-site')).status).toBe(403)
    const made = await post('/links', good)
    expect(made.status).toBe(200)
    const [link = '', token = ''] = /https:\/\/t\.example\.com\/l\/(\w{26})/.exec(made.html) ?? []
    expect(made.html).toContain(`data-copy="${link}"`)
    expect(made.html).not.toContain('on none of your sites')
    expect(site.wanted()).toBe(1)

    const later = await site.page('/links')
    expect(later).not.toContain(token)
    expect(later).toContain('jane@acme.com')
    expect(later).toContain('<strong>0</strong> of <strong>1\u00a0link</strong> were clicked')
    const [, action = ''] = /action="(\/links\/[^"]+\/revoke)"/.exec(later) ?? []
    expect((await post(action, {}, 'cross-site')).status).toBe(403)
    expect(await post(action, {})).toMatchObject({ status: 303, location: '/links' })
    expect(await site.page('/links')).toContain('revoked')
    expect((await post(action, {})).status).toBe(404)
    expect((await post('/links', { ...good, target_url: 'https://elsewhere.example.org/' })).html).toContain(
      'on none of your sites',
    )
    expect(site.reported).toEqual([])
  })

  it.each([
    [{ person: '' }, 'f-person-error'],
    [{ person: 'jane@' }, 'f-person-error'],
    [{ target_url: 'javascript:alert(1)' }, 'f-target_url-error'],
    [{ expires_days: 'soon' }, 'f-expires_days-error'],
    [{ expires_days: '0' }, 'f-expires_days-error'],
  ])('says what is wrong and keeps what was typed: %j', async (wrong, id) => {
    const { post } = await start()
    const { status, html } = await post('/links', { ...good, ...wrong })
    expect([status, html.includes(`id="${id}"`)]).toEqual([422, true])
    for (const value of Object.values({ ...good, ...wrong })) expect(html).toContain(`value="${value}"`)
  })

  it('suggests people while one types', async () => {
    const { ws, site } = await start()
    await ws.import('people', [
      { external_id: 'P1', email: 'ann@acme.com', name: 'Ann Lee' },
      { external_id: 'P2', email: 'bob@acme.com', name: 'Bob_100%' },
      { external_id: 'P3', email: '', name: 'Nobody' },
    ])
    const suggested = async (typed: string) => {
      const found: readonly { email: string }[] = await (
        await site.app.request(`/links/people?q=${encodeURIComponent(typed)}`)
      ).json()
      return found.map(({ email }) => email)
    }
    expect(await suggested('')).toEqual(['ann@acme.com', 'bob@acme.com'])
    expect(await suggested('AN')).toEqual(['ann@acme.com'])
    expect(await suggested('lee')).toEqual(['ann@acme.com'])
    expect(await suggested('_1')).toEqual(['bob@acme.com'])
    expect(await suggested('%')).toEqual(['bob@acme.com'])
    expect(await suggested('zed')).toEqual([])
    expect(await site.page('/links?person=ann@acme.com')).toContain('value="ann@acme.com"')
  })
})
