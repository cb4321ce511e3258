/** Markov of order 1 to 3 and Shapley on a million journeys, from aggregated paths, and how their null journeys are found. */
import { markov } from '../../worker/attribution/data-driven/markov.ts'
import { type FitAccount, type FitDeal, pathCollector } from '../../worker/attribution/data-driven/null-journeys.ts'
import { PathFolder, type PathTable } from '../../worker/attribution/data-driven/paths.ts'
import { rateGame, rateSharing } from '../../worker/attribution/data-driven/rate-game.ts'
import { channelSets, shapleyOrdered, shapleySimplified } from '../../worker/attribution/data-driven/shapley.ts'
import { type Figure, median } from './main.ts'

const JOURNEYS = 1_000_000
const LONGEST = 15
const ACCOUNTS = 100_000
const ROUNDS = 5

const channels = [
  ...['Paid Search', 'Organic Search', 'Direct', 'Email', 'Paid Social', 'Organic Social', 'Referral', 'Display'],
  ...['Video', 'Sales'],
]

export async function dataDrivenBench(): Promise<Figure[]> {
  const table = aMillionJourneys()
  const passes: number[] = []
  const times = new Map<string, number[]>([...models.keys(), 'Markov 1 to 3 and Shapley, together'].map(name => [name, []]))
  for (let round = 0; round < ROUNDS; round++) {
    passes.push(seconds(() => onePass(table)))
    let sum = 0
    for (const [name, run] of models) {
      const taken = seconds(() => run(table))
      times.get(name)?.push(taken)
      sum += taken
    }
    times.get('Markov 1 to 3 and Shapley, together')?.push(sum)
  }
  const floor = median(passes)
  const floorIs = `one plain pass over ${table.size} distinct paths of ${table.steps.length} touches`
  const fits = Array.from(times, ([what, taken]): Figure => ({ what, unit: 's', ours: median(taken), floor, floorIs }))
  const rssMb = process.resourceUsage().maxRSS / 1024
  const nulls = seconds(riskSets)
  return [
    ...fits,
    { what: `most memory so far, ${JOURNEYS} journeys`, unit: 'MB', ours: rssMb, floor: null, floorIs: '' },
    {
      what: `paths of ${ACCOUNTS} accounts with risk sets for four fifths of them, 1 million touches`,
      unit: 's',
      ours: nulls,
      floor: null,
      floorIs: '',
    },
    { what: 'most memory with them', unit: 'MB', ours: process.resourceUsage().maxRSS / 1024, floor: null, floorIs: '' },
  ]
}

const models = new Map<string, (table: PathTable) => void>([
  ['Markov of order 1, conversions and value', table => void markov(table, 1)],
  ['Markov of order 2, conversions and value', table => void markov(table, 2)],
  ['Markov of order 3, conversions and value', table => void markov(table, 3)],
  [
    'Shapley, simplified and rate',
    table => {
      const sets = channelSets(table)
      shapleySimplified(sets)
      const game = rateGame(sets)
      const sharesOf = rateSharing(game)
      for (const set of game.sets) if (set.conversions > 0) sharesOf(set.channels)
    },
  ],
  ['Shapley, ordered', table => void shapleyOrdered(table)],
])

/** Skewed channels that like to repeat, 1 to 15 touches, one in twenty won. */
function aMillionJourneys(): PathTable {
  const random = seeded(1)
  const folder = new PathFolder()
  const ids = channels.map(channel => folder.idOf(channel))
  const steps: number[] = []
  for (let journey = 0; journey < JOURNEYS; journey++) {
    steps.length = 0
    for (let left = 1 + Math.floor(random() * LONGEST); left > 0; left--) {
      const last = steps.at(-1)
      steps.push(last !== undefined && random() < 0.4 ? last : ids[Math.floor(random() ** 2 * ids.length)]!)
    }
    const isWon = random() < 0.05
    folder.add(steps, isWon ? 1 : 0, isWon ? 1_000 + Math.floor(random() * 1e6) : 0, isWon ? 0 : 1)
  }
  return folder.table()
}

/** What every fit must do at least: look at each touch and at each weight. */
function onePass({ size, steps, starts, conversions, value, nulls }: PathTable): number {
  const sums = new Float64Array(channels.length)
  for (let path = 0; path < size; path++) {
    const weight = conversions[path]! + value[path]! + nulls[path]!
    for (let at = starts[path]!; at < starts[path + 1]!; at++) sums[steps[at]!]! += weight
  }
  return sums[0]!
}

function riskSets(): void {
  const random = seeded(2)
  const collector = pathCollector({ null_journeys: 'risk_set', lookback_days: 90, direct_policy: 'keep' })
  for (let number = 0; number < ACCOUNTS; number++) collector.add(accountOf(number, random))
  collector.finish()
}

const DAY = 86_400_000

function accountOf(number: number, random: () => number): FitAccount {
  const begun = Math.floor(random() * 700 * DAY)
  const times = Array.from({ length: 10 }, () => begun + Math.floor(random() * 90 * DAY)).sort((a, b) => a - b)
  const touches = times.map(touch_at => ({ touch_at, channel: channels[Math.floor(random() ** 2 * channels.length)]! }))
  const path = touches.map(({ channel }) => channel)
  const outcome = random() < 0.8 ? 'won' : 'lost'
  const deal: FitDeal = { deal_id: `d${number}`, outcome, at: times.at(-1)! + DAY, value: 1_000_00, path }
  return { account_id: `a${number}`, touches, deals: [deal] }
}

function seconds(run: () => void): number {
  const started = performance.now()
  run()
  return (performance.now() - started) / 1000
}

/** A linear congruential generator: the same journeys every time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
