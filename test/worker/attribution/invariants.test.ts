/** What must hold for every history: I1 to I6 of the attribution rules, and the formula of the milestone models. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isDirect } from '../../../worker/attribution/direct.ts'
import { type Journey, journeyTo } from '../../../worker/attribution/journey.ts'
import { type Model, modelNamed } from '../../../worker/attribution/models.ts'
import { weightsUnder } from '../../../worker/attribution/weights.ts'
import { type Credit, creditsOf } from './credits.ts'
import { everyModel as models } from './every-model.ts'
import { anyAmount, anyHistory, type History, journeyOfHistory } from './histories.ts'

const anyModel = fc.constantFrom(...models)

const total = (credits: readonly Credit[]) => credits.reduce((sum, { amount_minor }) => sum + amount_minor, 0)
const groupsOf = (credits: readonly Credit[]) =>
  Object.values(Object.groupBy(credits, ({ model }) => model)).map(rows => rows ?? [])

it('I1: per model the money, unattributed included, is the amount, and the weights are the whole', () => {
  fc.assert(
    fc.property(anyHistory, anyAmount, fc.option(anyAmount), (history, amount, base) => {
      const perModel = groupsOf(creditsOf(journeyOfHistory(history), models, amount, base))
      expect(perModel).toHaveLength(models.length)
      for (const rows of perModel) {
        expect(total(rows)).toBe(amount)
        expect(rows.reduce((sum, row) => sum + row.weight_e15, 0)).toBe(1e15)
        if (base === null) expect(rows.every(row => row.base_amount_minor === null)).toBe(true)
        else expect(rows.reduce((sum, row) => sum + (row.base_amount_minor ?? Number.NaN), 0)).toBe(base)
      }
    }),
    { numRuns: 500 },
  )
})

it('I2: the order in which touches, people and contacts come does not matter', () => {
  const shuffled = anyHistory.chain(history =>
    fc.tuple(
      fc.constant(history),
      fc.shuffledSubarray([...history.touches], { minLength: history.touches.length }),
      fc.shuffledSubarray([...history.people], { minLength: history.people.length }),
    ),
  )
  fc.assert(
    fc.property(shuffled, ([history, touches, people]) => {
      const deal = { ...history.deal, contacts: history.deal.contacts.toReversed() }
      const again = journeyOfHistory({ ...history, deal, touches, people })
      expect(again).toEqual(journeyOfHistory(history))
      expect(creditsOf(again, models, 100_01, null)).toEqual(creditsOf(journeyOfHistory(history), models, 100_01, null))
    }),
  )
})

it('I3: all models agree on a path of one touch', () => {
  fc.assert(
    fc.property(anyHistory, history => {
      const journey = journeyOfHistory({ ...history, touches: history.touches.slice(0, 1) })
      fc.pre(journey.path.length === 1)
      for (const model of models) expect(weightsUnder(model, journey)).toEqual([1e15])
    }),
  )
})

it('I4: summed by channel, campaign, content, person or account, the money is the same', () => {
  fc.assert(
    fc.property(anyHistory, anyAmount, (history, amount) => {
      const touches = new Map(history.touches.map(touch => [touch.touch_id, touch]))
      for (const rows of groupsOf(creditsOf(journeyOfHistory(history), models, amount, null))) {
        for (const field of ['channel', 'campaign', 'content', 'person_id', 'account_id'] as const) {
          const sums = Object.groupBy(rows, row => touches.get(row.touch_id)?.[field] ?? '(unattributed)')
          expect(Object.values(sums).reduce((sum, part) => sum + total(part ?? []), 0)).toBe(amount)
        }
      }
    }),
  )
})

it('I5: a touch after the stage changes nothing', () => {
  fc.assert(
    fc.property(anyHistory, fc.integer({ min: 1, max: 1e9 }), anyAmount, (history, later, amount) => {
      const before = journeyOfHistory(history)
      const added = { ...(history.touches[0] ?? strangeTouch), touch_id: 'added later', touch_at: history.stage.stage_at + later }
      const after = journeyOfHistory({ ...history, touches: [added, ...history.touches] })
      expect(after.path).toEqual(before.path)
      expect(after.milestones).toEqual(before.milestones)
      expect(creditsOf(after, models, amount, null)).toEqual(creditsOf(before, models, amount, null))
    }),
  )
})

const strangeTouch = {
  seq: 0,
  person_id: 'p1',
  account_id: 'a',
  channel: 'Event',
  touch_kind: 'offline',
  campaign: null,
  content: null,
}

it('I6: scaling revenue scales money, to the unit that rounding leaves, and no weight', () => {
  fc.assert(
    fc.property(anyHistory, fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: 1, max: 1e5 }), (history, amount, times) => {
      const journey = journeyOfHistory(history)
      const once = creditsOf(journey, models, amount, null)
      const scaled = creditsOf(journey, models, amount * times, null)
      expect(scaled.map(({ weight_e15 }) => weight_e15)).toEqual(once.map(({ weight_e15 }) => weight_e15))
      for (const [i, { amount_minor }] of scaled.entries()) {
        expect(Math.abs(amount_minor - times * once[i]!.amount_minor)).toBeLessThanOrEqual(times)
      }
    }),
  )
})

/**
 * True of every model without restriction: last non-direct gives direct touches nothing when there is another touch,
 * and everything, as any model must, when there is none. Of money it is true when the amount is not negative.
 */
it('direct gets no more under last non-direct than under any other model', () => {
  const direct = (history: History, journey: Journey, model: Model, amount: number) => {
    const ids = new Set(history.touches.filter(isDirect).map(({ touch_id }) => touch_id))
    const rows = creditsOf(journey, [model], amount, null).filter(({ touch_id }) => ids.has(touch_id))
    return { weight: rows.reduce((sum, row) => sum + row.weight_e15, 0), money: total(rows) }
  }
  fc.assert(
    fc.property(anyHistory, anyModel, fc.integer({ min: 0, max: 1e15 }), (history, model, amount) => {
      const journey = journeyOfHistory(history)
      const least = direct(history, journey, modelNamed('last_non_direct')!, amount)
      const other = direct(history, journey, model, amount)
      expect(least.weight).toBeLessThanOrEqual(other.weight)
      expect(least.money).toBeLessThanOrEqual(other.money)
    }),
    { numRuns: 500 },
  )
})

it('milestone models follow the formula of the rules, in exact fractions', () => {
  const rules: [string, [string, bigint][], bigint, 'all' | 'between'][] = [
    ['lead_creation', [['LC', 1000n]], 0n, 'all'],
    [
      'u_lead_50_50',
      [
        ['FT', 500n],
        ['LC', 500n],
      ],
      0n,
      'all',
    ],
    [
      'u_lead_40_40_20',
      [
        ['FT', 400n],
        ['LC', 400n],
      ],
      200n,
      'all',
    ],
    [
      'w_shaped',
      [
        ['FT', 300n],
        ['LC', 300n],
        ['OC', 300n],
      ],
      100n,
      'between',
    ],
    [
      'w_shaped_all',
      [
        ['FT', 300n],
        ['LC', 300n],
        ['OC', 300n],
      ],
      100n,
      'all',
    ],
    [
      'full_path',
      [
        ['FT', 225n],
        ['LC', 225n],
        ['OC', 225n],
        ['CW', 225n],
      ],
      100n,
      'all',
    ],
  ]
  fc.assert(
    fc.property(anyHistory, history => {
      const { path, milestones, ...rest } = journeyOfHistory(history)
      fc.pre(path.length > 0)
      for (const [name, shares, middle, among] of rules) {
        const assigned = shares.filter(([milestone]) => milestones[milestone] !== null)
        const at = assigned.map(([milestone]) => milestones[milestone] ?? -1)
        const sum = assigned.reduce((all, [, share]) => all + share, 0n)
        const isMiddle = path.map((_, i) => !at.includes(i) && (among === 'all' || (i > Math.min(...at) && i < Math.max(...at))))
        const count = BigInt(isMiddle.filter(Boolean).length)
        const mid = count > 0n ? middle : 0n
        // Numerators over 1000 · sum · count.
        const credit = path.map((_, i) => {
          if (assigned.length === 0) return 1n
          const own = assigned.reduce((all, [, share], k) => (at[k] === i ? all + (1000n - mid) * share : all), 0n)
          return own * (count || 1n) + (isMiddle[i] ? mid * sum : 0n)
        })
        const whole = credit.reduce((a, b) => a + b)
        if (assigned.length > 0) expect(whole).toBe(1000n * sum * (count || 1n))
        const weights = weightsUnder(modelNamed(name)!, { path, milestones, ...rest })
        for (const [i, weight] of weights.entries()) {
          const off = BigInt(weight) * whole - credit[i]! * 10n ** 15n
          expect(off < whole && off > -whole).toBe(true)
        }
      }
    }),
    { numRuns: 500 },
  )
})

it('the same path gives the same result twice, and no input is changed', () => {
  fc.assert(
    fc.property(anyHistory, history => {
      const before = structuredClone(history)
      const { stage, deal, people, touches, settings } = history
      creditsOf(journeyTo(stage, deal, people, touches, settings), models, 7, 7)
      expect(history).toEqual(before)
    }),
  )
})
