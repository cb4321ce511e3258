import { describe, expect, it } from 'vitest'
import type { Merge } from '../../../db/schema.ts'
import { DAY_MS, type FreshTouch, matcherOfPaths, type VisitTerms, visitNotices } from '../../../worker/alerts/visits.ts'
import { NOW } from '../../engines.ts'

const HOUR_MS = 3_600_000

const touch = (fields: Partial<FreshTouch> = {}): FreshTouch => ({
  touch_id: 's1',
  kind: 'session',
  touch_at: NOW - HOUR_MS,
  account_id: 'acme',
  person_id: 'anna',
  session_id: 's1',
  visitor_id: 'v1',
  channel: 'Paid Search',
  source: 'google',
  campaign: null,
  url: 'https://www.example.com/pricing?x=1',
  account_rule: null,
  previous_at: NOW - 2 * DAY_MS,
  ...fields,
})

const read = (session_id = 's1', content_id = 'www.example.com/pricing', last_at = NOW - HOUR_MS) => ({
  session_id,
  content_id,
  last_at,
})

const terms = (more: Partial<VisitTerms> = {}): VisitTerms => ({
  now: NOW,
  pricing_paths: ['/pricing*', '/preise*'],
  cold_after_days: 30,
  rootOf: id => id,
  told: [],
  merges: [],
  ...more,
})

const merge = (fields: Partial<Merge>): Merge => ({
  merge_id: 'm1',
  kind: 'account',
  from_id: 'acme-inc',
  into_id: 'acme',
  actor: 'somebody',
  reason: '',
  merged_at: NOW,
  undone_at: null,
  undone_by: null,
  undone_reason: null,
  ...fields,
})

const asleep = touch({ previous_at: NOW - 40 * DAY_MS })

describe('visitNotices', () => {
  it.each([
    ['a known account on a pricing page', [touch()], [read()], {}, ['account.pricing_viewed']],
    ['another page', [touch()], [read('s1', 'www.example.com/blog/pricing')], {}, []],
    ['a page of a session that is no touch: a bot, or nobody', [], [read()], {}, []],
    ['a view of yesterday', [touch()], [read('s1', 'www.example.com/pricing', NOW - 25 * HOUR_MS)], {}, []],
    ['a clock that is ahead', [touch()], [read('s1', 'www.example.com/pricing', NOW + 1)], {}, []],
    ['29 days of silence', [touch({ previous_at: NOW - HOUR_MS - 29 * DAY_MS })], [], {}, []],
    ['30 days of silence', [touch({ previous_at: NOW - HOUR_MS - 30 * DAY_MS })], [], {}, ['account.woke']],
    ['an account that was never here before', [touch({ previous_at: null })], [], {}, []],
    ['a return that we hear of late', [touch({ touch_at: NOW - 30 * HOUR_MS, previous_at: 0 })], [], {}, []],
    ['a return to the pricing page', [asleep], [read()], {}, ['account.pricing_viewed', 'account.woke']],
    [
      'a second look within a day',
      [touch()],
      [read()],
      { told: [{ kind: 'account.pricing_viewed', account_id: 'acme', happened_at: NOW - 20 * HOUR_MS }] },
      [],
    ],
    [
      'a look a day later',
      [touch()],
      [read()],
      { told: [{ kind: 'account.pricing_viewed', account_id: 'acme', happened_at: NOW - 26 * HOUR_MS }] },
      ['account.pricing_viewed'],
    ],
    [
      'what was told of a record that now counts as this account',
      [touch()],
      [read()],
      {
        rootOf: (): string => 'acme',
        told: [{ kind: 'account.pricing_viewed', account_id: 'acme-inc', happened_at: NOW - 2 * HOUR_MS }],
      },
      [],
    ],
    ['an account that was merged since', [asleep], [read()], { merges: [merge({})], rootOf: (): string => 'acme' }, []],
    [
      'an account that a merge was taken from since',
      [asleep],
      [read()],
      { merges: [merge({ merged_at: 0, undone_at: NOW })] },
      [],
    ],
    ['a person who was merged since', [asleep], [read()], { merges: [merge({ kind: 'person', into_id: 'anna' })] }, []],
    [
      'an account that was merged before the visit',
      [touch()],
      [read()],
      { merges: [merge({ merged_at: NOW - 2 * HOUR_MS })] },
      ['account.pricing_viewed'],
    ],
  ])('%s', (_, touches, reads, more, kinds) => {
    const notices = visitNotices(touches, reads, terms(more))
    expect(notices.map(({ facts }) => facts.kind).toSorted()).toEqual(kinds)
  })

  it('tells of an account once a day, however many of its people come', () => {
    const colleague = touch({ touch_id: 's2', session_id: 's2', visitor_id: 'v2', person_id: 'ben' })
    const other = touch({ touch_id: 's3', session_id: 's3', visitor_id: 'v3', account_id: 'other' })
    const notices = visitNotices(
      [touch(), colleague, other],
      [read('s2', 'www.example.com/pricing', NOW - 1000), read(), read('s3')],
      terms(),
    )
    expect(notices.map(({ facts }) => [facts.account_id, facts.person_id])).toEqual([
      ['acme', 'anna'],
      ['other', 'anna'],
    ])
  })

  it('keys a fact by the browser and the day, so that whose it is by then changes nothing', () => {
    const [before] = visitNotices([touch()], [read()], terms())
    const [after] = visitNotices([touch({ account_id: 'acme-inc', touch_id: 's9', session_id: 's9' })], [read('s9')], terms())
    expect([before?.alert_key, after?.alert_key]).toEqual(Array(2).fill('account.pricing_viewed v1 2025-12-31'))
  })

  it('says how the account is known and where it came from', () => {
    const anonymous = touch({ person_id: null, account_rule: 'ip_range', previous_at: NOW - 50 * DAY_MS, campaign: 'brand' })
    expect(visitNotices([anonymous], [], terms())[0]?.facts).toEqual({
      kind: 'account.woke',
      account_id: 'acme',
      person_id: null,
      silent_days: 49,
      channel: 'Paid Search',
      source: 'google',
      campaign: 'brand',
      page: 'example.com/pricing',
      known_by: 'ip_range',
    })
  })
})

describe('matcherOfPaths', () => {
  it.each([
    ['/pricing*', 'a.example/pricing', true],
    ['/pricing*', 'a.example/Pricing/', true],
    ['/pricing', 'a.example/pricing/', true],
    ['/pricing*', 'a.example/de/pricing/teams', true],
    ['/pricing*', 'a.example/en-GB/pricing', true],
    ['/pricing*', 'a.example/blog/pricing', false],
    ['*/pricing*', 'a.example/shop/pricing', true],
    ['/', 'a.example/', true],
    ['/', 'a.example/de/', false],
    ['/a.*', 'a.example/axb', false],
  ])('%s and %s: %s', (pattern, page, isOne) => {
    expect(matcherOfPaths([pattern])(page)).toBe(isOne)
  })
})
