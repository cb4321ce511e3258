import { describe, expect, it } from 'vitest'
import { elementsOf } from '../../../worker/install/html.ts'
import { policiesOf, refusesConnection, refusesScript, upgradesRequests } from '../../../worker/install/policy.ts'

const page = new URL('https://www.acme.example/a')

const policy = (text: string) => policiesOf(new Headers({ 'content-security-policy': text }), [])[0]!

describe('a policy and a script', () => {
  const T = 'https://t.acme.example/t.js'
  it.each([
    // policy                                               script                                    refused
    ["default-src 'self'", T, true],
    ["default-src 'self'", 'https://www.acme.example/t.js', false],
    ["script-src 'self'; default-src *", T, true],
    ["script-src 'none'; script-src-elem t.acme.example", T, false],
    ["script-src t.acme.example; script-src-elem 'self'", T, true],
    ['script-src https://t.acme.example', T, false],
    ['script-src http://t.acme.example', T, false],
    ['script-src t.acme.example', T, false],
    ['script-src *.acme.example', T, false],
    ['script-src *.acme.example', 'https://acme.example/t.js', true],
    ['script-src acme.example', T, true],
    ['script-src https:', T, false],
    ['script-src http:', T, false],
    ['script-src https:', 'http://t.acme.example/t.js', true],
    ['script-src *', T, false],
    ['script-src t.acme.example:8443', T, true],
    ['script-src t.acme.example:8443', 'https://t.acme.example:8443/t.js', false],
    ['script-src t.acme.example:*', 'https://t.acme.example:8443/t.js', false],
    ['script-src t.acme.example', 'https://t.acme.example:8443/t.js', true],
    ['script-src http://t.acme.example:80', T, false],
    ['script-src t.acme.example/t.js', T, false],
    ['script-src t.acme.example/x.js', T, true],
    ['script-src t.acme.example/s/', 'https://t.acme.example/s/t.js', false],
    ['script-src t.acme.example/s', 'https://t.acme.example/s/t.js', true],
    ['SCRIPT-SRC T.ACME.EXAMPLE', T, false],
    ["script-src 'none'", T, true],
    ['script-src', T, true],
    ["object-src 'none'; base-uri 'none'", T, false],
    ["script-src 'unsafe-inline' 'unsafe-eval'", T, true],
    ["script-src 'strict-dynamic' https: t.acme.example", T, true],
    ["script-src 'nonce-abc'", T, true],
    ['script-src x.example; script-src *', T, true],
    ['sandbox', T, true],
    ['sandbox allow-forms allow-scripts', T, false],
    ["require-trusted-types-for 'script'", T, false],
  ])('%s, %s', (text, src, isRefused) => {
    expect(refusesScript(policy(text), { url: new URL(src), nonce: null, integrity: null }, page) !== null).toBe(isRefused)
  })

  it.each([
    ["script-src 'nonce-abc'", 'abc', null, false],
    ["script-src 'nonce-abc'", 'ABC', null, true],
    ["script-src 'strict-dynamic' 'nonce-abc'", 'abc', null, false],
    ["script-src 'sha384-xyz'", null, 'sha384-xyz', false],
    ["script-src 'strict-dynamic' 'sha384-xyz'", null, 'sha384-xyz', false],
    ["script-src 'sha384-xyz'", null, 'sha384-xyz sha512-other', true],
    ["script-src 'sha384-xyz'", null, 'sha384-other', true],
  ])('%s with nonce %s and integrity %s', (text, nonce, integrity, isRefused) => {
    expect(refusesScript(policy(text), { url: new URL(T), nonce, integrity }, page) !== null).toBe(isRefused)
  })

  it('tells the directive as written', () => {
    const script = { url: new URL(T), nonce: null, integrity: null }
    expect(refusesScript(policy("default-src 'self';  script-src  'self' cdn.example"), script, page)).toBe(
      "script-src 'self' cdn.example",
    )
  })
})

describe('a policy and what is sent', () => {
  it.each([
    ["connect-src 'self'", 'https://t.acme.example/e', true],
    ["connect-src 'self'", 'https://www.acme.example/s/e', false],
    ["default-src 'none'; script-src *", 'https://t.acme.example/e', true],
    ["default-src 'none'; connect-src *.acme.example", 'https://t.acme.example/e', false],
    ['script-src t.acme.example', 'https://t.acme.example/e', false],
  ])('%s, %s', (text, endpoint, isRefused) => {
    expect(refusesConnection(policy(text), new URL(endpoint), page) !== null).toBe(isRefused)
  })

  it("holds a page by http to 'self' and its own hosts, by https too", () => {
    const insecure = new URL('http://www.acme.example/')
    for (const address of ['http://www.acme.example/e', 'https://www.acme.example/e']) {
      expect(refusesConnection(policy("connect-src 'self'"), new URL(address), insecure)).toBe(null)
      expect(refusesConnection(policy('connect-src www.acme.example'), new URL(address), insecure)).toBe(null)
    }
  })
})

describe('policies of a page', () => {
  const meta = elementsOf(
    `<meta http-equiv="Content-Security-Policy" content="sandbox; connect-src 'self'"><meta name=x content=y>`,
  )

  it('come from every header, commas and all, and from meta elements, where sandbox counts for nothing', () => {
    const headers = new Headers({ 'content-security-policy': "script-src 'self', connect-src *;;" })
    headers.append('content-security-policy-report-only', "default-src 'none'")
    const all = policiesOf(headers, meta).map(({ directives, isReportOnly, where }) => [
      [...directives.keys()].join(),
      isReportOnly,
      where,
    ])
    expect(all).toEqual([
      ['script-src', false, 'header'],
      ['connect-src', false, 'header'],
      ['default-src', true, 'header'],
      ['connect-src', false, 'meta'],
    ])
  })

  it('may make requests safe', () => {
    const headers = (name: string) => new Headers({ [name]: 'upgrade-insecure-requests' })
    expect(upgradesRequests(policiesOf(headers('content-security-policy'), []))).toBe(true)
    expect(upgradesRequests(policiesOf(headers('content-security-policy-report-only'), []))).toBe(false)
  })
})
