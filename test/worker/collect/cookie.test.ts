import { describe, expect, it } from 'vitest'
import { isSameSite, visitorCookie } from '../../../worker/collect/cookie.ts'
import { NOW } from '../../engines.ts'

const DAY_MS = 86_400_000
const LIFE_S = 395 * 86_400

/** As the snippet makes them. */
const madeAt = (at: number) => `${at.toString(36)}${'v'.repeat(22)}`
const FOREIGN = '3f2b8c1a-9d4e-4b7a-8c61-0a1b2c3d4e5f'

const COLLECTOR = new URL('https://t.example.com/e')
const maxAge = (id: string, now: number, carried = '') => {
  const cookie = visitorCookie(id, COLLECTOR, carried, now)
  return cookie && Number(/Max-Age=(\d+)/.exec(cookie)?.[1])
}

describe('the visitor cookie', () => {
  it.each([
    ['https://t.example.com/e', '; Domain=example.com; Secure'],
    ['https://t.example.co.uk/e', '; Domain=example.co.uk; Secure'],
    ['https://stats.eu.acme.com.au/e', '; Domain=acme.com.au; Secure'],
    ['https://acme.github.io/e', '; Domain=acme.github.io; Secure'],
    ['https://t.shop.herokuapp.com/e', '; Domain=shop.herokuapp.com; Secure'],
    ['https://herokuapp.com/e', '; Secure'],
    ['https://co.uk/e', '; Secure'],
    ['https://intranet/e', '; Secure'],
    ['http://localhost:8787/e', ''],
    ['http://127.0.0.1:8787/e', ''],
    ['http://[::1]:8787/e', ''],
  ])('of %s belongs to whoever registered the name, never to a public suffix', (collector, domain) => {
    const id = madeAt(NOW)
    expect(visitorCookie(id, new URL(collector), '', NOW)).toBe(`_tb=${id}; Path=/; Max-Age=${LIFE_S}; SameSite=Lax${domain}`)
  })

  it('never lives beyond 395 days from its first, however often it is set again', () => {
    const id = madeAt(NOW)
    for (const days of [0, 1, 7, 100, 394]) {
      expect(maxAge(id, NOW + days * DAY_MS)).toBe(LIFE_S - days * 86_400)
      expect(maxAge(id, NOW + days * DAY_MS, `a=b; _tb=${id}`)).toBe(LIFE_S - days * 86_400)
    }
    expect(maxAge(id, NOW + 395 * DAY_MS)).toBeNull()
  })

  it.each([
    ['made by somebody else', FOREIGN],
    ['of a browser whose clock is fast', madeAt(NOW + 400 * DAY_MS)],
    ['with a date before there was a snippet', madeAt(Date.UTC(2001, 8, 10))],
    ['that begins with a word', 'mobile12-visitor'],
  ])('is set once for an id %s, which tells nothing about its age', (_, id) => {
    expect(maxAge(id, NOW)).toBe(LIFE_S)
    expect(maxAge(id, NOW, `theme=dark; _tb=${id}`)).toBeNull()
    expect(maxAge(id, NOW, `_tb=${FOREIGN}x; x_tb=${id}`)).toBe(LIFE_S)
  })

  it.each(['day:0123456789abcdef0123456789abcdef', 'a b', 'a;Domain=evil.example', 'ä', ''])('is never made of %s', id => {
    expect(visitorCookie(id, COLLECTOR, '', NOW)).toBeNull()
  })
})

describe('isSameSite', () => {
  it.each([
    ['www.example.co.uk', 't.example.co.uk', true],
    ['example.co.uk', 't.example.co.uk', true],
    ['other.co.uk', 't.example.co.uk', false],
    ['jane.github.io', 'john.github.io', false],
    ['localhost', 'localhost', true],
    ['127.0.0.2', '127.0.0.1', false],
  ])('%s with a collector at %s: %s', (page, collector, isSame) => {
    expect(isSameSite(page, collector)).toBe(isSame)
  })
})
