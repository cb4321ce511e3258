import { describe, expect, it } from 'vitest'
import type { ExclusionReason } from '../../../worker/attribution/exclusions.ts'
import type { Journey } from '../../../worker/attribution/journey.ts'
import { deal, type History, journeyOf, person, plainSettings, touch } from './histories.ts'

const DAY = 86_400_000
const MINUTE = 60_000

/** `a b! c!`: a on the path, b and c left out. */
const outline = ({ entries }: Journey) => entries.map(({ touch, excluded }) => touch.touch_id + (excluded ? '!' : '')).join(' ')

const reasons = ({ entries }: Journey): Record<string, ExclusionReason> =>
  Object.fromEntries(entries.flatMap(({ touch, excluded }) => (excluded ? [[touch.touch_id, excluded]] : [])))

const withSettings = (settings: Partial<typeof plainSettings>, more: Partial<History> = {}): Partial<History> => ({
  ...more,
  settings: { ...plainSettings, ...settings },
})

describe('journeyTo', () => {
  it('lists every touch in order, with its position or the reason why it was left out', () => {
    const { entries, path } = journeyOf([
      touch('late', 1001),
      touch('b', 20),
      touch('elsewhere', 15, { account_id: 'b' }),
      touch('a', 10),
    ])
    expect(entries.map(({ touch, excluded, position }) => [touch.touch_id, excluded, position])).toEqual([
      ['a', null, 1],
      ['elsewhere', 'out_of_scope', null],
      ['b', null, 2],
      ['late', 'after_stage', null],
    ])
    expect(path.map(({ touch_id }) => touch_id)).toEqual(['a', 'b'])
  })

  it('takes a touch at the very instant of the stage, and none a millisecond later', () => {
    expect(outline(journeyOf([touch('at', 1000), touch('past', 1001)]))).toBe('at past!')
  })

  it('looks back in milliseconds, the first one included', () => {
    const stage = { stage: 'won', stage_at: 100 * DAY }
    const touches = [touch('old', 90 * DAY - 1), touch('edge', 90 * DAY), touch('new', 95 * DAY)]
    expect(outline(journeyOf(touches, withSettings({ lookback_days: 10 }, { stage })))).toBe('old! edge new')
    expect(outline(journeyOf(touches, { stage }))).toBe('old edge new')
  })

  it('keeps touches of twenty years ago when the lookback is unlimited', () => {
    const stage = { stage: 'won', stage_at: 7305 * DAY }
    expect(outline(journeyOf([touch('old', 0), touch('new', 7300 * DAY)], { stage }))).toBe('old new')
  })

  it('starts anew after the win before, if the workspace wants that', () => {
    const touches = [touch('a', 400), touch('b', 500), touch('c', 501)]
    const secondDeal = deal({ previous_won_at: 500 })
    expect(outline(journeyOf(touches, withSettings({ repeat_deals: 'reset_after_won' }, { deal: secondDeal })))).toBe('a! b! c')
    expect(outline(journeyOf(touches, { deal: secondDeal }))).toBe('a b c')
    expect(outline(journeyOf(touches, withSettings({ repeat_deals: 'reset_after_won' })))).toBe('a b c')
  })

  it('gives the first reason of the list when several apply', () => {
    const journey = journeyOf([touch('a', 1001, { account_id: 'b' }), touch('b', 1001), touch('c', 1)], {
      deal: deal({ previous_won_at: 2 }),
      ...withSettings({ lookback_days: 0, repeat_deals: 'reset_after_won' }),
    })
    expect(reasons(journey)).toEqual({ a: 'out_of_scope', b: 'after_stage', c: 'outside_lookback' })
  })
})

describe('scope', () => {
  const touches = [
    touch('mine', 1, { person_id: 'p1' }),
    touch('colleague', 2, { person_id: 'p2' }),
    touch('nobody', 3, { person_id: null }),
    touch('adviser', 4, { person_id: 'p3', account_id: 'b' }),
    touch('stray', 5, { person_id: null, account_id: null }),
  ]
  const buying = { contacts: ['p1', 'p3'], primary_contact: 'p3' }

  it.each([
    ['account', buying, 'mine colleague nobody adviser! stray!'],
    ['contact_roles', buying, 'mine colleague! nobody! adviser stray!'],
    ['primary_contact', buying, 'mine! colleague! nobody! adviser stray!'],
    ['account', { account_id: null }, 'mine! colleague! nobody! adviser! stray!'],
    ['contact_roles', {}, 'mine! colleague! nobody! adviser! stray!'],
    ['primary_contact', {}, 'mine! colleague! nobody! adviser! stray!'],
  ] as const)('%s of %j', (scope, more, expected) => {
    expect(outline(journeyOf(touches, withSettings({ scope }, { deal: deal(more) })))).toBe(expected)
  })
})

describe('dedupe', () => {
  const stage = { stage: 'won', stage_at: DAY }
  const folding = withSettings({ dedupe_minutes: 30 }, { stage })

  it('folds a repeat into the first, the window sliding with each repeat', () => {
    const touches = [0, 30, 60, 90 + 1 / MINUTE].map((minute, i) => touch(`t${i}`, Math.round(minute * MINUTE)))
    expect(outline(journeyOf(touches, folding))).toBe('t0 t1! t2! t3')
    expect(outline(journeyOf(touches, { stage }))).toBe('t0 t1 t2 t3')
  })

  it.each([
    ['person', { person_id: 'q' }],
    ['channel', { channel: 'Event' }],
    ['campaign', { campaign: 'x' }],
    ['content', { content: 'x' }],
  ])('keeps a touch of another %s', (_, other) => {
    expect(outline(journeyOf([touch('a', 0), touch('b', 1, other), touch('c', 2)], folding))).toBe('a b c!')
  })

  it('does not take null for the word, nor one field for the next', () => {
    const touches = [
      touch('a', 0, { campaign: 'x' }),
      touch('b', 1, { content: 'x' }),
      touch('c', 2, { campaign: 'null' }),
      touch('d', 3),
    ]
    expect(outline(journeyOf(touches, folding))).toBe('a b c d')
  })

  it('folds only into touches that could be on the path', () => {
    const late = withSettings({ dedupe_minutes: 30, lookback_days: 0.5 }, { stage })
    expect(outline(journeyOf([touch('old', DAY / 2 - 1), touch('first', DAY / 2), touch('again', DAY / 2 + 1)], late))).toBe(
      'old! first again!',
    )
  })
})

describe('direct policy', () => {
  const dropping = withSettings({ direct_policy: 'drop_if_any_nondirect' })

  it('drops direct touches, written either way, when there is another', () => {
    const touches = [touch('a', 1, { channel: 'Direct' }), touch('b', 2), touch('c', 3, { channel: 'direct' })]
    expect(outline(journeyOf(touches, dropping))).toBe('a! b c!')
    expect(outline(journeyOf(touches))).toBe('a b c')
  })

  it('keeps them when every touch that could be on the path is direct', () => {
    const touches = [touch('a', 1, { channel: 'Direct' }), touch('late', 1001), touch('c', 3, { channel: 'direct' })]
    expect(outline(journeyOf(touches, dropping))).toBe('a c late!')
  })
})

describe('milestones', () => {
  const held = ({ milestones, path }: Journey) =>
    Object.fromEntries(Object.entries(milestones).map(([name, index]) => [name, index === null ? null : path[index]!.touch_id]))
  const touches = [
    touch('t1', 100, { person_id: 'p1' }),
    touch('t2', 200, { person_id: 'p2' }),
    touch('t3', 300, { person_id: 'p1' }),
  ]

  it.each<[string, Partial<History>, Record<string, string | null>]>([
    ['dates unknown', { deal: deal({ closed_at: null }) }, { FT: 't1', LC: null, OC: null, CW: null }],
    ['opportunity at the instant of a touch', { deal: deal({ created_at: 200 }) }, { FT: 't1', LC: null, OC: 't2', CW: 't3' }],
    ['opportunity before every touch', { deal: deal({ created_at: 99 }) }, { FT: 't1', LC: null, OC: null, CW: 't3' }],
    ['lead person before others', { people: [person('p1', 250), person('p2', 260)] }, { FT: 't1', LC: 't1', OC: null, CW: 't3' }],
    [
      'a lead without touches takes the last of anyone',
      { people: [person('p9', 250)] },
      { FT: 't1', LC: 't2', OC: null, CW: 't3' },
    ],
    ['a lead whose touches came later likewise', { people: [person('p2', 150)] }, { FT: 't1', LC: 't1', OC: null, CW: 't3' }],
    ['lead before the first touch', { people: [person('p1', 99)] }, { FT: 't1', LC: null, OC: null, CW: 't3' }],
    [
      'two leads at one instant are alike',
      { people: [person('p1', 250), person('p2', 250)] },
      { FT: 't1', LC: 't2', OC: null, CW: 't3' },
    ],
    [
      'a lead of another account',
      { people: [person('p1', 150, 'b'), person('p2', 250)] },
      { FT: 't1', LC: 't2', OC: null, CW: 't3' },
    ],
    ['a lead after the win', { people: [person('p1', 1001)] }, { FT: 't1', LC: 't3', OC: null, CW: 't3' }],
    [
      'seen from the opportunity, the win has not happened',
      {
        stage: { stage: 'opportunity', stage_at: 250 },
        deal: deal({ created_at: 250 }),
        people: [person('p1', 250), person('p2', 260)],
      },
      { FT: 't1', LC: 't1', OC: 't2', CW: null },
    ],
  ])('%s', (_, more, expected) => {
    const journey = journeyOf(touches, more)
    expect(held(journey)).toEqual(expected)
    expect(journey.missing_milestones).toEqual(Object.keys(expected).filter(name => expected[name] === null))
  })

  it('takes the lead date from the persons in scope', () => {
    const people = [person('p1', 150, 'b'), person('p2', 250, 'a')]
    const scoped = { people, deal: deal({ contacts: ['p1'], primary_contact: 'p2' }) }
    expect(held(journeyOf(touches, withSettings({ scope: 'contact_roles' }, scoped))).LC).toBe('t1')
    expect(held(journeyOf(touches, withSettings({ scope: 'primary_contact' }, scoped))).LC).toBe('t2')
  })

  it('stand on their entries, several on one touch in the order of a deal', () => {
    const journey = journeyOf([touch('t1', 1), touch('x', 2000)], { deal: deal({ created_at: 5 }), people: [person('p', 5)] })
    expect(journey.entries.map(({ milestones }) => milestones)).toEqual([['FT', 'LC', 'OC', 'CW'], []])
  })

  it('are all missing on an empty path', () => {
    expect(journeyOf([]).missing_milestones).toEqual(['FT', 'LC', 'OC', 'CW'])
  })
})
