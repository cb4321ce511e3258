import disposable from 'disposable-email-domains-js/dist/dict/disposable_email_blocklist.json' with { type: 'json' }
import { describe, expect, it } from 'vitest'
import { emailDomain, isBusinessDomain, registrableDomain } from '../../../worker/identity/domains.ts'

describe('registrableDomain', () => {
  it.each([
    ['www.acme.com', 'acme.com'],
    ['a.b.acme.co.uk', 'acme.co.uk'],
    ['jane.github.io', 'jane.github.io'],
    ['shop.acme.example', 'acme.example'],
    ['xn--mller-kva.de', 'xn--mller-kva.de'],
    ['co.uk', null],
    ['github.io', null],
    ['localhost', null],
    ['192.0.2.1', null],
    ['[2001:db8::1]', null],
  ])('%s → %s', (host, domain) => {
    expect(registrableDomain(host)).toBe(domain)
  })

  it('is what people of one company share, whatever mail server they use', () => {
    expect(emailDomain('jane@mail.eu.acme.co.uk')).toBe('acme.co.uk')
  })
})

describe('isBusinessDomain', () => {
  it.each(['acme.com', 'corp1.example', 'example.com', 'facebook.com', 'ibm.com', 'sap.com', 'siemens.com', 'xn--mller-kva.de'])(
    '%s can be a company',
    domain => {
      expect(isBusinessDomain(domain)).toBe(true)
    },
  )

  it.each([
    'gmail.com',
    'googlemail.com',
    'outlook.com',
    'hotmail.co.uk',
    'yahoo.co.jp',
    'yahoo.fr',
    'icloud.com',
    'me.com',
    'aol.com',
    'gmx.de',
    'gmx.net',
    'web.de',
    't-online.de',
    'freenet.de',
    'orange.fr',
    'laposte.net',
    'libero.it',
    'proton.me',
    'protonmail.com',
    'tutanota.com',
    'tuta.com',
    'fastmail.com',
    'hey.com',
    'zoho.com',
    'yandex.ru',
    'mail.ru',
    'qq.com',
    '163.com',
    'naver.com',
    'consultant.com',
    'mailinator.com',
    'guerrillamail.com',
    'sub.mailinator.com',
    'co.uk',
    'localhost',
    '192.0.2.1',
  ])('%s cannot', domain => {
    expect(isBusinessDomain(domain)).toBe(false)
  })

  it('knows every disposable domain of a list that is kept for nothing else', () => {
    expect(disposable.filter(isBusinessDomain)).toEqual([])
  })
})
