import { describe, expect, it } from 'vitest'
import {
  type ChangeFacts,
  type ComparedJourney,
  changeCauses,
  type TouchOrigin,
} from '../../../worker/attribution/change-causes.ts'
import type { ExclusionReason } from '../../../worker/attribution/exclusions.ts'

const BEFORE_THE_RUN = 50
const SINCE = 100
const AFTER_THE_RUN = 150

type Held = Readonly<Record<string, string>>

/** @param path  'a b' or 'a b:Email'; each touch lies an hour after the one before */
function journey(path: string, more: Partial<ComparedJourney> & { held?: Held; left?: Record<string, ExclusionReason> } = {}) {
  const { held = {}, left = {}, ...rest } = more
  const touches = path.split(' ').filter(Boolean)
  const ids = touches.map(text => text.split(':')[0] ?? '')
  const milestones = Object.fromEntries(Object.entries(held).map(([name, id]) => [name, id === '' ? null : ids.indexOf(id)]))
  return {
    stage: 'won',
    stage_at: 1000,
    account_id: 'acme',
    amount_minor: 100_00,
    currency: 'EUR',
    base_amount_minor: 100_00,
    base_currency: 'EUR',
    rate: null,
    path: touches.map((text, i) => ({
      touch_id: ids[i]!,
      touch_at: ids[i]!.charCodeAt(0),
      channel: text.split(':')[1] ?? 'Event',
      touch_kind: 'session',
    })),
    milestones: { FT: ids.length > 0 ? 0 : null, ...milestones },
    excluded: new Map(Object.entries(left)),
    ...rest,
  } satisfies ComparedJourney
}

const origin = (recorded_at: number, more: Partial<TouchOrigin> = {}): TouchOrigin => ({
  recorded_at,
  person_id: null,
  link: null,
  ...more,
})
const setting = (name: string) => ({ setting: name, before: 1, after: 2 })
const untouched = { updated_at: BEFORE_THE_RUN, adjustments: 0 }

function causes(
  before: ComparedJourney | null,
  after: ComparedJourney | null,
  { origins = {}, ...facts }: Partial<ChangeFacts> & { origins?: Readonly<Record<string, TouchOrigin>> } = {},
) {
  const found = changeCauses(before, after, {
    since: SINCE,
    settings: [],
    deal: untouched,
    originOf: id => origins[id],
    ...facts,
  })
  return found
}

describe('changeCauses', () => {
  const link = { link_id: 'L', person_id: 'ann' }
  const money = (amount_minor: number, more = {}) => ({ amount_minor, base_amount_minor: amount_minor, ...more })

  it.each([
    ['the deal came to the stage', null, journey('a'), {}, ['stage_date']],
    ['the deal left the stage', journey('a'), null, {}, ['stage_date']],
    ['the stage was defined', null, journey('a'), { settings: [setting('attribution.stages')] }, ['settings']],
    ['another amount', journey('a'), journey('a', money(90_00)), {}, ['deal_amount']],
    ['an adjustment', journey('a'), journey('a', money(90_00)), { deal: { ...untouched, adjustments: 1 } }, ['adjustment']],
    [
      'an amount and an old adjustment',
      journey('a'),
      journey('a', money(90_00)),
      { deal: { updated_at: SINCE, adjustments: 1 } },
      ['deal_amount'],
    ],
    [
      'another rate',
      journey('a', { currency: 'USD', rate: '0.9' }),
      journey('a', { currency: 'USD', rate: '0.8', base_amount_minor: 80_00 }),
      {},
      ['rate'],
    ],
    [
      'another base currency',
      journey('a'),
      journey('a', { base_currency: 'USD' }),
      { settings: [setting('currency')] },
      ['settings'],
    ],
    ['another date of the stage', journey('a'), journey('a', { stage_at: 1001 }), {}, ['stage_date']],
    [
      'a touch that the later date lets in',
      journey('a', { left: { b: 'after_stage' } }),
      journey('a b', { stage_at: 1001 }),
      {},
      ['stage_date'],
    ],
    ['a new touch', journey('a'), journey('a b'), { origins: { b: origin(AFTER_THE_RUN) } }, ['new_touch']],
    [
      'a new touch and a late one',
      journey('a'),
      journey('a b c'),
      { origins: { b: origin(AFTER_THE_RUN), c: origin(BEFORE_THE_RUN, { person_id: 'ann', link }) } },
      ['late_identification', 'new_touch'],
    ],
    ['a touch that is gone', journey('a b'), journey('a'), {}, ['touch_gone']],
    [
      'a look-back',
      journey('a b'),
      journey('b', { left: { a: 'outside_lookback' } }),
      { settings: [setting('attribution.lookback_days')] },
      ['settings'],
    ],
    [
      'a setting that has nothing to do with it',
      journey('a'),
      journey('a b'),
      { settings: [setting('currency')] },
      ['new_touch'],
    ],
    [
      'a direct touch left out because another one came',
      journey('a'),
      journey('b', { left: { a: 'direct_dropped' } }),
      { origins: { b: origin(AFTER_THE_RUN) } },
      ['new_touch'],
    ],
    ['a contact', journey('a', { left: { b: 'out_of_scope' } }), journey('a b'), {}, ['other']],
    ['another channel', journey('a:Email b'), journey('a:Video b'), {}, ['channel']],
    [
      'another account',
      journey('a b'),
      journey('c', { account_id: 'beta' }),
      { origins: { c: origin(BEFORE_THE_RUN) } },
      ['account'],
    ],
    ['a lead date', journey('a b', { held: { LC: 'a' } }), journey('a b', { held: { LC: 'b' } }), {}, ['milestone']],
    [
      'a lead date that became known',
      journey('a b', { held: { LC: '' } }),
      journey('a b', { held: { LC: 'b' } }),
      {},
      ['milestone'],
    ],
    [
      'a new touch that takes a milestone',
      journey('a', { held: { LC: 'a' } }),
      journey('a b', { held: { LC: 'b' } }),
      { origins: { b: origin(AFTER_THE_RUN) } },
      ['new_touch'],
    ],
    [
      'a close that takes its own milestone along',
      journey('a b', { held: { CW: 'a' } }),
      journey('a b', { held: { CW: 'b' }, stage_at: 1001 }),
      {},
      ['stage_date'],
    ],
  ])('names %s', (_, before, after, facts, names) => {
    expect(causes(before, after, facts).map(({ cause }) => cause)).toEqual(names)
  })

  it('groups late touches by person and link, with the earliest of them', () => {
    const known = origin(BEFORE_THE_RUN, { person_id: 'ann', link })
    const joined = origin(BEFORE_THE_RUN, { person_id: 'bob' })
    expect(causes(journey('a'), journey('a b c d'), { origins: { b: known, c: joined, d: known } })).toEqual([
      { cause: 'late_identification', person_id: 'ann', link_id: 'L', first_touch_at: 98, touch_ids: ['b', 'd'] },
      { cause: 'late_identification', person_id: 'bob', link_id: null, first_touch_at: 99, touch_ids: ['c'] },
    ])
  })

  it('names the link that took a touch away', () => {
    expect(causes(journey('a b'), journey('a'), { origins: { b: origin(BEFORE_THE_RUN, { link }) } })).toEqual([
      { cause: 'touch_gone', person_id: 'ann', link_id: 'L', touch_ids: ['b'] },
    ])
  })

  it('tells the settings that explain something and no others', () => {
    const settings = [setting('attribution.lookback_days'), setting('attribution.scope')]
    const after = journey('b', { left: { a: 'outside_lookback' } })
    expect(causes(journey('a b'), after, { settings })).toEqual([
      { cause: 'settings', settings: [settings[0]], touch_ids: ['a'] },
    ])
  })
})
