import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { describeEachEngine } from '../../engines.ts'
import { accountId, personId } from '../identity/records.ts'
import { daysBefore, openWorkspace, page } from '../jobs/workspace.ts'
import { pageSite } from './site.ts'

describeEachEngine('the review queue', open => {
  it('decides whose a domain is, and takes it back', async () => {
    const ws = await openWorkspace(await open())
    const site = await pageSite(ws.db)
    expect(await site.page('/review')).toContain('Nothing waits for a decision')
    await ws.import('accounts', [
      { external_id: 'A1', name: 'One', domains: 'acme.com' },
      { external_id: 'A2', name: 'Two', domains: 'acme.com' },
    ])
    await ws.import('people', [{ external_id: 'P1', email: 'ann@acme.com' }])
    await ws.import('deals', [{ external_id: 'D1', account: 'acme.com', amount: '1', currency: 'EUR', status: 'open' }])
    await ws.attribute()
    expect(await site.page('/review')).toContain('claimed by several accounts')

    const post = (path: string, fields: Record<string, string>, from = 'same-origin') =>
      site.app.request(path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': from, Accept: 'text/html' },
      })
    const ann = await personId(ws.db, 'P1')
    const [one, two] = [await accountId(ws.db, 'A1'), await accountId(ws.db, 'A2')]
    const placed = async () => {
      await ws.attribute()
      const [person] = await ws.db.all<object>(sql`select account_id, rule from person_accounts where person_id = ${ann}`)
      const [deal] = await ws.db.all<{ account_id: string | null }>(sql`select account_id from deal_accounts`)
      return { ...person, deal: deal?.account_id ?? null }
    }
    const decide = { domain: 'acme.com', account: two, reason: 'they moved' }
    expect((await post('/review/domains', decide, 'cross-site')).status).toBe(403)
    expect((await post('/review/domains', { ...decide, account: 'x' })).status).toBe(404)
    expect((await post('/review/domains', decide)).status).toBe(303)
    expect((await post('/review/domains', { ...decide, account: one })).status).toBe(400)
    expect(await placed()).toEqual({ account_id: two, rule: 'email_domain', deal: two })
    expect(await site.page('/review')).toContain('they moved')

    const undo = async () => {
      const [row] = await ws.db.all<{ decision_id: string }>(
        sql`select decision_id from domain_decisions where undone_at is null`,
      )
      return post(`/review/domains/${row?.decision_id}/undo`, { reason: 'no' })
    }
    expect((await undo()).status).toBe(303)
    const ambiguous = { account_id: null, rule: 'ambiguous_domain', deal: null }
    expect(await placed()).toEqual(ambiguous)

    await post('/review/domains', { ...decide, account: '' })
    expect(await placed()).toEqual(ambiguous)
    expect(await site.page('/review')).toContain('Nothing waits for a decision')
  })

  it('shows who was named at once, and decides whether they are two people or one', async () => {
    const ws = await openWorkspace(await open())
    const site = await pageSite(ws.db)
    await ws.import('people', [
      { external_id: 'P1', email: 'ann@acme.com' },
      { external_id: 'P2', email: 'bob@acme.com' },
    ])
    const url = 'https://www.example.com/login'
    const login = (external_id: string, email: string) => ({
      type: 'identify',
      created_at: daysBefore(1),
      url,
      external_id,
      email,
    })
    await ws.visit('visitor-a-00000000', page(daysBefore(1), url), login('P1', 'bob@acme.com'), login('P1', 'ann@acme.com'))
    await ws.visit('visitor-b-00000000', login('P1', 'nobody-yet@acme.com'))
    await ws.visit('visitor-c-00000000', login('X1', 'eve@acme.com'), login('X1', 'joe@acme.com'))
    await ws.attribute()
    const html = await site.page('/review')
    expect(html).toContain('<strong>2\u00a0pairs</strong>')
    for (const part of ['P1', 'bob@acme.com', 'https://www.example.com/login', 'X1', 'eve@acme.com', 'joe@acme.com'])
      expect(html).toContain(part)
    expect(html).not.toContain('nobody-yet')

    const post = async (path: string, fields: Record<string, string>) => {
      const init = { method: 'POST', body: new URLSearchParams(fields), headers: { 'Sec-Fetch-Site': 'same-origin' } }
      return (await site.app.request(path, init)).status
    }
    const [ann, bob] = [await personId(ws.db, 'P1'), await personId(ws.db, 'P2')]
    const both = { person: ann, other: bob, reason: 'asked them' }
    expect(await post('/review/people', { ...both, reason: ' ', decision: 'two' })).toBe(400)
    expect(await post('/review/people', { ...both, other: 'x', decision: 'two' })).toBe(404)
    expect(await post('/review/people', { ...both, decision: 'two' })).toBe(303)
    expect(await post('/review/people', { ...both, decision: 'two' })).toBe(400)
    await ws.visit('visitor-d-00000000', login('P1', 'bob@acme.com'))
    await ws.attribute()
    expect(await site.page('/review')).toContain('<strong>1\u00a0pair</strong>')

    const [two] = await ws.db.all<{ decision_id: string; actor: string }>(sql`select decision_id, actor from two_people`)
    expect(two?.actor).toBe('dashboard')
    expect(await post(`/review/people/${two?.decision_id}/undo`, { reason: 'wrong' })).toBe(303)
    expect(await post(`/review/people/${two?.decision_id}/undo`, { reason: 'again' })).toBe(400)
    expect(await site.page('/review')).toContain('<strong>2\u00a0pairs</strong>')

    expect(await post('/review/people', { ...both, decision: 'same' })).toBe(303)
    const after = await site.page('/review')
    expect(after).toContain('<strong>1\u00a0pair</strong>')
    expect(after).toContain('counts as')
    expect(await post('/identity/merges/m_1/undo', { reason: 'no' })).toBe(303)
    expect(await site.page('/review')).toContain('<strong>2\u00a0pairs</strong>')
  })
})
