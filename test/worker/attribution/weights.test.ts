/** Weights of paths that are alike are computed once: each must be what its own path gives. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Path } from '../../../worker/attribution/journey.ts'
import { modelNamed, versionOf } from '../../../worker/attribution/models.ts'
import { LONGEST_ALIKE } from '../../../worker/attribution/rule.ts'
import { unitsFrom, weightsUnder } from '../../../worker/attribution/weights.ts'
import { everyModel } from './every-model.ts'
import { touch } from './histories.ts'

const DAY_MS = 86_400_000
const milestoneNames = ['FT', 'LC', 'mql', 'sql', 'a', 'b', 'c', 'd', 'OC', 'CW']

/** More milestones than a likeness has room for. */
const manyMilestones = versionOf({
  version_id: 'custom:many@1',
  model: 'custom:many',
  definition: JSON.stringify({
    rule: { kind: 'milestones', shares: Object.fromEntries(milestoneNames.map((name, i) => [name, i + 1])), middle: 3 },
  }),
})
const models = [...everyModel, manyMilestones]

const anyChannel = fc.constantFrom('Direct', 'Email', 'Paid Search')

/** Short ones, which are often alike, and long ones, around the length from which none are taken for alike. */
const anyPath = fc
  .oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: LONGEST_ALIKE + 3 }))
  .chain(length =>
    fc.record({
      channels: fc.array(anyChannel, { minLength: length, maxLength: length }),
      held: fc.tuple(...milestoneNames.map(() => fc.option(fc.nat(length - 1), { freq: 3 }))),
    }),
  )
  .map(({ channels, held }): Path => {
    const path = channels.map((channel, i) => touch(`t${i}`, i * DAY_MS, { channel }))
    const milestones = Object.fromEntries(milestoneNames.map((name, i) => [name, held[i] ?? null]))
    return { stage: 'won', stage_at: channels.length * DAY_MS, path, milestones }
  })

describe('weightsUnder', () => {
  it('gives every path the weights that it has by itself', () => {
    fc.assert(
      fc.property(anyPath, path => {
        for (const model of models) expect(weightsUnder(model, path)).toEqual(unitsFrom(model.weights(path)))
      }),
      { numRuns: 300 },
    )
  })

  it('computes the weights of alike paths once, whatever else their touches are', () => {
    const path = (channel: string, more: Partial<Path['milestones']> = {}): Path => ({
      stage: 'won',
      stage_at: DAY_MS,
      path: [1, 2, 3].map(day => touch(`${channel}${day}`, day, { channel })),
      milestones: { FT: 0, LC: 1, OC: null, CW: 2, ...more },
    })
    const weights = (model: string, of: Path) => weightsUnder(modelNamed(model)!, of)
    expect(weights('full_path', path('Email'))).toBe(weights('full_path', path('Event')))
    expect(weights('full_path', path('Email'))).not.toBe(weights('full_path', path('Event', { OC: 1 })))
    expect(weights('u_lead_50_50', path('Email'))).toBe(weights('u_lead_50_50', path('Event', { OC: 1 })))
    expect(weights('time_decay_7d', path('Email'))).not.toBe(weights('time_decay_7d', path('Event')))
  })
})
