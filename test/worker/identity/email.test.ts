import { describe, expect, it } from 'vitest'
import { parseEmail } from '../../../worker/identity/email.ts'

describe('parseEmail', () => {
  it.each([
    ['jane@acme.com', 'jane@acme.com'],
    [' Jane.Doe+demo@GMAIL.com ', 'jane.doe+demo@gmail.com'],
    ['x@acme。com', 'x@acme.com'],
    ['x@Müller.de', 'x@xn--mller-kva.de'],
    ["o'brien@mail.acme.co.uk", "o'brien@mail.acme.co.uk"],
    ['jörg@acme.com', 'jörg@acme.com'],
    ['guest@hotel.example', 'guest@hotel.example'],
  ])('%j is %s', (text, email) => {
    expect(parseEmail(text)).toBe(email)
  })

  it.each([
    '',
    'jane',
    'jane@',
    '@acme.com',
    'jane@acme',
    'jane@localhost',
    'ceo@bigcorp.com@evil.example',
    'a@b.example\r\nBcc: x@evil.example',
    'x@[192.0.2.1]',
    'x@192.0.2.1',
    'x@1.2',
    'a b@acme.com',
    '.a@acme.com',
    'a..b@acme.com',
    'a@acme..com',
    'a@-acme.com',
    'a@acme.com/x',
    'a@acme.com:25',
    'a@acme%2ecom',
    'a\u0000b@acme.com',
    'a\ud800@acme.com',
    'null@acme.com',
    'undefined@undefined.com',
    `${'a'.repeat(65)}@acme.com`,
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.com`,
  ])('%j is none', text => {
    expect(() => parseEmail(text)).toThrow(expect.objectContaining({ reason: 'bad_email' }))
  })

  it('gives back what it made', () => {
    expect(parseEmail(parseEmail('X@Müller.de'))).toBe('x@xn--mller-kva.de')
  })
})
