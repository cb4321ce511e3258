import { describe, expect, it } from 'vitest'
import type { Site } from '../../../db/schema.ts'
import { parseEvent } from '../../../worker/collect/parse.ts'
import { type Draft, decideEvent } from '../../../worker/collect/steps.ts'
import { type Visit, visitFrom } from '../../../worker/collect/visit.ts'
import { NOW } from '../../engines.ts'
import { CHROME, pageView } from './collector.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const YEAR_MS = 365 * DAY_MS

const site: Site = { site_id: 's1', domain: 'example.com', site_key: 'pk_1', created_at: 0 }

function visit(headers: Record<string, string> = {}, sent_at: number | null = NOW): Visit {
  const request = new Request('https://t.example.com/e', { headers: { 'user-agent': CHROME, ...headers } })
  return visitFrom(request, site, NOW, { sent_at, user_agent: null }, () => 'DE')
}

const decide = (fields: object, of: Visit = visit()): Draft => decideEvent(parseEvent(pageView(fields)), of)

const iso = (at: number) => new Date(at).toISOString()

describe('time', () => {
  it.each([
    ['at once', 0, 0, 0, null],
    ['after a minute in the queue', -60_000, 0, 60_000, null],
    ['after three days without a network', -72 * HOUR_MS, 0, 72 * HOUR_MS, null],
    ['with a clock ten years slow', -10 * YEAR_MS - 5000, -10 * YEAR_MS, 5000, 'clock_skew'],
    ['with a clock ten years fast', 10 * YEAR_MS - 5000, 10 * YEAR_MS, 5000, 'clock_skew'],
    ['created after it was sent', HOUR_MS, 0, 0, 'created_after_sent'],
  ])('%s', (_, created, sent, waited, flag) => {
    const draft = decide({ created_at: iso(NOW + created) }, visit({}, NOW + sent))
    expect(draft).toMatchObject({ occurred_at: NOW - waited, created_at: NOW + created, sent_at: NOW + sent, time_flag: flag })
  })

  it('is the time of receipt when nothing else is said', () => {
    expect(decide({ created_at: undefined }, visit({}, null))).toMatchObject({ occurred_at: NOW, created_at: NOW, sent_at: null })
  })

  it('is off by no more than the network took, for any clock', () => {
    for (let i = 0; i < 10_000; i++) {
      const skew = ((i * 7919) % 20_001) * (YEAR_MS / 1000) - 10 * YEAR_MS
      const waited = (i * 104_729) % (72 * HOUR_MS)
      const network = i % 2000
      const draft = decide({ created_at: iso(NOW - waited - network + skew) }, visit({}, NOW - network + skew))
      expect(Math.abs(draft.occurred_at - (NOW - waited - network))).toBeLessThanOrEqual(2000)
      expect(draft.occurred_at).toBeLessThanOrEqual(NOW)
    }
  })

  it('cannot be dated back further than a browser can be offline', () => {
    expect(() => decide({ created_at: iso(NOW - 72 * HOUR_MS - 1) })).toThrow(
      expect.objectContaining({ reason: 'timestamp_too_old', field: 'created_at' }),
    )
  })
})

describe('the page', () => {
  it.each([
    'https://example.com/',
    'http://www.example.com:8080/a',
    'https://a.b.example.com/',
    'http://localhost:3000/',
    'http://127.0.0.1/',
    'http://shop.localhost/',
    'http://[::1]:80/',
  ])('%s is of the site', url => {
    expect(decide({ url }).url).toBe(new URL(url).href)
  })

  it.each([
    'https://evilexample.com/',
    'https://example.com.evil.example/',
    'https://example.org/',
    'https://localhost.evil.example/',
  ])('%s is not', url => {
    expect(() => decide({ url })).toThrow(expect.objectContaining({ reason: 'origin_not_allowed', field: 'url' }))
  })
})

describe('consent', () => {
  const form = { type: 'form', form: 'demo', email: 'jane@acme.example', fields: { phone: '+49 30 1234567' } }
  const identify = { type: 'identify', email: 'jane@acme.example' }

  it('is not asked for when an event does not speak of it', () => {
    expect(decide(form)).toMatchObject({ visitor_id: expect.any(String), claim: { email: 'jane@acme.example', method: 'form' } })
  })

  it('to be identified is needed for form values and for a link', () => {
    const draft = decide({ ...form, consent: { analytics: true, identify: false } })
    expect(draft).toMatchObject({
      visitor_id: expect.any(String),
      claim: null,
      details: { form: 'demo', email: null, fields: {} },
    })
    expect(JSON.stringify(draft)).not.toContain('jane')
  })

  it.each([
    ['a visitor', { consent: { analytics: false, identify: false } }, 'consent.analytics'],
    ['an address', { ...form, anonymous_id: undefined, consent: { analytics: false, identify: false } }, 'consent.analytics'],
    ['an identification', { ...identify, consent: { analytics: true, identify: false } }, 'consent.identify'],
  ])('refused and %s sent all the same: not taken', (_, fields, field) => {
    expect(() => decide(fields)).toThrow(expect.objectContaining({ reason: 'consent_denied', field }))
  })

  it('refused: a page view that names nobody is counted', () => {
    expect(decide({ anonymous_id: undefined, consent: { analytics: false, identify: false } })).toMatchObject({
      visitor_id: null,
      claim: null,
    })
  })

  it('is refused by Global Privacy Control, whatever the page sends', () => {
    const gpc = visit({ 'sec-gpc': '1' })
    expect(decide({ consent: { analytics: true, identify: true } }, gpc)).toMatchObject({ visitor_id: null, claim: null })
    expect(decide(form, gpc)).toMatchObject({ visitor_id: null, details: { email: null, fields: {} } })
    expect(() => decide(identify, gpc)).toThrow(expect.objectContaining({ reason: 'consent_denied' }))
  })
})

describe('secrets', () => {
  it('are taken out of every address and title', () => {
    const draft = decide({
      url: 'https://user:pw@example.com/reset?token=abc&utm_source=x',
      referrer: 'https://mail.example/?u=jane@acme.example',
      title: 'Inbox of jane@acme.example',
    })
    expect(draft).toMatchObject({
      url: 'https://example.com/reset?token=*&utm_source=x',
      referrer: 'https://mail.example/?u=*',
      title: 'Inbox of *',
    })
  })

  it('are taken out of links and forms', () => {
    expect(
      decide({ type: 'outbound', href: 'mailto:jane@acme.example?subject=hi', text: 'jane@acme.example' }).details,
    ).toMatchObject({
      href: 'mailto:*?subject=hi',
      text: '*',
    })
    const fields = { company: 'Acme', password: 'x', note: '4111 1111 1111 1111', phone: '+4930123456789' }
    expect(decide({ type: 'form', form: 'signup', fields }).details).toMatchObject({
      fields: { company: 'Acme', phone: '+4930123456789' },
    })
  })

  it('do not make an address longer than is kept', () => {
    const draft = decide({ url: `https://example.com/${'a/'.repeat(2000)}` })
    expect(draft.url).toHaveLength(2048)
    expect(draft.flags).toEqual(['truncated:url'])
  })
})

describe('bots', () => {
  it('are told by what the page calls its browser, which a beacon may not say', () => {
    const request = new Request('https://t.example.com/e', { headers: { 'user-agent': 'HeadlessChrome/156.0' } })
    const of = (user_agent: string | null) => visitFrom(request, site, NOW, { sent_at: NOW, user_agent }, () => null)
    expect(of(null).bot_reason).toBe('headless')
    expect(of(CHROME).bot_reason).toBeNull()
  })

  it.each([
    ['a crawler', { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }, 'user_agent'],
    ['a headless browser', { 'user-agent': CHROME.replace('Chrome', 'HeadlessChrome') }, 'headless'],
    ['nothing at all', { 'user-agent': '' }, 'no_user_agent'],
    ['a page that is loaded in case', { 'sec-purpose': 'prefetch;prerender' }, 'prefetch'],
    ['a person', {}, null],
  ])('%s', (_, headers, bot_reason) => {
    expect(decide({}, visit(headers)).bot_reason).toBe(bot_reason)
  })

  it('identify nobody', () => {
    const bot = visit({ 'user-agent': 'Googlebot/2.1' })
    expect(decide({ type: 'identify', email: 'jane@acme.example' }, bot).claim).toBeNull()
  })
})

describe('a claim', () => {
  it.each([
    ['a name', { type: 'form', fields: { name: 'Jane Doe', job_title: 'CFO' } }, { name: 'Jane Doe', title: 'CFO' }],
    ['a name in parts', { type: 'form', fields: { first_name: 'Jane', last_name: 'Doe' } }, { name: 'Jane Doe', title: null }],
    ['traits', { type: 'identify', traits: { name: 'Jane Doe', title: 'CFO', plan: 7 } }, { name: 'Jane Doe', title: 'CFO' }],
    ['nothing more', { type: 'form', fields: {} }, { name: null, title: null }],
  ])('takes %s along', (_, fields, named) => {
    expect(decide({ ...fields, email: 'Jane@ACME.example' }).claim).toMatchObject({
      email: 'jane@acme.example',
      external_id: null,
      ...named,
    })
  })

  it.each([
    ['without a visitor', { type: 'form', email: 'jane@acme.example', anonymous_id: undefined }],
    ['without an address', { type: 'form', fields: { name: 'Jane' } }],
    ['with a mistyped address', { type: 'form', email: 'jane@acme' }],
    ['by a page view', {}],
  ])('is not made %s', (_, fields) => {
    expect(decide(fields).claim).toBeNull()
  })

  it('goes by the external id when there is no address', () => {
    expect(decide({ type: 'identify', external_id: 'U-17' }).claim).toMatchObject({ email: null, external_id: 'U-17' })
    expect(decide({ type: 'identify', external_id: 'U-17', email: 'a@b.example' }).claim).toMatchObject({
      email: 'a@b.example',
      external_id: 'U-17',
    })
  })
})
