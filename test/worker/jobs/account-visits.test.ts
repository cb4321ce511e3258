/** Visits from the network of a known account: whose they are, when they stop being it, and that no address is kept. */
import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { writeSetting } from '../../../worker/settings.ts'
import { describeEachEngine } from '../../engines.ts'
import { accountId, personId } from '../identity/records.ts'
import { daysBefore, form, openWorkspace, page, publishedCredits, publishedTouches } from './workspace.ts'

const URL_ = 'https://www.example.com/pricing'
const A = 'visitor-a-00000000'
const B = 'visitor-b-00000000'
const GPC = { 'sec-gpc': '1' }

describeEachEngine('visits from an account’s network', open => {
  it('are touches of the account, marked as such, until somebody is known', async () => {
    const { ws, from, visits } = await start()
    await ws.import('accounts', [{ external_id: 'A1', name: 'Acme', domains: 'acme.com' }])
    await ws.import('ip-ranges', [{ account: 'A1', cidr: '203.0.113.0/24' }])
    const deal = { external_id: 'D1', account: 'A1', amount: '100', currency: 'EUR', status: 'won', closed_at: daysBefore(0) }
    await ws.import('deals', [deal])
    from.address = '203.0.113.9'
    await ws.visit(A, page(daysBefore(2), URL_))
    from.address = '192.0.2.9'
    await ws.visit(B, page(daysBefore(2), URL_))
    await ws.attribute()
    const acme = await accountId(ws.db, 'A1')
    expect(await visits()).toEqual([{ account_id: acme, person_id: null, account_rule: 'ip_range' }])
    expect((await publishedCredits(ws.db)).every(credit => credit.touch_id.startsWith('s_'))).toBe(true)

    await ws.visit(A, form(daysBefore(1), 'ann@other.com'))
    await ws.attribute()
    const ann = await personId(ws.db, 'ann@other.com')
    const other = await accountId(ws.db, 'other.com')
    expect(await visits()).toEqual(Array(2).fill({ account_id: other, person_id: ann, account_rule: null }))
    expect((await publishedCredits(ws.db)).map(credit => credit.touch_id)).not.toContain(expect.stringMatching(/^s_/))

    const incremental = await visits()
    await ws.attribute({ full: true })
    expect(await visits()).toEqual(incremental)
    expect(await holds(ws.db, '203.0.113.9')).toEqual([])
  })

  it('make an account for a domain that nobody claims, and not for a network that two share', async () => {
    const { ws, from, visits } = await start()
    await ws.import('ip-ranges', [
      { account: 'acme.com', cidr: '203.0.113.0/24' },
      { account: 'acme.com', cidr: '198.51.100.0/24' },
      { account: 'twin.com', cidr: '198.51.100.0/24' },
    ])
    for (const address of ['203.0.113.9', '198.51.100.1']) {
      from.address = address
      await ws.visit(`visitor-${address.replaceAll('.', '-')}-000`, page(daysBefore(2), URL_))
    }
    await ws.attribute()
    expect(await visits()).toEqual([
      { account_id: await accountId(ws.db, 'acme.com'), person_id: null, account_rule: 'ip_range' },
    ])
  })

  it('are found by the name of the network, where it is a company’s own', async () => {
    const { ws, from, visits } = await start()
    await ws.import('accounts', [
      { external_id: 'A1', name: 'Acme', domains: 'acme.com' },
      { external_id: 'A2', name: 'Vodafone', domains: 'vodafone.com' },
    ])
    from.organisation = 'ACME GmbH'
    await ws.visit(A, page(daysBefore(2), URL_))
    from.organisation = 'Vodafone'
    await ws.visit(B, page(daysBefore(2), URL_))
    await ws.attribute()
    expect(await visits()).toEqual([{ account_id: await accountId(ws.db, 'A1'), person_id: null, account_rule: 'network' }])
  })

  it('are not told of who is private, a bot, or one of us', async () => {
    const { ws, from, visits } = await start()
    await ws.import('accounts', [
      { external_id: 'US', name: 'Us', domains: 'example.com' },
      { external_id: 'A1', name: 'Acme', domains: 'acme.com' },
    ])
    await ws.import('ip-ranges', [
      { account: 'US', cidr: '198.51.100.0/24' },
      { account: 'A1', cidr: '203.0.113.0/24' },
    ])
    const send = (id: string, more: object, headers: Record<string, string> = {}) =>
      ws.collector.send(
        {
          site: ws.collector.key,
          sent_at: daysBefore(0),
          batch: [{ id, anonymous_id: `visitor-${id}`, ...page(daysBefore(1), URL_), ...more }],
        },
        headers,
      )
    from.address = '203.0.113.9'
    await send('private-0001', {}, GPC)
    await send('refused-0001', { consent: { analytics: true, identify: false } })
    await send('robot-000001', {}, { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' })
    from.address = '198.51.100.9'
    await send('colleague-01', {})
    await ws.attribute()
    expect(await visits()).toEqual([])

    await writeSetting(ws.db, 'accounts.own_domains', 'acme.com')
    await ws.attribute()
    expect(await visits()).toEqual([{ account_id: await accountId(ws.db, 'US'), person_id: null, account_rule: 'ip_range' }])
  })

  it('make no account of our own people, and one of an alias with its domain', async () => {
    const { ws } = await start()
    const ruleOf = async () => {
      await ws.attribute()
      const rows = await ws.db.all<{ email: string; name: string | null; rule: string }>(sql`
        select people.email, accounts.name, person_accounts.rule
        from people
        inner join person_accounts on person_accounts.person_id = people.person_id
        left join accounts on accounts.account_id = person_accounts.account_id
        order by people.email
      `)
      return rows.map(({ email, name, rule }) => `${email} ${name} ${rule}`)
    }
    await ws.visit(A, form(daysBefore(1), 'us@example.com'), form(daysBefore(1), 'ann@acme.com'))
    await ws.visit(B, form(daysBefore(1), 'bob@acme-mail.com'))
    expect(await ruleOf()).toEqual([
      'ann@acme.com acme.com email_domain',
      'bob@acme-mail.com acme-mail.com email_domain',
      'us@example.com null own_company',
    ])
    await writeSetting(ws.db, 'accounts.email_aliases', 'acme-mail.com = www.acme.com')
    await writeSetting(ws.db, 'accounts.own_domains', '')
    expect(await ruleOf()).toEqual([
      'ann@acme.com acme.com email_domain',
      'bob@acme-mail.com acme.com email_alias',
      'us@example.com example.com email_domain',
    ])
    const accounts = await ws.db.all<{ name: string }>(sql`select name from accounts order by name`)
    expect(accounts.map(({ name }) => name)).toEqual(['acme.com', 'example.com'])
    for (const wrong of ['acme-mail.com', 'gmail.com=acme.com', 'a=b', 'acme-mail.com=com'])
      await expect(writeSetting(ws.db, 'accounts.email_aliases', wrong)).rejects.toThrow('accounts.email_aliases')
  })

  async function start() {
    const from: { address: string | null; organisation: string | null } = { address: null, organisation: null }
    const ws = await openWorkspace(await open(), { clientOf: () => from.address, organisationOf: () => from.organisation })
    const visits = async () =>
      (await publishedTouches(ws.db)).map(({ account_id, person_id, account_rule }) => ({ account_id, person_id, account_rule }))
    return { ws, from, visits }
  }
})

/** Tables that hold a text anywhere. */
async function holds(db: Database, text: string): Promise<string[]> {
  const found: string[] = []
  for (const table of ['events', 'sessions', 'touches', 'dead_letters', 'identity_links', 'people']) {
    const rows = await db.all<object>(sql`select * from ${sql.identifier(table)}`)
    if (JSON.stringify(rows).includes(text)) found.push(table)
  }
  return found
}
