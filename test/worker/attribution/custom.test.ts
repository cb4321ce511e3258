import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { customDefinition, customRule, InvalidModel, touchKinds } from '../../../worker/attribution/custom.ts'
import type { Journey } from '../../../worker/attribution/journey.ts'
import { type Model, versionOf } from '../../../worker/attribution/models.ts'
import { receiptFor } from '../../../worker/attribution/receipt.ts'
import { weightsUnder } from '../../../worker/attribution/weights.ts'
import { anyHistory, deal, journeyOf, journeyOfHistory, person, touch } from './histories.ts'

const DAY = 86_400_000

const modelOf = (definition: unknown): Model =>
  versionOf({ version_id: 'custom:x@1', model: 'custom:x', definition: JSON.stringify(definition) })

const percents = (definition: unknown, journey: Journey) =>
  weightsUnder(modelOf(definition), journey).map(weight => Math.round(weight / 1e11) / 100)

/** Ad, fair, call, mail, visit: the second makes the lead, the third the opportunity, the last is the close. */
const journey = journeyOf(
  [
    touch('ad', 1, { channel: 'Paid Search' }),
    touch('fair', 2, { channel: 'Event', touch_kind: 'offline' }),
    touch('call', 3, { channel: 'Sales', touch_kind: 'call' }),
    touch('mail', 4, { channel: 'Sales', touch_kind: 'email' }),
    touch('visit', 5, { channel: 'Email' }),
  ],
  {
    deal: deal({ created_at: 3, closed_at: 1000, own_stages: [{ stage: 'mql', stage_at: 4 }] }),
    people: [person('p', 2)],
  },
)
const two = journeyOf([touch('a', 0), touch('b', 2 * DAY)], { stage: { stage: 'won', stage_at: 3 * DAY } })

describe('a custom model', () => {
  it.each([
    ['linear', { rule: { kind: 'linear' } }, journey, [20, 20, 20, 20, 20]],
    ['position', { rule: { kind: 'position', first: 50, middle: 30, last: 20 } }, journey, [50, 10, 10, 10, 20]],
    ['position in fractions', { rule: { kind: 'position', first: 0.5, middle: 0.3, last: 0.2 } }, journey, [50, 10, 10, 10, 20]],
    ['position of two, without the middle', { rule: { kind: 'position', first: 1, middle: 8, last: 3 } }, two, [25, 75]],
    ['middle only', { rule: { kind: 'position', first: 0, middle: 1, last: 0 } }, journey, [0, 33.33, 33.33, 33.33, 0]],
    ['middle only, where there is none', { rule: { kind: 'position', first: 0, middle: 1, last: 0 } }, two, [50, 50]],
    ['milestones', { rule: { kind: 'milestones', shares: { FT: 1, LC: 2, OC: 1 } } }, journey, [25, 50, 25, 0, 0]],
    [
      'milestones, the middle to all others',
      { rule: { kind: 'milestones', shares: { FT: 40, LC: 40 }, middle: 20 } },
      journey,
      [40, 40, 6.67, 6.67, 6.67],
    ],
    [
      'milestones, the middle to those between',
      { rule: { kind: 'milestones', shares: { FT: 40, CW: 40 }, middle: 20, among: 'between' } },
      journey,
      [40, 6.67, 6.67, 6.67, 40],
    ],
    ["a stage of the workspace's own", { rule: { kind: 'milestones', shares: { mql: 3, CW: 1 } } }, journey, [0, 0, 0, 75, 25]],
    [
      'a stage that the deal never came to',
      { rule: { kind: 'milestones', shares: { sql: 3, CW: 1 } } },
      journey,
      [0, 0, 0, 0, 100],
    ],
    ['nothing but such stages', { rule: { kind: 'milestones', shares: { sql: 3 } } }, journey, [20, 20, 20, 20, 20]],
    ['half-life', { rule: { kind: 'time_decay', half_life_days: 2 } }, two, [33.33, 66.67]],
    ['half-life in fractions of a day', { rule: { kind: 'time_decay', half_life_days: 0.5 } }, two, [5.88, 94.12]],
    ['a factor by channel', { rule: { kind: 'linear' }, channels: { Email: 4 } }, journey, [12.5, 12.5, 12.5, 12.5, 50]],
    [
      'a factor by kind',
      { rule: { kind: 'linear' }, kinds: { call: 3, email: 0.5 } },
      journey,
      [15.38, 15.38, 46.15, 7.69, 15.38],
    ],
    [
      'factors that meet',
      { rule: { kind: 'linear' }, channels: { Sales: 2 }, kinds: { call: 2 } },
      journey,
      [11.11, 11.11, 44.44, 22.22, 11.11],
    ],
    ['an excluded channel', { rule: { kind: 'linear' }, channels: { Sales: 0 } }, journey, [33.33, 33.33, 0, 0, 33.33]],
    [
      'an excluded milestone touch: the rest in proportion',
      { rule: { kind: 'milestones', shares: { FT: 50, LC: 30, OC: 20 } }, kinds: { call: 0 } },
      journey,
      [62.5, 37.5, 0, 0, 0],
    ],
    [
      'nothing left: equal',
      { rule: { kind: 'position', first: 1, middle: 0, last: 0 }, channels: { 'Paid Search': 0 } },
      journey,
      [20, 20, 20, 20, 20],
    ],
  ])('weighs by %s', (_, definition, path, weights) => {
    expect(percents(definition, path)).toEqual(weights)
  })

  it('takes channels of any name', () => {
    const strange = journeyOf(
      ['constructor', '__proto__', 'toString', 'Email'].map((channel, i) => touch(`t${i}`, i, { channel })),
    )
    const definition = JSON.parse('{"rule":{"kind":"linear"},"channels":{"__proto__":2,"Email":0}}')
    expect(percents(definition, strange)).toEqual([25, 50, 25, 0])
    expect(weightsUnder(modelOf({ rule: { kind: 'linear' }, channels: { Other: 2 } }), strange)).toEqual(Array(4).fill(2.5e14))
  })

  it.each([
    [{ rule: { kind: 'linear' } }, 'equal credit to every touch', 'every touch earns the same'],
    [
      { rule: { kind: 'linear' }, channels: { Email: 4, Sales: 0 } },
      'equal credit to every touch; Email counts 4 times, Sales counts nothing',
      'every touch earns the same; then Email counts 4 times, Sales counts nothing',
    ],
    [
      { rule: { kind: 'position', first: 0, middle: 1, last: 0 }, kinds: { session: 0, offline: 0, call: 0, email: 0 } },
      '0 % to the first touch, 0 % to the last, 100 % shared by those between; session counts nothing, offline counts nothing, call counts nothing, email counts nothing',
      'no touch of this path may earn under this model, so all earn the same',
    ],
    [{ rule: { kind: 'milestones', shares: { CW: 1, mql: 1 } } }, '50 % each to mql and the close', 'it holds the close'],
  ])('says what it does and why: %j', (definition, says, because) => {
    const model = modelOf(definition)
    expect(
      model.definition
        .split('; ')
        .flatMap(part => part.split(', '))
        .sort(),
    ).toEqual(
      says
        .split('; ')
        .flatMap(part => part.split(', '))
        .sort(),
    )
    expect(model.because(journey, 4)).toBe(because)
  })

  it('explains itself in a receipt, with the weights before normalising', () => {
    const model = modelOf({ rule: { kind: 'position', first: 50, middle: 30, last: 20 }, kinds: { call: 2 } })
    const receipt = receiptFor(journey, model, 110_00, null)
    expect(receipt.entries.map(entry => entry.stated_weight)).toEqual(
      [0.5, 0.1, 0.2, 0.1, 0.2].map(share => expect.closeTo(share, 12)),
    )
    expect(receipt.entries.map(entry => entry.amount_minor)).toEqual([50_00, 10_00, 20_00, 10_00, 20_00])
  })
})

describe('a definition', () => {
  it.each([
    ['linear', { rule: { kind: 'linear' }, channels: {}, kinds: {} }],
    ['position', { rule: { kind: 'position', first: 1, middle: 0, last: 2.5 }, channels: { Email: 0 }, kinds: {} }],
    [
      'milestones',
      {
        rule: { kind: 'milestones', shares: { FT: 1, mql: 2, CW: 3 }, middle: 4, among: 'between' },
        channels: {},
        kinds: { call: 2 },
      },
    ],
    ['half-life', { rule: { kind: 'time_decay', half_life_days: 21 }, channels: {}, kinds: {} }],
  ])('of %s comes back from JSON as it was', (_, definition) => {
    expect(JSON.stringify(customDefinition(JSON.parse(JSON.stringify(definition))))).toBe(JSON.stringify(definition))
  })

  it('that means the same is the same text', () => {
    const text = (definition: unknown) => JSON.stringify(customDefinition(definition))
    expect(text({ rule: { kind: 'linear' }, channels: { Sales: 2, Email: 3, Video: 1 }, kinds: { call: 1 } })).toBe(
      text({ kinds: {}, channels: { Email: 3, Sales: 2 }, rule: { kind: 'linear' } }),
    )
    expect(text({ rule: { kind: 'milestones', shares: { CW: 1, FT: 2, LC: 0 } } })).toBe(
      text({ rule: { kind: 'milestones', among: 'all', middle: 0, shares: { FT: 2, CW: 1 } } }),
    )
  })

  it.each([
    [null, 'the model must be an object'],
    [[], 'the model must be an object'],
    [{}, 'rule must be an object'],
    [{ rule: 'linear' }, 'rule must be an object'],
    [{ rule: {} }, 'rule.kind must be linear, position, milestones or time_decay'],
    [{ rule: { kind: 'markov' } }, 'rule.kind must be linear, position, milestones or time_decay'],
    [{ rule: { kind: 'linear' }, channel: {} }, 'channel is no field; there are rule, channels, kinds'],
    [{ rule: { kind: 'linear', first: 1 } }, 'rule.first is no field; there are kind'],
    [{ rule: { kind: 'linear' }, channels: [] }, 'channels must be an object'],
    [{ rule: { kind: 'linear' }, channels: { Email: -1 } }, 'channels.Email must be 0, or a number from 0.000001 to 1000000'],
    [{ rule: { kind: 'linear' }, channels: { Email: '2' } }, 'channels.Email must be 0, or a number from 0.000001 to 1000000'],
    [{ rule: { kind: 'linear' }, kinds: { fax: 2 } }, `kinds.fax is no kind of touch; there are ${touchKinds.join(', ')}`],
    [{ rule: { kind: 'linear' }, kinds: { call: Number.NaN } }, 'kinds.call must be 0, or a number from 0.000001 to 1000000'],
    [{ rule: { kind: 'position', first: 1, middle: 1 } }, 'rule.last must be 0, or a number from 0.000001 to 1000000'],
    [{ rule: { kind: 'position', first: 1, middle: 1, last: 1e7 } }, 'rule.last must be 0, or a number from 0.000001 to 1000000'],
    [{ rule: { kind: 'position', first: 0, middle: 0, last: 0 } }, 'rule needs a share above 0'],
    [{ rule: { kind: 'milestones' } }, 'rule.shares must be an object'],
    [{ rule: { kind: 'milestones', shares: {} } }, 'rule.shares needs a milestone with a share above 0'],
    [{ rule: { kind: 'milestones', shares: { FT: 0 } } }, 'rule.shares needs a milestone with a share above 0'],
    [
      { rule: { kind: 'milestones', shares: { XY: 1 } } },
      'rule.shares.XY is no milestone: FT, LC, OC, CW, or a stage of your own',
    ],
    [
      { rule: { kind: 'milestones', shares: { constructor: 1 } } },
      'rule.shares.constructor is no milestone: FT, LC, OC, CW, or a stage of your own',
    ],
    [{ rule: { kind: 'milestones', shares: { FT: 1 }, among: 'some' } }, 'rule.among must be all or between'],
    [
      { rule: { kind: 'milestones', shares: { FT: 1 }, middle: null } },
      'rule.middle must be 0, or a number from 0.000001 to 1000000',
    ],
    [{ rule: { kind: 'time_decay' } }, 'rule.half_life_days must be 0, or a number from 0.000001 to 1000000'],
    [{ rule: { kind: 'time_decay', half_life_days: 0 } }, 'rule.half_life_days must be above 0'],
    [
      { rule: { kind: 'linear' }, channels: { ['x'.repeat(201)]: 2 } },
      `channels takes names of at most 200 characters, and not ${'x'.repeat(40)}…`,
    ],
    [
      { rule: { kind: 'linear' }, channels: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`c${i}`, 2])) },
      'channels takes at most 100 factors',
    ],
  ])('is refused by its field, case %$', (definition, message) => {
    expect(() => customDefinition(definition)).toThrow(InvalidModel)
    expect(() => customDefinition(definition)).toThrow(message)
  })
})

const factor = fc.oneof(fc.constantFrom(0, 1, 2), fc.double({ min: 1e-6, max: 1e6, noNaN: true }))
const anyDefinition = fc.record({
  rule: fc.oneof(
    fc.constant({ kind: 'linear' as const }),
    fc
      .record({ kind: fc.constant('position' as const), first: factor, middle: factor, last: factor })
      .filter(({ first, middle, last }) => first + middle + last > 0),
    fc
      .record({
        kind: fc.constant('milestones' as const),
        shares: fc.record({ FT: factor, LC: factor, mql: factor, OC: factor, CW: factor }),
        middle: factor,
        among: fc.constantFrom('all' as const, 'between' as const),
      })
      .filter(({ shares }) => Object.values(shares).some(share => share > 0)),
    fc.record({
      kind: fc.constant('time_decay' as const),
      half_life_days: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    }),
  ),
  channels: fc.dictionary(fc.constantFrom('Email', 'Direct', 'Event', 'constructor'), factor),
  kinds: fc.dictionary(fc.constantFrom('session', 'email', 'offline'), factor),
})

describe('any custom model on any journey', () => {
  it('gives integer weights that sum to 10^15, in whatever order the touches come', () => {
    fc.assert(
      fc.property(anyDefinition, anyHistory, (definition, history) => {
        const model = modelOf(definition)
        const weights = weightsUnder(model, journeyOfHistory(history))
        if (weights.length === 0) return
        expect(weights.every(weight => Number.isSafeInteger(weight) && weight >= 0)).toBe(true)
        expect(weights.reduce((a, b) => a + b)).toBe(1e15)
        const turned = { ...history, touches: history.touches.toReversed(), people: history.people.toReversed() }
        expect(weightsUnder(model, journeyOfHistory(turned))).toEqual(weights)
      }),
      { numRuns: 2000 },
    )
  })

  it('explains every touch and survives JSON', () => {
    fc.assert(
      fc.property(anyDefinition, anyHistory, (definition, history) => {
        const read = customDefinition(definition)
        expect(customDefinition(JSON.parse(JSON.stringify(read)))).toEqual(read)
        const path = journeyOfHistory(history)
        if (path.path.length === 0) return
        const rule = customRule(read)
        for (const index of path.path.keys()) expect(rule.because(path, index)).not.toMatch(/undefined|NaN/)
        expect(rule.stated(path)?.every(weight => weight >= 0) ?? true).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
