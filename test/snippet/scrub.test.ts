import { describe, expect, it } from 'vitest'
import { scrub } from '../../snippet/scrub.ts'

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'

describe('scrub', () => {
  it.each([
    // what                            from                                                  to
    ['a token', 'https://a.test/?token=abc&x=1', 'https://a.test/?token=*&x=1'],
    ['a prefixed token', 'https://a.test/?x=1&access_token=a.b-c#y', 'https://a.test/?x=1&access_token=*#y'],
    ['a token in the fragment', 'https://a.test/#id_token=a&state=1', 'https://a.test/#id_token=*&state=1'],
    ['a password', 'https://a.test/?user=1&Password=x%26y', 'https://a.test/?user=1&Password=*'],
    ['keys and codes', 'https://a.test/?code=1&api_key=2&apikey=3&sig=4', 'https://a.test/?code=*&api_key=*&apikey=*&sig=*'],
    ['a session', 'https://a.test/?sessionid=1&sid=2', 'https://a.test/?sessionid=*&sid=*'],
    [
      'a server session',
      'https://a.test/;jsessionid=1?PHPSESSID=2&utm_source=x',
      'https://a.test/;jsessionid=*?PHPSESSID=*&utm_source=x',
    ],
    [
      'a token in an address within',
      'https://a.test/?next=%2Fin%3Fa%3D1%26token%3Dabc%26b%3D2&x=1',
      'https://a.test/?next=%2Fin%3Fa%3D1%26token%3D*&x=1',
    ],
    ['an e-mail in the query', 'https://a.test/?e=jo.doe%2Bx%40acme.co.uk&y=1', 'https://a.test/?e=*&y=1'],
    ['an e-mail in the path', 'https://a.test/u/jo@acme.test/edit', 'https://a.test/u/*/edit'],
    ['an e-mail in the fragment', 'https://a.test/#jo@acme.test', 'https://a.test/#*'],
    ['an e-mail encoded twice', 'https://a.test/?next=%2F%3Fe%3Djo%2540acme.test', 'https://a.test/?next=*'],
    ['an e-mail in a text', 'Write to jo@acme.test now', 'Write to * now'],
    ['a password before the host', 'https://jo:pw@a.test/x', 'https://jo:*/x'],
    ['a signed token in the path', `https://a.test/in/${JWT}/x`, 'https://a.test/in/*/x'],
    ['a reset token in the path', 'https://a.test/reset-password/0f8fad5bd9cb469fa165', 'https://a.test/reset-password/*'],
    ['a magic link', 'https://a.test/auth/magic/Zx81-abcdefghijklmnopq?x=1', 'https://a.test/auth/magic/*?x=1'],
  ])('takes out %s', (_, from, to) => {
    expect(scrub(from)).toBe(to)
  })

  it.each([
    'https://a.test/?utm_source=li&utm_medium=cpc&utm_campaign=q3%20b2b&utm_term=a+b&utm_content=key-visual',
    'https://a.test/?gclid=EAIaIQob&fbclid=IwAR0&li_fat_id=a-b&msclkid=1&_hsenc=p2AN',
    'https://unpkg.com/react@18.2.0/index.js',
    'https://a.test/img/logo.png?card=blue&compass=1',
    'https://medium.com/@author/a-post-1a2b3c4d5e6f',
    'https://a.test/maps/@52.5,13.4,15z',
    'https://a.test/blog/how-to-reset-the-budget-of-2026-in-ten-steps',
    'https://a.test/?promo_code=SUMMER&country_code=DE&passengers=2',
    'https://a.test/product/507f1f77bcf86cd799439011',
    'https://a.test/?q=Preis+%2B+Leistung&page=2#abschnitt-3',
  ])('leaves %s alone', address => {
    expect(scrub(address)).toBe(address)
  })

  it('cuts what is too long', () => {
    expect(scrub(`https://a.test/?q=${'a'.repeat(50_000)}`)).toHaveLength(2048)
    expect(scrub('a.'.repeat(25_000))).toHaveLength(2048)
  })

  it('changes nothing when it is done twice', () => {
    const once = scrub(`https://a.test/${JWT}/?token=abc&e=jo@acme.test`)
    expect(scrub(once)).toBe(once)
  })
})
