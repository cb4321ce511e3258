import { describe, expect, it } from 'vitest'
import { hostFrom, refFrom } from '../../../worker/identity/reference.ts'

describe('refFrom', () => {
  it.each([
    ['an external id stays', '0011x00AbC', '0011x00AbC'],
    ['but for spaces around it', '  A-17 ', 'A-17'],
    ['a number is no domain', '3.14', '3.14'],
    ['an address is no domain', '192.0.2.1', '192.0.2.1'],
    ['an e-mail address', ' Jane@ACME.com', 'jane@acme.com'],
    ['an e-mail address of an IDN', 'jane@Müller.de', 'jane@xn--mller-kva.de'],
    ['an id with an @ in it', 'User@CRM', 'user@crm'],
    ['a domain', 'Acme.COM', 'acme.com'],
    ['a domain with www', 'www.acme.com', 'acme.com'],
    ['a reserved domain', 'Corp1.Example', 'corp1.example'],
    ['an IDN', 'Müller.de', 'xn--mller-kva.de'],
    ['a bare web address', 'https://www.Acme.com/', 'acme.com'],
    ['a web address of a record is an id', 'https://crm.example/account/17', 'https://crm.example/account/17'],
    ['a path is no domain', 'acme.com/17', 'acme.com/17'],
    ['nothing', '  ', ''],
  ])('%s', (_, text, ref) => {
    expect(refFrom(text)).toBe(ref)
  })

  it('is settled after one time', () => {
    for (const text of ['Müller.de', 'X@MÜLLER.de', 'https://WWW.acme.com', 'ACME-17'])
      expect(refFrom(refFrom(text))).toBe(refFrom(text))
  })
})

describe('hostFrom', () => {
  it.each([
    ['https://www.Acme.com:8443/en?x=1#y', 'acme.com'],
    ['acme.com/about', 'acme.com'],
    ['acme.com.', 'acme.com'],
    ['localhost:3000', 'localhost'],
    ['www.com', 'www.com'],
    ['http://[2001:db8::1]:80/', '[2001:db8::1]'],
    ['', null],
    ['not a host', null],
  ])('%j → %s', (text, host) => {
    expect(hostFrom(text)).toBe(host)
  })
})
