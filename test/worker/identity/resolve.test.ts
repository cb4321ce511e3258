import { describe, expect, it } from 'vitest'
import { accountOfPerson, accountOfRef, type Claims } from '../../../worker/identity/resolve.ts'

const claims: Claims = {
  ids: new Map([
    ['CRM-1', 'c_one'],
    ['c_one', 'c_one'],
    ['beta.io', 'c_named_like_a_domain'],
  ]),
  domains: new Map([
    ['acme.com', [{ account_id: 'c_one', source: 'crm' }]],
    ['beta.io', [{ account_id: 'c_two', source: 'crm' }]],
    [
      'shared.com',
      [
        { account_id: 'c_one', source: 'crm' },
        { account_id: 'c_two', source: 'crm' },
      ],
    ],
    [
      'taken-over.com',
      [
        { account_id: 'c_made', source: 'email' },
        { account_id: 'c_two', source: 'crm' },
      ],
    ],
    ['made.com', [{ account_id: 'c_made', source: 'email' }]],
  ]),
}
const isBusiness = (domain: string) => domain !== 'gmail.com'

describe('accountOfPerson', () => {
  it.each([
    // what                                                   account_ref   email_domain      account   rule                unclaimed
    ['the CRM says by its id, whatever the e-mail says', 'CRM-1', 'beta.io', 'c_one', 'crm_id', null],
    ['the CRM says by our id', 'c_one', null, 'c_one', 'crm_id', null],
    ['the CRM says by a domain', 'acme.com', 'gmail.com', 'c_one', 'crm_domain', null],
    ['an id counts before a domain of the same letters', 'beta.io', null, 'c_named_like_a_domain', 'crm_id', null],
    ['the e-mail decides when the CRM is silent', null, 'acme.com', 'c_one', 'email_domain', null],
    ['the e-mail decides when the CRM says an unknown id', 'CRM-9', 'acme.com', 'c_one', 'email_domain', null],
    ['the e-mail decides when the CRM says a shared domain', 'shared.com', 'made.com', 'c_made', 'email_domain', null],
    ['a claim of the CRM beats one made from an e-mail', null, 'taken-over.com', 'c_two', 'email_domain', null],
    ['two claims of the CRM match neither', null, 'shared.com', null, 'ambiguous_domain', null],
    ['a domain that nobody claims asks for an account', null, 'new.com', null, 'email_domain', 'new.com'],
    ['a private mailbox says nothing', null, 'gmail.com', null, 'personal_email', null],
    ['a private mailbox does not hide the unknown id', 'CRM-9', 'gmail.com', null, 'unknown_account', null],
    ['an unknown id alone', 'CRM-9', null, null, 'unknown_account', null],
    ['nothing at all', null, null, null, 'nothing_known', null],
  ] as const)('%s', (_, account_ref, email_domain, account_id, rule, unclaimed) => {
    expect(accountOfPerson({ account_ref, email_domain }, claims, isBusiness)).toEqual({ account_id, rule, unclaimed })
  })
})

describe('accountOfPerson under the workspace’s own rules', () => {
  const rules = {
    own: new Set(['our.com', 'acme.com']),
    aliases: new Map([
      ['made-mail.com', 'made.com'],
      ['mail.new.com', 'beta.io'],
    ]),
  }
  it.each([
    // what                                       account_ref  email                       account     rule             unclaimed
    ['one of us is no prospect', null, 'jane@our.com', null, 'own_company', null],
    ['one of us below our domain neither', null, 'jane@mail.our.com', null, 'own_company', null],
    ['nor where the CRM has us as an account', null, 'jane@acme.com', null, 'own_company', null],
    ['but the CRM’s own word counts', 'CRM-1', 'jane@our.com', 'c_one', 'crm_id', null],
    ['a host below the account’s domain', null, 'jane@uk.made.com', 'c_made', 'parent_domain', null],
    ['a host below a domain that nobody claims', null, 'jane@uk.new.com', null, 'parent_domain', 'new.com'],
    ['an alias', null, 'jane@made-mail.com', 'c_made', 'email_alias', null],
    ['an alias of the domain above', null, 'jane@x.made-mail.com', 'c_made', 'email_alias', null],
    ['an alias of one host only', null, 'jane@mail.new.com', 'c_two', 'email_alias', null],
  ] as const)('%s', (_, account_ref, email, account_id, rule, unclaimed) => {
    const person = { account_ref, email, email_domain: email.split(/[@.]/).slice(-2).join('.') }
    expect(accountOfPerson(person, claims, isBusiness, undefined, rules)).toEqual({ account_id, rule, unclaimed })
  })

  it('gives our own company no group either', () => {
    const groups = { verified: ['our.com'], claimed: ['our.com'] }
    const person = { account_ref: null, email_domain: null }
    expect(accountOfPerson(person, claims, isBusiness, groups, rules)).toMatchObject({ account_id: null, unclaimed: null })
  })
})

describe('accountOfRef', () => {
  it.each([
    ['CRM-1', 'c_one', 'crm_id'],
    ['acme.com', 'c_one', 'crm_domain'],
    ['made.com', 'c_made', 'crm_domain'],
    ['shared.com', null, 'ambiguous_domain'],
    ['nobody.com', null, 'unknown_account'],
  ])('%s → %s by %s', (ref, account_id, rule) => {
    expect(accountOfRef(ref, claims)).toEqual({ account_id, rule })
  })
})
