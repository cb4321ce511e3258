import { describe, expect, it } from 'vitest'
import { parseBatch, parseEvent } from '../../../worker/collect/parse.ts'
import { pageView } from './collector.ts'

const details = (fields: object) => parseEvent(pageView(fields)).details

describe('an event', () => {
  it.each([
    [
      'engage',
      { type: 'engage', page_id: 'page-0001', engaged_ms: 1500.4, scroll_percent: 80 },
      { page_id: 'page-0001', engaged_ms: 1500, scroll_percent: 80 },
    ],
    ['engage without depth', { type: 'engage', page_id: 'page-0001', engaged_ms: 0 }, { scroll_percent: 0 }],
    [
      'download',
      { type: 'download', href: '/files/a.PDF?v=2', text: 'Get it' },
      { href: 'https://www.example.com/files/a.PDF?v=2', text: 'Get it' },
    ],
    ['outbound', { type: 'outbound', href: 'tel:+4930123456' }, { href: 'tel:+4930123456', text: null }],
    [
      'form',
      { type: 'form', form: 'demo', email: 'A@B.example', fields: { company: 'Acme' } },
      { form: 'demo', email: 'a@b.example', fields: { company: 'Acme' } },
    ],
    [
      'form with the address among its fields',
      { type: 'form', fields: { email: 'a@b.example' } },
      { form: '', email: 'a@b.example' },
    ],
    [
      'track',
      { type: 'track', name: 'Trial', props: { plan: 'team', seats: 5, tags: ['a', null, true] } },
      { name: 'Trial', props: { plan: 'team', seats: 5, tags: ['a', null, true] } },
    ],
    [
      'identify',
      { type: 'identify', external_id: 'U-1', traits: { name: 'Jane' } },
      { email: null, external_id: 'U-1', traits: { name: 'Jane' } },
    ],
  ])('%s', (_, fields, expected) => {
    expect(details(fields)).toMatchObject(expected)
  })

  it.each([
    ['no type', { type: undefined }, 'missing_field', 'type'],
    ['no address', { url: undefined }, 'missing_field', 'url'],
    ['an address without its host', { url: '/pricing' }, 'bad_url', 'url'],
    ['a title that is a number', { title: 7 }, 'wrong_type', 'title'],
    ['engagement with no page', { type: 'engage', engaged_ms: 1 }, 'missing_field', 'page_id'],
    ['engagement of no time', { type: 'engage', page_id: 'page-0001' }, 'missing_field', 'engaged_ms'],
    ['negative engagement', { type: 'engage', page_id: 'page-0001', engaged_ms: -1 }, 'bad_number', 'engaged_ms'],
    [
      'engagement of more than a day',
      { type: 'engage', page_id: 'page-0001', engaged_ms: 86_400_001 },
      'bad_number',
      'engaged_ms',
    ],
    [
      'more than the whole page',
      { type: 'engage', page_id: 'page-0001', engaged_ms: 1, scroll_percent: 101 },
      'bad_number',
      'scroll_percent',
    ],
    ['a link to nowhere', { type: 'outbound' }, 'missing_field', 'href'],
    ['a link that runs', { type: 'outbound', href: 'java\tscript:alert(1)' }, 'bad_url', 'href'],
    ['a form field that is no text', { type: 'form', fields: { seats: 5 } }, 'wrong_type', 'fields.seats'],
    ['form fields that are no object', { type: 'form', fields: ['a'] }, 'wrong_type', 'fields'],
    ['a forbidden key in the fields', { type: 'form', fields: JSON.parse('{"__proto__":"x"}') }, 'forbidden_key', 'fields'],
    [
      '256 keys',
      { type: 'track', props: Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`k${i}`, i])) },
      'too_many_keys',
      'props',
    ],
    ['nobody identified', { type: 'identify' }, 'missing_field', 'email'],
    ['somebody called undefined', { type: 'identify', external_id: 'undefined' }, 'illegal_identity', 'external_id'],
    ['an address with a control character', { type: 'identify', email: 'ja\u0000ne@acme.example' }, 'bad_email', 'email'],
    ['a visitor who would break a header', { anonymous_id: 'a\r\nb' }, 'bad_id', 'anonymous_id'],
    ['half a consent', { consent: { analytics: true } }, 'wrong_type', 'consent.identify'],
    ['30 February', { created_at: '2026-02-30T10:00:00Z' }, 'bad_timestamp', 'created_at'],
  ])('with %s', (_, fields, reason, field) => {
    expect(() => parseEvent(pageView(fields))).toThrow(expect.objectContaining({ reason, field }))
  })

  it('keeps a form whose address is mistyped, and says so', () => {
    const event = parseEvent(pageView({ type: 'form', email: 'jane@acme', fields: {} }))
    expect(event).toMatchObject({ details: { email: null }, flags: ['bad_email'] })
  })

  it('takes null for absent, and lets unknown fields pass', () => {
    expect(parseEvent(pageView({ title: null, anonymous_id: null, future_field: { a: 1 } }))).toMatchObject({
      title: null,
      anonymous_id: null,
    })
  })

  it('cuts text on whole characters and says so', () => {
    const event = parseEvent(pageView({ title: '😀'.repeat(600) }))
    expect(event).toMatchObject({ title: '😀'.repeat(512), flags: ['truncated:title'] })
  })

  it('cleans text: no control characters, no half surrogates', () => {
    expect(parseEvent(pageView({ title: 'a\u0000b\tc\nd\u009f\ud800e' })).title).toBe('ab\tc\nd\ufffde')
  })
})

describe('a batch', () => {
  it.each([
    ['no list', { site: 'x' }, 'missing_field'],
    ['a list that is none', { site: 'x', batch: {} }, 'wrong_type'],
    ['a key that is none', { site: 7, batch: [1] }, 'wrong_type'],
    ['a time that is none', { sent_at: 'yesterday', batch: [1] }, 'bad_timestamp'],
    ['a time that is a number', { sent_at: 1_767_225_600_000, batch: [1] }, 'wrong_type'],
  ])('with %s', (_, body, reason) => {
    expect(() => parseBatch(body)).toThrow(expect.objectContaining({ reason }))
  })
})
