/** What becomes of calls in the end: whose visits they are, which account's, and what they earn. */
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { createApiKey } from '../../../../worker/access/api-keys.ts'
import { NOW, useStores } from '../../../engines.ts'
import { daysBefore, openWorkspace, publishedCredits, publishedTouches, type Workspace } from '../../jobs/workspace.ts'
import { type Answer, basic, callOf } from './segment.ts'

const open = useStores('sqlite')

interface Company extends Workspace {
  site(...batch: object[]): Promise<Answer>
  server(...batch: object[]): Promise<Answer>
  /** E-mail → rule, account's domains. */
  belongings(): Promise<Record<string, [rule: string, domain: string | null]>>
}

async function openCompany(): Promise<Company> {
  const workspace = await openWorkspace(await open())
  const { collector, db } = workspace
  const { key } = await createApiKey(db, 'ops', { now: () => NOW, newId: () => crypto.randomUUID() })
  const send = async (writeKey: string, batch: object[]): Promise<Answer> => {
    const response = await collector.app.request('https://t.example.com/v1/batch', {
      method: 'POST',
      body: JSON.stringify({ batch, sentAt: new Date(NOW).toISOString() }),
      headers: basic(writeKey),
    })
    const answer: Answer = await response.json()
    expect(answer).toMatchObject({ success: true })
    return answer
  }
  return {
    ...workspace,
    site: (...batch) => send(collector.key, batch),
    server: (...batch) => send(key, batch),
    async belongings() {
      await workspace.attribute()
      const rows = await db.all<{ email: string; rule: string; domain: string | null }>(sql`
        select people.email, person_accounts.rule, account_domains.domain
        from people
        left join person_accounts on person_accounts.person_id = people.person_id
        left join account_domains on account_domains.account_id = person_accounts.account_id
        order by people.email
      `)
      return Object.fromEntries(rows.map(({ email, rule, domain }) => [email, [rule, domain]]))
    },
  }
}

const call = (type: string, days: number, fields: object) => callOf(type, { timestamp: daysBefore(days), ...fields })
const page = (days: number, url: string, fields: object) =>
  call('page', days, { properties: { url, title: 'A page' }, ...fields })
const identify = (days: number, userId: string, email: string, fields: object = {}) =>
  call('identify', days, { userId, traits: { email }, ...fields })

describe('calls of servers', () => {
  it('become visits, and earn their part of a deal', async () => {
    const { server, import: imported, attribute, db } = await openCompany()
    await server(
      page(90, 'https://www.example.com/?utm_source=linkedin&utm_medium=cpc&utm_campaign=spring', { anonymousId: 'a-1' }),
      page(89, 'https://www.example.com/blog', {
        anonymousId: 'a-1',
        context: { campaign: { source: 'news', medium: 'email', name: 'june' } },
      }),
      identify(60, 'u1', 'jane@acme.example', { anonymousId: 'a-1' }),
      call('screen', 50, { userId: 'u1', name: 'Dashboard' }),
      call('track', 40, { userId: 'u1', event: 'Invoice paid' }),
      page(30, 'https://app.example.com/', {
        userId: 'u1',
        properties: { url: 'https://app.example.com/', referrer: 'https://www.google.com/' },
      }),
    )
    await imported('accounts', [{ external_id: 'A1', name: 'Acme', domains: 'acme.example' }])
    await imported('deals', [
      { external_id: 'D1', account: 'A1', amount: '400', currency: 'EUR', status: 'won', closed_at: daysBefore(10) },
    ])
    await attribute()
    const touches = await publishedTouches(db)
    expect(
      touches.toSorted((a, b) => a.touch_at - b.touch_at).map(touch => [touch.touch_at, touch.channel, touch.campaign]),
    ).toEqual([
      [Date.parse(daysBefore(90)), 'Paid Social', 'spring'],
      [Date.parse(daysBefore(89)), 'Email', 'june'],
      [Date.parse(daysBefore(50)), 'Direct', null],
      [Date.parse(daysBefore(30)), 'Organic Search', null],
    ])
    const credits = (await publishedCredits(db)).filter(credit => credit.model === 'linear' && credit.stage === 'won')
    expect(credits.map(credit => credit.amount_minor)).toEqual([100_00, 100_00, 100_00, 100_00])
  })

  it('move credit when they say late who somebody was', async () => {
    const { server, import: imported, attribute, db } = await openCompany()
    await server(
      page(90, 'https://www.example.com/', { anonymousId: 'a-1' }),
      page(80, 'https://www.example.com/', { anonymousId: 'a-2', userId: 'u1' }),
    )
    await imported('deals', [
      { external_id: 'D1', account: 'acme.example', amount: '400', currency: 'EUR', status: 'won', closed_at: daysBefore(10) },
    ])
    await attribute()
    expect(await publishedTouches(db)).toEqual([])
    await server(call('alias', 5, { previousId: 'a-1', userId: 'u1' }), identify(4, 'u1', 'jane@acme.example'))
    await attribute()
    const found = await publishedTouches(db)
    expect(found).toHaveLength(2)
    await attribute({ full: true })
    expect((await publishedTouches(db)).map(({ run_id, ...touch }) => touch)).toEqual(found.map(({ run_id, ...touch }) => touch))
  })
})

describe('a group', () => {
  const group = (days: number, userId: string, groupId: string, traits: object = {}) =>
    call('group', days, { userId, groupId, traits })

  it('and an e-mail of the same domain are one account', async () => {
    const { site, belongings, db } = await openCompany()
    await site(
      identify(2, 'u1', 'jane@acme.example'),
      group(1.5, 'u1', 'g1', { name: 'Acme', domain: 'https://www.acme.example/' }),
      identify(2, 'u2', 'ben@gmail.com'),
      group(1.5, 'u2', 'g1', { domain: 'acme.example' }),
    )
    expect(await belongings()).toEqual({
      'ben@gmail.com': ['group', 'acme.example'],
      'jane@acme.example': ['email_domain', 'acme.example'],
    })
    expect(await db.all(sql`select account_id from accounts`)).toHaveLength(1)
  })

  it('that a page names counts where the e-mail says nothing, one that a server names before the e-mail', async () => {
    const { site, server, belongings } = await openCompany()
    await site(identify(2, 'u1', 'jane@acme.example'), group(1.5, 'u1', 'evil', { domain: 'evil.example' }))
    await server(identify(2, 'u2', 'ben@acme.example'), group(1.5, 'u2', 'g2', { domain: 'parent.example' }))
    await server(
      identify(2, 'u3', 'eve@gmail.com'),
      group(1.5, 'u3', 'g3', { domain: 'old.example' }),
      group(1, 'u3', 'g3', { domain: 'new.example' }),
    )
    expect(await belongings()).toEqual({
      'ben@acme.example': ['group', 'parent.example'],
      'eve@gmail.com': ['group', 'new.example'],
      'jane@acme.example': ['email_domain', 'acme.example'],
    })
  })

  it('without a domain waits for an account of the CRM with its id, and yields to what the CRM says of the person', async () => {
    const { site, import: imported, belongings } = await openCompany()
    await site(
      group(2, 'u1', 'g1'),
      identify(1.5, 'u1', 'jane@gmail.com'),
      group(2, 'u2', 'g1'),
      identify(1.5, 'u2', 'ben@gmail.com'),
    )
    expect(await belongings()).toEqual({ 'jane@gmail.com': ['personal_email', null], 'ben@gmail.com': ['personal_email', null] })
    await imported('accounts', [
      { external_id: 'g1', name: 'Acme', domains: 'acme.example' },
      { external_id: 'A2', name: 'Other', domains: 'other.example' },
    ])
    await imported('people', [{ email: 'ben@gmail.com', account: 'A2' }])
    expect(await belongings()).toEqual({
      'jane@gmail.com': ['group', 'acme.example'],
      'ben@gmail.com': ['crm_id', 'other.example'],
    })
  })

  it('makes an account that lasts', async () => {
    const { site, belongings, attribute, db } = await openCompany()
    await site(identify(2, 'u1', 'jane@gmail.com'), group(1.5, 'u1', 'g1', { domain: 'acme.example' }))
    await belongings()
    const accounts = await db.all(sql`select * from accounts`)
    await attribute({ full: true })
    expect(await db.all(sql`select * from accounts`)).toEqual(accounts)
  })
})

describe('a public key', () => {
  it('moves nobody whom a server knows, and no account', async () => {
    const { site, server, import: imported, belongings, attribute, db } = await openCompany()
    await server(
      identify(60, 'u1', 'jane@acme.example', { anonymousId: 'a-1' }),
      page(50, 'https://www.example.com/', { userId: 'u1' }),
      page(40, 'https://www.example.com/', { userId: 'u1', anonymousId: 'a-2' }),
    )
    await imported('people', [{ email: 'clara@gmail.com' }])
    await site(page(2.5, 'https://www.example.com/', { userId: 'u1', anonymousId: 'a-3' }))
    const before = await belongings()
    const touches = await publishedTouches(db)
    expect(touches).toHaveLength(3)
    const forged = ['u1', 'user u1', 'jane@acme.example'].flatMap(id => [
      identify(2, id, 'evil@evil.example'),
      call('alias', 2, { previousId: id, userId: 'evil' }),
      group(2, id, 'evil', { domain: 'evil.example' }),
    ])
    await site(
      ...forged,
      identify(2, 'evil', 'evil@evil.example'),
      identify(2, 'jane', 'jane@acme.example'),
      identify(1, 'a', 'evil@evil.example', { anonymousId: 'a-1' }),
      identify(2, 'clara', 'clara@gmail.com'),
      ...['jane', 'clara'].map(id => group(1, id, 'evil', { domain: 'evil.example' })),
    )
    await attribute()
    expect(await belongings()).toMatchObject(before)
    const kept = (await publishedTouches(db)).filter(touch => touch.account_id === touches[0]?.account_id)
    expect(kept.map(({ run_id, ...touch }) => touch)).toEqual(touches.map(({ run_id, ...touch }) => touch))
  })

  const group = (days: number, userId: string, groupId: string, traits: object) =>
    call('group', days, { userId, groupId, traits })
})
