/** What changed between two runs: which credits moved, and because of what; per deal and in sum. */
import type { Database } from '../../db/database.ts'
import { completeRuns } from '../../db/queries/complete-runs.ts'
import { peopleNamed, runById } from '../../db/queries/deal.ts'
import { type DealName, dealNames } from '../../db/queries/journey-changes.ts'
import { versionsById } from '../../db/queries/model-versions.ts'
import { rowsByKeys } from '../../db/queries/rows-by-keys.ts'
import { accounts, type Run } from '../../db/schema.ts'
import type { ChangeCause } from '../attribution/change-causes.ts'
import { type CreditPart, type CreditStep, creditMoves, type WeighedJourney } from '../attribution/credit-moves.ts'
import { type Model, modelNamed, versionOf } from '../attribution/models.ts'
import { RequestRefused } from '../errors.ts'
import { type ChangedJourney, pathOfChanged } from '../jobs/changed-journey.ts'
import { allJourneys, changedJourneys, type JourneyPair } from './changed-journeys.ts'
import { type DiffSums, diffSums } from './diff-sums.ts'

/** Money in minor units of the base currency. Sums are over the deals listed: what did not change is in none. */
export interface RunDiff extends DiffSums {
  readonly from: Run
  readonly to: Run
  readonly stage: string
  readonly model: Pick<Model, 'name' | 'title'>
  /** The model's own numbers are others since, so every journey counts anew. */
  readonly is_other_model: boolean
  readonly base_currency: string
  /** Another base currency than now: amounts of the two runs cannot be compared, and nothing is listed. */
  readonly base_currency_before: string
  /** Those that moved the most first. */
  readonly deals: readonly DealDiff[]
  readonly names: CauseNames
}

export interface DealDiff extends DealName {
  /** Null: the deal had not reached the stage. 0 while no rate is known. */
  readonly before_minor: number | null
  readonly after_minor: number | null
  /** What went from one channel to another; 0 of a deal that came or left. */
  readonly moved_minor: number
  readonly parts: readonly CreditPart[]
  readonly steps: readonly CreditStep[]
  readonly causes: readonly ChangeCause[]
}

/** What people and accounts in causes are called. */
export interface CauseNames {
  readonly people: ReadonlyMap<string, string>
  readonly accounts: ReadonlyMap<string, string>
}

/**
 * @param from   run ids; both are complete, and `from` is the earlier one
 * @param model  a rule model, or one that both runs have computed
 * @throws RequestRefused `not_found`, `invalid_parameter`
 */
export async function readRunDiff(db: Database, from: string, to: string, model: string, stage: string): Promise<RunDiff> {
  const [earlier, later] = [await comparableRun(db, from), await comparableRun(db, to)]
  if (earlier.fence > later.fence) throw new RequestRefused('invalid_parameter', `${to} ran before ${from}`)
  const models = { before: await modelOf(db, earlier, model), after: await modelOf(db, later, model) }
  const is_other_model = models.before.key !== models.after.key
  const currencies = { base_currency: currencyOf(later), base_currency_before: currencyOf(earlier) }
  const isComparable = currencies.base_currency === currencies.base_currency_before

  const read = is_other_model ? allJourneys : changedJourneys
  const pairs = isComparable ? await read(db, stage, earlier, later) : []
  const moved = pairs.map(pair => ({ pair, ...movesOf(pair, stage, models) })).filter(isMove)
  const nameOf = new Map(
    (
      await dealNames(
        db,
        moved.map(({ pair }) => pair.deal_id),
      )
    ).map(name => [name.deal_id, name]),
  )
  const deals = moved
    .map(({ pair, parts, steps }): DealDiff => {
      const { deal_id, before, after, causes } = pair
      const name = nameOf.get(deal_id) ?? { deal_id, external_id: deal_id, deal_name: null, account_id: null, account_name: null }
      const isBoth = before !== null && after !== null
      return {
        ...name,
        before_minor: before && (before.base_amount_minor ?? 0),
        after_minor: after && (after.base_amount_minor ?? 0),
        moved_minor: isBoth ? movedBy(steps) : 0,
        parts,
        steps,
        causes,
      }
    })
    .sort((a, b) => b.moved_minor - a.moved_minor || changeOf(b) - changeOf(a) || (a.deal_id < b.deal_id ? -1 : 1))
  return {
    from: earlier,
    to: later,
    stage,
    model: { name: models.after.name, title: models.after.title },
    is_other_model,
    ...currencies,
    deals,
    ...diffSums(deals),
    names: await namesIn(db, deals),
  }
}

/** The complete run before another one, or before none the newest; null when there is none that can be compared. */
export async function runBeforeThat(db: Database, run: Pick<Run, 'fence'> | null): Promise<Run | null> {
  const [earlier] = await completeRuns(db, run?.fence ?? null, 1)
  return earlier && isComparableRun(earlier) ? earlier : null
}

/** Journeys of older versions did not hold their path. */
export const isComparableRun = (run: Pick<Run, 'status' | 'models'>): boolean => run.status === 'complete' && run.models !== '[]'

async function comparableRun(db: Database, runId: string): Promise<Run> {
  const run = await runById(db, runId)
  if (run?.status !== 'complete') throw new RequestRefused('not_found', `there is no complete run ${runId}`)
  if (!isComparableRun(run))
    throw new RequestRefused('invalid_parameter', `run ${runId} is of an older version that did not keep its journeys`)
  return run
}

const currencyOf = (run: Run): string => JSON.parse(run.settings).currency

/** The model as a run had it. A run that renewed a model names the old version before the new one. */
async function modelOf(db: Database, run: Run, name: string): Promise<Model> {
  const rule = modelNamed(name)
  if (rule) return rule
  const keys: readonly string[] = JSON.parse(run.models)
  const key = keys.findLast(known => known.startsWith(`${name}@`))
  const [version] = key === undefined ? [] : await versionsById(db, [key])
  if (!version) throw new RequestRefused('invalid_parameter', `run ${run.run_id} computed no model ${name}`)
  return versionOf(version)
}

function movesOf({ before, after, causes }: JourneyPair, stage: string, models: { before: Model; after: Model }) {
  const weighed = (journey: ChangedJourney | null): WeighedJourney | null =>
    journey && { path: pathOfChanged(stage, journey), base_minor: journey.base_amount_minor ?? 0 }
  return creditMoves(weighed(before), weighed(after), models, causes)
}

/** A journey may change back, and another model may count it alike. */
const isMove = ({ pair, parts }: { pair: JourneyPair; parts: readonly CreditPart[] }) =>
  parts.some(part => part.before_minor !== part.after_minor) || (pair.before === null) !== (pair.after === null)

/** What channels gained at the cost of others, the amount's own change apart. */
function movedBy(steps: readonly CreditStep[]): number {
  let moved = 0
  for (const { by_channel } of steps) {
    const values = [...by_channel.values()]
    const gained = values.reduce((sum, minor) => sum + Math.max(0, minor), 0)
    moved += Math.min(gained, gained - values.reduce((sum, minor) => sum + minor, 0))
  }
  return moved
}

const changeOf = ({ before_minor, after_minor }: DealDiff) => Math.abs((after_minor ?? 0) - (before_minor ?? 0))

async function namesIn(db: Database, deals: readonly DealDiff[]): Promise<CauseNames> {
  const causes = deals.flatMap(deal => deal.causes)
  const personIds = causes.flatMap(cause => ('person_id' in cause ? (cause.person_id ?? []) : []))
  const accountIds = causes.flatMap(cause => (cause.cause === 'account' ? [cause.before, cause.after] : []))
  const people = await peopleNamed(db, personIds)
  const named = await rowsByKeys(
    db,
    accounts,
    'account_id',
    accountIds.filter(id => id !== null),
  )
  return {
    people: new Map(people.map(person => [person.person_id, person.name ?? person.email ?? person.person_id])),
    accounts: new Map(named.map(account => [account.account_id, account.name])),
  }
}
