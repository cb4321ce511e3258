import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultModels, isFitted, modelNamed } from '../../../worker/attribution/models.ts'
import { apportion } from '../../../worker/attribution/split.ts'
import { unitsFrom, weightsUnder } from '../../../worker/attribution/weights.ts'
import { creditsOf } from './credits.ts'
import { deal, type History, journeyOf, person, touch } from './histories.ts'

const DAY = 86_400_000

const rules = defaultModels.filter(name => !isFitted(name))

describe('modelNamed', () => {
  it('knows the models under their public names, and those that need no fit', () => {
    expect(defaultModels).toEqual([
      'first_touch',
      'last_touch',
      'last_non_direct',
      'lead_creation',
      'linear',
      'u_position_40_20_40',
      'u_lead_50_50',
      'u_lead_40_40_20',
      'j_shaped_20_20_60',
      'inverse_j_60_20_20',
      'w_shaped',
      'w_shaped_all',
      'full_path',
      'time_decay_7d',
      'time_decay_30d',
      'shapley_simplified',
      'shapley_ordered',
      'markov_1',
      'markov_2',
      'markov_3',
      'shapley_rate',
    ])
    for (const name of defaultModels) expect(modelNamed(name)?.name).toBe(isFitted(name) ? undefined : name)
  })

  it('makes a time decay of any whole number of days', () => {
    expect(modelNamed('time_decay_90d')).toMatchObject({ name: 'time_decay_90d', title: 'Time decay, 90 days', convention: null })
    expect(modelNamed('time_decay_7d')?.convention).toContain('Google Analytics')
  })

  it.each([
    '',
    'Linear',
    'time_decay_0d',
    'time_decay_07d',
    'time_decay_1.5d',
    'time_decay_-1d',
    'time_decay_1e3d',
    'time_decay_d',
    'markov_1',
    'constructor',
  ])('knows no model %j', name => {
    expect(modelNamed(name)).toBeUndefined()
  })

  it('says what each model does in words made from its own numbers', () => {
    const sentences = rules.map(name => `${modelNamed(name)?.title}: ${modelNamed(name)?.definition}`)
    expect(sentences).toEqual([
      'First touch: all credit to the first touch',
      'Last touch: all credit to the last touch',
      'Last non-direct: all credit to the last touch that is not direct',
      'Lead creation: all credit to the touch of lead creation',
      'Linear: equal credit to every touch',
      'U-shaped: 40 % to the first touch, 40 % to the last, 20 % shared by those between',
      'U-shaped to lead: 50 % each to the first touch and lead creation',
      'U-shaped to lead, with middle: 40 % each to the first touch and lead creation, 20 % shared by all other touches',
      'J-shaped: 20 % to the first touch, 60 % to the last, 20 % shared by those between',
      'Inverse J-shaped: 60 % to the first touch, 20 % to the last, 20 % shared by those between',
      'W-shaped: 30 % each to the first touch, lead creation and opportunity creation, 10 % shared by the touches between them',
      'W-shaped over the whole path: 30 % each to the first touch, lead creation and opportunity creation, 10 % shared by all other touches',
      'Full path: 22.5 % each to the first touch, lead creation, opportunity creation and the close, 10 % shared by all other touches',
      'Time decay, 7 days: credit halves with every 7 days before the last touch',
      'Time decay, 30 days: credit halves with every 30 days before the last touch',
      'Shapley, simplified: equal credit to every distinct channel, shared by its touches',
      'Shapley, ordered: equal credit to every distinct channel, shared by its touches',
    ])
  })
})

/** Money by touch, in the order of the path. */
function money(model: string, journey: ReturnType<typeof journeyOf>, amount: number): number[] {
  return apportion(amount, weightsUnder(modelNamed(model)!, journey))
}

describe('published examples', () => {
  it('Adobe Analytics: an order of $50 with touches 9, 6, 0 and 0 days before it', () => {
    const stage = { stage: 'won', stage_at: 9 * DAY }
    const journey = journeyOf(
      [touch('search', 0), touch('social', 3 * DAY), touch('email', 9 * DAY, { seq: 1 }), touch('display', 9 * DAY, { seq: 2 })],
      { stage },
    )
    expect(money('time_decay_7d', journey, 50_00)).toEqual([6_92, 9_32, 16_88, 16_88])
    expect(money('j_shaped_20_20_60', journey, 50_00)).toEqual([10_00, 5_00, 5_00, 30_00])
    expect(money('linear', journey, 50_00)).toEqual([12_50, 12_50, 12_50, 12_50])
  })

  it('Marketo Measure: persons A and B, opportunity of 7 March, won on 6 May, $100,000', () => {
    const at = (day: string) => Date.parse(day)
    const closed_at = at('2020-05-06')
    const journey = journeyOf(
      [
        touch('facebook', at('2019-08-26'), { person_id: 'B' }),
        touch('adwords', at('2019-09-01'), { person_id: 'A' }),
        touch('google', at('2019-11-20'), { person_id: 'A' }),
        touch('yahoo', at('2020-02-20'), { person_id: 'B' }),
        touch('webinar', at('2020-03-04'), { person_id: 'A' }),
        touch('email', at('2020-05-01'), { person_id: 'B' }),
      ],
      {
        stage: { stage: 'won', stage_at: closed_at },
        deal: deal({ created_at: at('2020-03-07'), closed_at }),
        people: [person('A', at('2019-11-20')), person('B')],
      },
    )
    expect(journey.milestones).toEqual({ FT: 0, LC: 2, OC: 4, CW: 5 })
    expect(money('w_shaped', journey, 100_000)).toEqual([30_000, 5_000, 30_000, 5_000, 30_000, 0])
    expect(money('full_path', journey, 100_000)).toEqual([22_500, 5_000, 22_500, 5_000, 22_500, 22_500])
  })

  /** Touches at 1, 2, 3, …; dates at the touch that they name. */
  const path = (length: number, lead: number | null, opportunity: number | null, more: Partial<History> = {}) =>
    journeyOf(
      Array.from({ length }, (_, i) => touch(`t${i + 1}`, i + 1)),
      { deal: deal({ created_at: opportunity }), people: [person('p', lead)], ...more },
    )

  it.each([
    ['one touch', path(1, 1, 1), [100], [100]],
    ['T1 = FT + LC, T2 = OC + CW', path(2, 1, 2), [200 / 3, 100 / 3], [50, 50]],
    ['LC unassigned', path(2, null, 2), [50, 50], [100 / 3, 200 / 3]],
    ['FT = LC = T1, OC = CW = T4', path(4, 1, 4), [60, 5, 5, 30], [45, 5, 5, 45]],
    ['LC = OC = CW = T3', path(3, 3, 3), [30, 10, 60], [22.5, 10, 67.5]],
    ['all touches after the opportunity', path(2, 0, 0), [100, 0], [50, 50]],
  ])('W-shaped and full path: %s', (_, journey, w, full) => {
    const percents = (model: string) => weightsUnder(modelNamed(model)!, journey).map(weight => weight / 1e13)
    for (const [i, share] of percents('w_shaped').entries()) expect(share).toBeCloseTo(w[i]!, 10)
    for (const [i, share] of percents('full_path').entries()) expect(share).toBeCloseTo(full[i]!, 10)
  })

  it('lead creation without a lead is linear', () => {
    expect(weightsUnder(modelNamed('lead_creation')!, path(2, null, 1))).toEqual([5e14, 5e14])
    expect(weightsUnder(modelNamed('lead_creation')!, path(2, 1, 1))).toEqual([1e15, 0])
  })
})

describe('a journey of 100,000 touches', () => {
  const touches = Array.from({ length: 100_000 }, (_, i) =>
    touch(`t${i}`, (i * 7919) % 99_991, { person_id: `p${i % 97}`, channel: i % 3 ? 'Email' : 'Direct', campaign: `c${i % 5}` }),
  )
  const people = Array.from({ length: 100_000 }, (_, i) => person(`p${i}`, 50_000 + i))
  const journey = journeyOf(touches, {
    stage: { stage: 'won', stage_at: 99_000 },
    deal: deal({ created_at: 80_000, closed_at: 99_000 }),
    people,
  })

  it.each(rules)('is weighed to the unit under %s', name => {
    expect(journey.path.length).toBeGreaterThan(98_000)
    const weights = weightsUnder(modelNamed(name)!, journey)
    expect(weights).toHaveLength(journey.path.length)
    expect(weights.every(weight => Number.isSafeInteger(weight) && weight >= 0)).toBe(true)
    expect(weights.reduce((a, b) => a + b)).toBe(1e15)
  })

  it('gets its money to the unit', () => {
    const credits = creditsOf(journey, [modelNamed('full_path')!], 123_456_789, -1)
    expect(credits.reduce((sum, row) => sum + row.amount_minor, 0)).toBe(123_456_789)
    expect(credits.reduce((sum, row) => sum + (row.base_amount_minor ?? 0), 0)).toBe(-1)
  })
})

describe('unitsFrom', () => {
  it.each([
    ['whole numbers exactly', [1, 2], [333_333_333_333_333, 666_666_666_666_667]],
    ['fractions as well', [0.5, 0.25], [666_666_666_666_667, 333_333_333_333_333]],
    [
      'a missing unit to the earliest of equals',
      [0.1, 0.1, 0.1],
      [333_333_333_333_334, 333_333_333_333_333, 333_333_333_333_333],
    ],
    ['nothing but zeros equally', [0, 0], [5e14, 5e14]],
  ])('takes %s', (_, weights, units) => {
    expect(unitsFrom(weights)).toEqual(units)
  })

  it('keeps whole numbers whole: the same as in big integers', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(weights, parts => {
        expect(unitsFrom(parts).map(BigInt)).toEqual(apportion(10n ** 15n, parts))
      }),
      { numRuns: 1000 },
    )
  })

  it('counts weights that plain addition would lose beside a large one', () => {
    const small = 100_000
    const units = unitsFrom([1, ...new Array(small).fill(2 ** -54)])
    expect(units.reduce((a, b) => a + b)).toBe(1e15)
    expect(units[0]).toBe(1e15 - Math.round((small * 2 ** -54 * 1e15) / (1 + small * 2 ** -54)))
  })

  it.each([[[-1, 2]], [[-0.5, 2]], [[Number.NaN]], [[Infinity, 1]]])('refuses %j', weights => {
    expect(() => unitsFrom(weights)).toThrow(RangeError)
  })
})
