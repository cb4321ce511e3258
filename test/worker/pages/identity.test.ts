/** Who is whom, decided on pages: over a real store, through the routes. */
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { useStores } from '../../engines.ts'
import { accountId, personId } from '../identity/records.ts'
import { daysBefore, form, openWorkspace, page, publishedTouches } from '../jobs/workspace.ts'
import { pageSite } from './site.ts'

describe('the pages of people and accounts', () => {
  const open = useStores('sqlite')

  it('merge two people, show both histories as one, and undo it', async () => {
    const { ws, id, post, site, touchesOf } = await start()
    const [ann, private_] = [await id('ann@acme.com'), await id('ann@gmail.com')]
    const before = await touchesOf()
    expect((await post(`/people/${ann}/merge`, { other: 'ann@gmail.com', reason: 'x' }, 'cross-site')).status).toBe(403)
    expect((await post(`/people/${ann}/merge`, { other: 'nobody@gmail.com', reason: 'x' })).status).toBe(404)
    expect((await post(`/people/${ann}/merge`, { other: 'ann@gmail.com', reason: '' })).status).toBe(400)

    const merged = await post(`/people/${private_}/merge`, { other: 'Ann@ACME.com', reason: 'her <b>own</b> word' })
    expect(merged.headers.get('location')).toBe(`/people/${private_}?decided=1#identity`)
    expect(site.wanted()).toBe(1)
    await ws.attribute()
    expect(new Set((await touchesOf()).map(touch => touch.person_id))).toEqual(new Set([private_]))
    const html = await site.page(`/people/${private_}?decided=1`)
    expect(html).toContain('her &lt;b&gt;own&lt;/b&gt; word')
    expect(html).toContain('by dashboard')
    expect(await site.page(`/people/${ann}`)).toContain('ann@gmail.com')

    await post('/identity/merges/m_1/undo', { reason: 'two after all' })
    await ws.attribute()
    expect(await touchesOf()).toEqual(before)
    expect(await site.page(`/people/${ann}`)).toContain('two after all')
  })

  it('undo a link and restore it', async () => {
    const { ws, id, post, site, touchesOf } = await start()
    const ann = await id('ann@acme.com')
    const before = await touchesOf()
    const [link] = await ws.db.all<{ link_id: string }>(sql`select link_id from identity_links where person_id = ${ann}`)
    const path = `/identity/links/${encodeURIComponent(link!.link_id)}`
    await post(`${path}/undo`, { reason: 'a colleague’s browser' })
    await ws.attribute()
    expect((await touchesOf()).map(touch => touch.person_id)).not.toContain(ann)
    expect(await site.page(`/people/${ann}`)).toContain('a colleague’s browser')
    expect((await post(`${path}/undo`, { reason: 'again' })).status).toBe(400)

    await post(`${path}/restore`, {})
    await ws.attribute()
    expect(await touchesOf()).toEqual(before)
  })

  it('merge companies by their names, and refuse a name that two have', async () => {
    const { ws, post, site } = await start()
    await ws.import('accounts', [
      { external_id: 'A1', name: 'Acme Holding' },
      { external_id: 'A2', name: 'Twin' },
      { external_id: 'A3', name: 'Twin' },
    ])
    const acme = await accountId(ws.db, 'acme.com')
    expect((await post(`/accounts/${acme}/merge`, { other: 'twin', reason: 'x' })).status).toBe(400)
    const answer = await post(`/accounts/${acme}/merge`, { other: 'acme holding', reason: 'one group' })
    const holding = await accountId(ws.db, 'A1')
    expect(answer.headers.get('location')).toBe(`/accounts/${holding}?decided=1#identity`)
    await ws.attribute()
    expect(await site.page(`/accounts/${holding}`)).toContain('one group')
    expect(new Set((await publishedTouches(ws.db)).map(touch => touch.account_id))).toContain(holding)
    expect((await publishedTouches(ws.db)).map(touch => touch.account_id)).not.toContain(acme)
  })

  async function start() {
    const ws = await openWorkspace(await open())
    const url = 'https://www.example.com/pricing'
    await ws.visit('visitor-a-00000000', page(daysBefore(3), url), form(daysBefore(3), 'ann@acme.com'))
    await ws.visit('visitor-b-00000000', page(daysBefore(2), url), form(daysBefore(2), 'ann@gmail.com'))
    await ws.attribute()
    const site = await pageSite(ws.db)
    const post = async (path: string, fields: Record<string, string>, from = 'same-origin') =>
      site.app.request(path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': from, Accept: 'text/html' },
      })
    const touchesOf = async () =>
      (await publishedTouches(ws.db)).map(({ run_id, ...touch }) => touch).sort((a, b) => (a.touch_id < b.touch_id ? -1 : 1))
    return { ws, site, post, touchesOf, id: (ref: string) => personId(ws.db, ref) }
  }
})
