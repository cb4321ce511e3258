/** A journey far beyond any real one: every touch counts, and no list of 100,000 is spread over a call. */
import { describe, expect, it } from 'vitest'
import { modelNamed } from '../../../worker/attribution/models.ts'
import { receiptFor } from '../../../worker/attribution/receipt.ts'
import { journeyFrom, pathFrom, storedJourney } from '../../../worker/jobs/journey-row.ts'
import { creditsOf } from './credits.ts'
import { everyModel } from './every-model.ts'
import { deal, journeyOf, person, plainSettings, touch } from './histories.ts'

const TOUCHES = 150_000
const MINUTE_MS = 60_000
const channels = ['Email', 'Event', 'Direct', 'Paid Search', 'Sales']

const touches = Array.from({ length: TOUCHES }, (_, i) =>
  touch(`t${String(i).padStart(6, '0')}`, i * MINUTE_MS, { channel: channels[i % 5]!, person_id: `p${i % 40}` }),
)
const end = TOUCHES * MINUTE_MS
const journey = journeyOf(touches.toReversed(), {
  stage: { stage: 'won', stage_at: end },
  deal: deal({ created_at: end / 2, closed_at: end, own_stages: [{ stage: 'mql', stage_at: end / 3 }] }),
  people: [person('p1', end / 4)],
  settings: { ...plainSettings, dedupe_minutes: 1, direct_policy: 'drop_if_any_nondirect' },
})
const paths = (TOUCHES * 4) / 5

describe('a journey of 150,000 touches', () => {
  it('is in order, and is the same when it is read back', () => {
    expect(journey.path).toHaveLength(paths)
    expect(journey.path.at(-1)?.touch_id).toBe('t149999')
    const row = { stage: 'won', stage_at: end, ...storedJourney(journey) }
    expect(pathFrom(row).milestones).toEqual(journey.milestones)
    expect(journeyFrom(row, touches).entries).toHaveLength(TOUCHES)
  })

  it('splits its money under every model to the unit', () => {
    for (const model of everyModel) {
      const credits = creditsOf(journey, [model], 123_456_789, null)
      const sum = (of: 'weight_e15' | 'amount_minor') => credits.reduce((all, credit) => all + credit[of], 0)
      expect([model.name, sum('weight_e15'), sum('amount_minor')]).toEqual([model.name, 1e15, 123_456_789])
    }
    expect(creditsOf(journey, [modelNamed('linear')!], 1, null)).toHaveLength(paths)
  })

  it('has a receipt that names every touch', () => {
    const { entries, sentence } = receiptFor(journey, modelNamed('w_shaped')!, 100_01, 90_01)
    expect(entries).toHaveLength(TOUCHES)
    expect(entries.filter(entry => entry.reason === 'direct_dropped')).toHaveLength(TOUCHES / 5)
    expect(entries.reduce((sum, entry) => sum + (entry.base_amount_minor ?? 0), 0)).toBe(90_01)
    expect(sentence).toMatch(/^No touch earns more than touch \d+ of 120000/)
  })
})
