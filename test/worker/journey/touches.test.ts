import { describe, expect, it } from 'vitest'
import type { Activity, OfflineTouch, Read, Session } from '../../../db/schema.ts'
import { type TouchSources, touchesFrom } from '../../../worker/journey/touches.ts'
import { aSession, link, MINUTE, SITE, START } from './events.ts'

const none: TouchSources = { sessions: [], reads: [], links: [], activities: [], offline_touches: [], channel_rules: [] }

const people = new Map([
  ['ann@acme.example', 'p_ann'],
  ['bob@gmail.com', 'p_bob'],
])
const accounts = new Map([['acme.example', 'acc_acme']])
const resolve = {
  person: (ref: string) => people.get(ref) ?? null,
  account: (ref: string) => accounts.get(ref) ?? (ref === 'CRM-7' ? 'acc_crm' : null),
  accountOfPerson: (person_id: string) => (person_id === 'p_ann' ? 'acc_acme' : null),
}

const anActivity: Activity = {
  activity_id: '17',
  external_id: 'CRM-17',
  kind: 'call',
  happened_at: START,
  person_ref: 'ann@acme.example',
  account_ref: null,
  rep_email: 'rep@seller.example',
  direction: 'outbound',
  subject: 'First call',
  outcome: 'connected',
  properties: '{}',
  date_only: '',
  recorded_at: START,
}

const anOfflineTouch: OfflineTouch = {
  external_id: 'T-1',
  touched_at: START,
  person_ref: null,
  account_ref: 'acme.example',
  channel: null,
  source: 'Hannover Messe',
  medium: 'trade show',
  campaign: 'spring',
  term: 'x',
  content: 'booth',
  url: 'https://fair.example/',
  title: 'Booth talk',
  properties: '{}',
  date_only: '',
  recorded_at: START,
}

describe('a session', () => {
  const landing: Read = {
    session_id: 's_1',
    content_id: 'acme.com/pricing',
    kind: 'page',
    visitor_id: 'visitor',
    title: 'Pricing',
    first_at: START,
    last_at: START,
    views: 1,
    downloads: 0,
    engaged_ms: 0,
    scroll_percent: 0,
  }
  const touchesOf = (session: Partial<Session>, links = [link('1', 'p_ann', 0)], reads: Read[] = []) =>
    touchesFrom({ ...none, sessions: [{ ...aSession, ...session }], links, reads }, resolve)

  it('of somebody is a touch', () => {
    expect(touchesOf({}, undefined, [landing, { ...landing, content_id: 'acme.com', title: 'Home' }])).toEqual([
      {
        touch_id: 's_1',
        external_id: null,
        kind: 'session',
        touch_at: START,
        account_id: 'acc_acme',
        person_id: 'p_ann',
        session_id: 's_1',
        channel: 'Organic Search',
        source: 'google',
        medium: 'organic',
        campaign: null,
        term: null,
        content: null,
        url: `${SITE}/pricing?a=1`,
        title: 'Pricing',
        rep_email: null,
        engaged_ms: 12_000,
        account_rule: null,
      },
    ])
  })

  it('has no title that nobody knows', () => {
    expect(touchesOf({})).toMatchObject([{ title: null }])
    expect(touchesOf({}, undefined, [{ ...landing, session_id: 's_2' }])).toMatchObject([{ title: null }])
  })

  it.each<[string, Partial<Session>, Parameters<typeof touchesOf>[1]]>([
    ['of an unknown visitor', {}, []],
    ['of another visitor than the linked one', { visitor_id: 'another' }, undefined],
    ['whose link was undone', {}, [link('1', 'p_ann', 0, { closed_at: START })]],
    ['of a bot', { bot_reason: 'headless' }, undefined],
    ['in which nothing was visited', { landing_url: null, page_views: 0, source: null, channel: 'Direct' }, undefined],
  ])('%s is none', (_, session, links) => {
    expect(touchesOf(session, links)).toEqual([])
  })

  it.each<[string, Partial<Session>]>([
    ['a screen of an app', { landing_url: null, page_views: 1, source: null }],
    ['a source that a server stated', { landing_url: null, page_views: 0 }],
  ])('with %s is one', (_, session) => {
    expect(touchesOf(session)).toHaveLength(1)
  })

  it('belongs to who the visitor was at its end', () => {
    const links = [link('1', 'p_ann', -60), link('2', 'p_bob', 5)]
    expect(touchesOf({}, links)).toMatchObject([{ person_id: 'p_bob', account_id: null }])
    expect(touchesOf({ ended_at: START + 4 * MINUTE }, links)).toMatchObject([{ person_id: 'p_ann', account_id: 'acc_acme' }])
  })
})

describe('an activity', () => {
  it('is a touch of the channel Sales', () => {
    expect(touchesFrom({ ...none, activities: [anActivity] }, resolve)).toEqual([
      {
        touch_id: 'a_CRM-17',
        external_id: 'CRM-17',
        kind: 'activity',
        touch_at: START,
        account_id: 'acc_acme',
        person_id: 'p_ann',
        session_id: null,
        channel: 'Sales',
        source: 'call',
        medium: 'outbound',
        campaign: null,
        term: null,
        content: null,
        url: null,
        title: 'First call',
        rep_email: 'rep@seller.example',
        engaged_ms: 0,
        account_rule: null,
      },
    ])
  })

  it('without an external id is named by its own', () => {
    const [touch] = touchesFrom({ ...none, activities: [{ ...anActivity, external_id: null }] }, resolve)
    expect(touch).toMatchObject({ touch_id: 'a_17', external_id: null })
  })
})

describe('an imported touch', () => {
  it('is a touch, classified by source and medium', () => {
    expect(touchesFrom({ ...none, offline_touches: [anOfflineTouch] }, resolve)).toEqual([
      {
        touch_id: 'o_T-1',
        external_id: 'T-1',
        kind: 'offline',
        touch_at: START,
        account_id: 'acc_acme',
        person_id: null,
        session_id: null,
        channel: 'Event',
        source: 'Hannover Messe',
        medium: 'trade show',
        campaign: 'spring',
        term: 'x',
        content: 'booth',
        url: 'https://fair.example/',
        title: 'Booth talk',
        rep_email: null,
        engaged_ms: 0,
        account_rule: null,
      },
    ])
  })

  it.each([
    ['the given account before the person’s', 'ann@acme.example', 'CRM-7', { person_id: 'p_ann', account_id: 'acc_crm' }],
    ['the person’s account', 'ann@acme.example', null, { person_id: 'p_ann', account_id: 'acc_acme' }],
    [
      'the person’s account when the given one is unknown',
      'ann@acme.example',
      'nope',
      { person_id: 'p_ann', account_id: 'acc_acme' },
    ],
    ['a person without an account', 'bob@gmail.com', null, { person_id: 'p_bob', account_id: null }],
    ['an account alone', 'nobody@x.example', 'acme.example', { person_id: null, account_id: 'acc_acme' }],
    ['nobody', 'nobody@x.example', null, { person_id: null, account_id: null }],
  ])('has %s', (_, person_ref, account_ref, whose) => {
    const offline_touches = [{ ...anOfflineTouch, person_ref, account_ref }]
    expect(touchesFrom({ ...none, offline_touches }, resolve)).toMatchObject([whose])
  })
})

it('touches come by time, then by id in code points, whatever the order of the rows', () => {
  const offline_touches = ['\u{1F600}', '\uFF21', 'b', 'a'].map(external_id => ({ ...anOfflineTouch, external_id }))
  const sources = {
    ...none,
    offline_touches,
    activities: [anActivity, { ...anActivity, external_id: 'early', happened_at: START - 1 }],
  }
  const ids = touchesFrom(sources, resolve).map(touch => touch.touch_id)
  expect(ids).toEqual(['a_early', 'a_CRM-17', 'o_a', 'o_b', 'o_\uFF21', 'o_\u{1F600}'])
  expect(
    touchesFrom({ ...sources, offline_touches: offline_touches.toReversed() }, resolve).map(touch => touch.touch_id),
  ).toEqual(ids)
})
