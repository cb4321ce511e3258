import { describe, expect, it } from 'vitest'
import { hostTable, registrableDomain } from '../../../worker/journey/host.ts'
import { isInternalReferrer, isPassThrough } from '../../../worker/journey/referrer.ts'
import { matches, wordKey } from '../../../worker/journey/words.ts'

describe('hostTable', () => {
  it.each([
    // pattern           host                        found
    ['example.com', 'example.com', true],
    ['example.com', 'www.example.com', true],
    ['example.com', 'a.b.example.com', true],
    ['example.com', 'notexample.com', false],
    ['example.com', 'example.com.evil.com', false],
    ['example.com', 'com', false],
    ['www.example.com', 'example.com', true],
    ['=example.com', 'example.com', true],
    ['=example.com', 'www.example.com', true],
    ['=example.com', 'a.example.com', false],
    ['.example.com', 'a.example.com', true],
    ['.example.com', 'www.example.com', false],
    ['.example.com', 'example.com', false],
    ['google.*', 'google.de', true],
    ['google.*', 'maps.google.co.uk', true],
    ['google.*', 'google.evil.com', false],
    ['google.*', 'google.com.evil.com', false],
    ['google.*', 'google.blogspot.com', false],
    ['google.*', 'google.localhost', false],
    ['=google.*', 'www.google.com.br', true],
    ['=google.*', 'docs.google.com', false],
    ['images.google.*', 'images.google.fr', true],
    ['login.', 'login.bank.de', true],
    ['login.', 'login.com', false],
    ['login.', 'mylogin.bank.de', false],
    ['login.', 'a.login.bank.de', false],
  ])('%s on %s: %s', (pattern, host, found) => {
    expect(hostTable([[pattern, true]])(host)).toBe(found || null)
  })

  it('prefers the most specific pattern, whatever their order', () => {
    const entries = [
      ['google.*', 'brand'],
      ['mail.google.com', 'mail'],
      ['com.evil.com', 'evil'],
    ] as const
    for (const some of [entries, entries.toReversed()]) expect(hostTable(some)('mail.google.com')).toBe('mail')
  })
})

it.each([
  ['shop.example.co.uk', 'example.co.uk'],
  ['alice.github.io', 'alice.github.io'],
  ['localhost', 'localhost'],
  ['10.0.0.1', '10.0.0.1'],
])('the registrable domain of %s is %s', (host, domain) => {
  expect(registrableDomain(host)).toBe(domain)
})

describe('isInternalReferrer', () => {
  it.each([
    ['example.co.uk', ['example.co.uk'], true],
    ['blog.example.co.uk', ['www.example.co.uk'], true],
    ['example.co.uk', ['app.example.co.uk'], true],
    ['other.co.uk', ['example.co.uk'], false],
    ['alice.github.io', ['alice.github.io'], true],
    ['bob.github.io', ['alice.github.io'], false],
    ['localhost', ['localhost:3000'], true],
    ['app.localhost', ['localhost'], true],
    ['wiki.intranet', ['intranet'], true],
    ['notexample.com', ['example.com'], false],
    ['example.com.evil.com', ['example.com'], false],
    ['docs.acme.io', ['acme.com', 'acme.io'], true],
    ['example.com', [], false],
  ])('%s on sites %j: %s', (host, sites, internal) => {
    expect(isInternalReferrer(host, sites)).toBe(internal)
  })
})

it.each([
  ['www.paypal.com', true],
  ['notpaypal.com', false],
  ['paypal.com.evil.com', false],
  ['acme.okta.com', true],
  ['www.okta.com', false],
  ['github.com', false],
])('%s is passed through: %s', (host, passed) => {
  expect(isPassThrough(host)).toBe(passed)
})

describe('matches', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['ab*', 'ab', true],
    ['*bc', 'abc', true],
    ['a*c', 'ac', true],
    ['a*a', 'a', false],
    ['*b*', 'abc', true],
    ['*b*d*', 'abcde', true],
    ['*b*d*', 'adcbe', false],
    ['a*b*b', 'ab', false],
    ['a*b*b', 'abb', true],
    ['*', '', true],
    ['a.c', 'abc', false],
  ])('%s on %s: %s', (pattern, text, found) => {
    expect(matches(pattern, text)).toBe(found)
  })
})

it.each([' Paid  Social ', 'paid_social', 'PAID+social', 'paid-social'])('%s is the word paid-social', text => {
  expect(wordKey(text)).toBe('paid-social')
})
