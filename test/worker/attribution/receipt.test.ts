import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modelNamed, versionOf } from '../../../worker/attribution/models.ts'
import { receiptFor } from '../../../worker/attribution/receipt.ts'
import { creditsOf } from './credits.ts'
import { everyModel } from './every-model.ts'
import { anyAmount, anyHistory, deal, journeyOf, journeyOfHistory, person, touch } from './histories.ts'

const DAY = 86_400_000

const journey = journeyOf(
  [
    touch('ad', 100, { channel: 'Paid Social' }),
    touch('blog', 200, { channel: 'Organic Search' }),
    touch('fair', 300, { channel: 'Event' }),
    touch('visit', 400, { channel: 'Direct' }),
    touch('late', 1001),
  ],
  { deal: deal({ created_at: 300 }), people: [person('p', 300)] },
)

const receipt = (model: string, amount = 100_00) => receiptFor(journey, modelNamed(model)!, amount, null)

describe('receiptFor', () => {
  it('shows each touch with its milestones, its weight before and after normalising, and its money', () => {
    const rows = receipt('w_shaped').entries.map(entry => [
      entry.touch.touch_id,
      entry.eligible,
      entry.reason,
      entry.position,
      entry.milestones.join(),
      entry.stated_weight,
      entry.weight_e15,
      entry.amount_minor,
    ])
    expect(rows).toEqual([
      ['ad', true, null, 1, 'FT', 0.3, 3e14, 30_00],
      ['blog', true, null, 2, '', 0.1, 1e14, 10_00],
      ['fair', true, null, 3, 'LC,OC', 0.6, 6e14, 60_00],
      ['visit', true, null, 4, 'CW', 0, 0, 0],
      ['late', false, 'after_stage', null, '', null, 0, 0],
    ])
  })

  it('shows decay factors, and the shares of positions', () => {
    const stage = { stage: 'won', stage_at: 14 * DAY }
    const decaying = journeyOf([touch('a', 0), touch('b', 7 * DAY), touch('c', 14 * DAY)], { stage })
    const stated = (name: string) => receiptFor(decaying, modelNamed(name)!, 1, null).entries.map(entry => entry.stated_weight)
    expect(stated('time_decay_7d')).toEqual([0.25, 0.5, 1])
    expect(stated('u_position_40_20_40')).toEqual([0.4, 0.2, 0.4])
    expect(stated('linear')).toEqual([null, null, null])
  })

  it('marks who got an odd minor unit', () => {
    const odd = (amount: number) => receipt('linear', amount).entries.map(({ odd_unit }) => odd_unit)
    expect(odd(100_00)).toEqual([false, false, false, false, false])
    expect(odd(100_02)).toEqual([true, true, false, false, false])
    expect(odd(-100_01)).toEqual([true, false, false, false, false])
  })

  it('marks nobody when thirds of the weight end in one unit more or less, and thirds of the money do not', () => {
    const thirds = receiptFor(journeyOf([touch('a', 1), touch('b', 2), touch('c', 3)]), modelNamed('linear')!, 900_00, null)
    expect(thirds.entries.map(({ amount_minor, odd_unit }) => [amount_minor, odd_unit])).toEqual([
      [300_00, false],
      [300_00, false],
      [300_00, false],
    ])
  })

  it('names the milestones that no touch holds', () => {
    expect(receipt('linear').missing_milestones).toEqual([])
    expect(receiptFor(journeyOf([touch('a', 1)]), modelNamed('w_shaped')!, 1, null).missing_milestones).toEqual(['LC', 'OC'])
  })

  it('leaves everything unattributed when no touch can earn', () => {
    const nothing = receiptFor(journeyOf([touch('late', 2000)]), modelNamed('linear')!, 500, 400)
    expect(nothing).toMatchObject({
      unattributed_minor: 500,
      sentence: 'Of 1 found, no touch can earn credit, so the whole amount stays unattributed.',
    })
    expect(nothing.entries).toMatchObject([{ eligible: false, reason: 'after_stage', amount_minor: 0, base_amount_minor: 0 }])
    expect(receiptFor(journeyOf([]), modelNamed('linear')!, 500, null).sentence).toBe(
      'No touch was found, so the whole amount stays unattributed.',
    )
  })

  it.each([
    ['first_touch', 'No touch earns more than touch 1 of 4 (Paid Social), 100 %: it is the first touch.'],
    ['last_non_direct', 'No touch earns more than touch 3 of 4 (Event), 100 %: it is the last touch that is not direct.'],
    ['linear', 'No touch earns more than touch 1 of 4 (Paid Social), 25 %: every touch earns the same.'],
    ['j_shaped_20_20_60', 'No touch earns more than touch 4 of 4 (Direct), 60 %: it is the last touch.'],
    ['w_shaped', 'No touch earns more than touch 3 of 4 (Event), 60 %: it holds lead creation and opportunity creation.'],
    [
      'time_decay_7d',
      'No touch earns more than touch 4 of 4 (Direct), 25 %: no touch is later; credit halves with every 7 days before the last touch.',
    ],
  ])('says in plain words why the largest weight is where it is: %s', (model, sentence) => {
    expect(receipt(model).sentence).toBe(sentence)
  })

  it('says when the path ends at a stage of the workspace’s own', () => {
    const toMql = (at: number) => journeyOf([touch('a', 1, { channel: 'Event' })], { stage: { stage: 'mql', stage_at: at } })
    const sentence = (at: number) => receiptFor(toMql(at), modelNamed('first_touch')!, 1, null).sentence
    expect(sentence(1)).toBe('No touch up to the stage mql earns more than touch 1 of 1 (Event), 100 %: it is the first touch.')
    expect(sentence(0)).toBe('Of 1 found, no touch up to the stage mql can earn credit, so the whole amount stays unattributed.')
  })

  it('says which factors a model of the workspace’s own counted by on this path', () => {
    const definition = JSON.stringify({ rule: { kind: 'linear' }, channels: { Event: 3, Direct: 0, Video: 9 } })
    const own = versionOf({ version_id: 'custom:a@1', model: 'custom:a', definition })
    expect(receiptFor(journey, own, 1, null).sentence).toMatch(
      /^No touch earns more than touch 3 of 4 \(Event\), 60 %: every touch earns the same; then (?=.*Event counts 3 times)(?=.*Direct counts nothing)(?!.*Video)/,
    )
  })

  it.each([
    [
      'w_shaped',
      'it holds the first touch; no touch holds lead creation or opportunity creation, so that share went to the other milestones; no touch lies between, so that share went to the milestones.',
    ],
    ['lead_creation', 'no touch holds lead creation, so every touch earns the same.'],
    ['u_position_40_20_40', 'it is the first touch.'],
  ])('and where shares went that nobody holds: %s', (model, reason) => {
    const bare = journeyOf([touch('a', 1), touch('b', 2)])
    expect(receiptFor(bare, modelNamed(model)!, 1, null).sentence).toMatch(new RegExp(`: ${reason}$`))
  })

  it('has a reason for every touch under every model', () => {
    for (const model of everyModel) {
      for (const index of journey.path.keys()) expect(model.because(journey, index)).toMatch(/^\w.+[^.]$/)
    }
  })

  it('agrees with the credits, row by row', () => {
    fc.assert(
      fc.property(anyHistory, fc.constantFrom(...everyModel), anyAmount, fc.option(anyAmount), (history, model, amount, base) => {
        const path = journeyOfHistory(history)
        const { entries, unattributed_minor } = receiptFor(path, model, amount, base)
        const rows = creditsOf(path, [model], amount, base).filter(({ touch_id }) => touch_id !== '')
        const earned = entries.filter(({ weight_e15 }) => weight_e15 > 0)
        expect(earned.map(entry => [entry.touch.touch_id, entry.position, entry.milestones.join(';'), entry.weight_e15])).toEqual(
          rows.map(row => [row.touch_id, row.position, row.milestones, row.weight_e15]),
        )
        expect(earned.map(entry => [entry.amount_minor, entry.base_amount_minor])).toEqual(
          rows.map(row => [row.amount_minor, row.base_amount_minor]),
        )
        expect(entries.reduce((sum, entry) => sum + entry.amount_minor, unattributed_minor)).toBe(amount)
      }),
    )
  })
})
