import { describe, expect, it } from 'vitest'
import { modelNamed } from '../../../worker/attribution/models.ts'
import { creditsOf } from './credits.ts'
import { deal, journeyOf, person, touch } from './histories.ts'

const linear = modelNamed('linear')!
const full = modelNamed('full_path')!

describe('creditsOf', () => {
  it('gives one row per model and touch that earned something', () => {
    const journey = journeyOf([touch('a', 1), touch('b', 2), touch('late', 1001)], {
      deal: deal({ created_at: 1 }),
      people: [person('p', 1)],
    })
    expect(creditsOf(journey, [linear, modelNamed('first_touch')!], 1_01, 91)).toEqual([
      row('linear', 'a', 1, 'FT;LC;OC', 5e14, 51, 46),
      row('linear', 'b', 2, 'CW', 5e14, 50, 45),
      row('first_touch', 'a', 1, 'FT;LC;OC', 1e15, 1_01, 91),
    ])
  })

  it('keeps a touch that earned a weight but not a whole minor unit', () => {
    const journey = journeyOf([touch('a', 1), touch('b', 2)])
    expect(
      creditsOf(journey, [linear], 1, 0).map(({ amount_minor, base_amount_minor }) => [amount_minor, base_amount_minor]),
    ).toEqual([
      [1, 0],
      [0, 0],
    ])
  })

  it('gives an empty path one unattributed row per model, with everything', () => {
    expect(creditsOf(journeyOf([]), [linear, full], -500, null)).toEqual([
      row('linear', '', 0, '', 1e15, -500, null),
      row('full_path', '', 0, '', 1e15, -500, null),
    ])
  })

  it('splits the base amount by itself and leaves it unknown without a rate', () => {
    const journey = journeyOf([touch('a', 1), touch('b', 2), touch('c', 3)])
    expect(creditsOf(journey, [linear], 1_00, 1_10).map(({ base_amount_minor }) => base_amount_minor)).toEqual([37, 37, 36])
    expect(creditsOf(journey, [linear], 1_00, null).every(({ base_amount_minor }) => base_amount_minor === null)).toBe(true)
  })
})

function row(
  model: string,
  touch_id: string,
  position: number,
  milestones: string,
  weight_e15: number,
  amount_minor: number,
  base_amount_minor: number | null,
) {
  return { model, touch_id, position, milestones, weight_e15, amount_minor, base_amount_minor }
}
