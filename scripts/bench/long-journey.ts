/** One account with a journey far beyond any real one: every touch counts, none is sampled away. */
import { creditsUnder } from '../../worker/attribution/credit.ts'
import { journeyTo, type PathDeal, type PathSettings, type PathTouch } from '../../worker/attribution/journey.ts'
import { modelNamed } from '../../worker/attribution/models.ts'
import { ruleModels } from './facts.ts'
import { type Figure, median } from './main.ts'

const TOUCHES = 100_000
const ROUNDS = 5

export async function longJourneyBench(): Promise<Figure[]> {
  const models = ruleModels.flatMap(name => modelNamed(name) ?? [])
  const touches = Array.from({ length: TOUCHES }, (_, i) => touchAt(i))
  const seconds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const started = process.cpuUsage()
    const journey = journeyTo({ stage: 'won', stage_at: TOUCHES * MINUTE_MS }, deal, [], touches, settings)
    const credits = models.map(model => creditsUnder(model, journey, 123_456_789, 123_456_789))
    const { user, system } = process.cpuUsage(started)
    seconds.push((user + system) / 1e6)
    const linear = credits[models.findIndex(model => model.name === 'linear')]
    const earning = linear?.weights_e15.filter(weight => weight > 0).length
    if (earning !== TOUCHES) throw new Error(`linear credits ${earning} touches of ${TOUCHES}`)
  }
  return [
    {
      what: `one journey of ${TOUCHES} touches and its credits under ${models.length} models`,
      unit: 's of CPU',
      ours: median(seconds),
      floor: 1,
      floorIs: 'one second',
    },
  ]
}

const MINUTE_MS = 60_000

const settings: PathSettings = {
  lookback_days: null,
  dedupe_minutes: 0,
  direct_policy: 'keep',
  scope: 'account',
  repeat_deals: 'no_reset',
}

const deal: PathDeal = {
  deal_id: 'd',
  account_id: 'c',
  created_at: (TOUCHES / 2) * MINUTE_MS,
  closed_at: TOUCHES * MINUTE_MS,
  contacts: [],
  primary_contact: null,
  previous_won_at: null,
  own_stages: [],
}

/** Not in the order of time, as they come from several sources. */
const touchAt = (i: number): PathTouch => ({
  touch_id: `o_00v${String(i).padStart(15, '0')}`,
  touch_at: ((i * 7919) % TOUCHES) * MINUTE_MS,
  seq: 0,
  channel: ['Email', 'Paid Search', 'Direct'][i % 3] ?? '',
  touch_kind: 'session',
  person_id: null,
  account_id: 'c',
  campaign: null,
  content: null,
})
