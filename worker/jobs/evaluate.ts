/** The back-test of the workspace's models, on what reports show now. */
import { type Database, insertInto } from '../../db/database.ts'
import { everyPublishedSubject } from '../../db/queries/all-keys.ts'
import { countWonJourneys, touchesOfAccounts, wonJourneysOf } from '../../db/queries/choice-facts.ts'
import { newestEvaluation } from '../../db/queries/evaluations.ts'
import { lastCompleteRun } from '../../db/queries/run-publication.ts'
import { dealsOfAccounts } from '../../db/queries/subject-facts.ts'
import { evaluations } from '../../db/schema.ts'
import type { Path } from '../attribution/journey.ts'
import { isFitted, modelNamed } from '../attribution/models.ts'
import { RequestRefused } from '../errors.ts'
import type { ChoiceAccount, ChoiceDeal, ChoiceModel } from '../insight/choice.ts'
import { LEAST_DEALS } from '../insight/decide.ts'
import { chooseModel, type ModelChoice } from '../insight/model-choice.ts'
import { ruleModel } from '../insight/rule-models.ts'
import { type ScenarioScore, scorecard } from '../insight/scorecard.ts'
import { fittedModel, workspaceModel } from '../insight/workspace-models.ts'
import { currentModels } from '../models-in-force.ts'
import { readSettings, type Settings } from '../settings.ts'
import type { JobDeps } from './attribute.ts'
import { pathFrom } from './journey-row.ts'
import { pause } from './pause.ts'

/** What a back-test found; the JSON of an evaluation. */
export interface EvaluationResult extends ModelChoice {
  /** Accounts with a touch, and how many of them were looked at. */
  readonly accounts: number
  readonly accounts_used: number
  /** How far each model is from the truth in made-up workspaces of this many accounts, where the truth is known. */
  readonly simulated_accounts: number
  readonly scorecard: readonly ScenarioScore[]
}

/** Beyond this the intervals hardly narrow, and a back-test of twenty models takes minutes. */
const MOST_ACCOUNTS = 20_000
const MOST_SIMULATED = 4_000
const LEAST_SIMULATED = 500

/** The same workspace gets the same answer, whenever it asks. */
const SEED = 'model choice'

const SUBJECTS_AT_ONCE = 200

/**
 * Judges the workspace's models and keeps what it found. Takes from seconds to minutes, in one go: not for a process
 * that answers requests.
 *
 * @throws RequestRefused `not_found` before the first run of the job
 */
export async function evaluate({ db, now, newId }: JobDeps, onProgress: (accounts: number) => void): Promise<EvaluationResult> {
  const run = await lastCompleteRun(db)
  if (!run) throw new RequestRefused('not_found', 'nothing has been computed yet: run attribute first')
  const settings = await readSettings(db)
  const { accounts, deals, paths } = await loadChoice(db, onProgress)
  const looked = spread(accounts, MOST_ACCOUNTS)
  const kept = new Set(looked.map(account => account.account_id))
  const inForce = await currentModels(db, settings)
  const models = inForce.map(model => workspaceModel(model, fitSettings(settings), deal => paths.get(deal)!))
  const simulated_accounts = Math.min(Math.max(accounts.length, LEAST_SIMULATED), MOST_SIMULATED)
  const result: EvaluationResult = {
    accounts: accounts.length,
    accounts_used: looked.length,
    ...chooseModel(
      models,
      looked,
      deals.filter(deal => kept.has(deal.account_id)),
      { observedUntil: run.started_at, seed: SEED },
    ),
    simulated_accounts,
    scorecard: scorecard(simulatedModels(settings), { accounts: simulated_accounts, seed: SEED }),
  }
  const row = { evaluation_id: newId(), run_id: run.run_id, made_at: now(), result: JSON.stringify(result) }
  await db.run(insertInto(evaluations, [row]))
  return result
}

/**
 * Whether it is time to judge the models again: after a week, when something was computed since, and there are deals
 * enough for a verdict.
 */
export async function isEvaluationDue(db: Database, at: number): Promise<boolean> {
  const run = await lastCompleteRun(db)
  if (!run) return false
  const last = await newestEvaluation(db)
  if (last && (last.run_id === run.run_id || at - last.made_at < WEEK_MS)) return false
  return (await countWonJourneys(db, LEAST_DEALS)) === LEAST_DEALS
}

const WEEK_MS = 7 * 86_400_000

interface Choice {
  readonly accounts: readonly ChoiceAccount[]
  readonly deals: readonly ChoiceDeal[]
  readonly paths: ReadonlyMap<ChoiceDeal, Path>
}

async function loadChoice(db: Database, onProgress: (accounts: number) => void): Promise<Choice> {
  const accounts: ChoiceAccount[] = []
  const paths = new Map<ChoiceDeal, Path>()
  let after: string | undefined = ''
  while (after !== undefined) {
    const ids = await everyPublishedSubject(db, after, SUBJECTS_AT_ONCE)
    const touchesOf = Map.groupBy(await touchesOfAccounts(db, ids), touch => touch.account_id)
    const dealsOf = Map.groupBy(await dealsOfAccounts(db, ids), deal => deal.account_id)
    const wonOf = Map.groupBy(await wonJourneysOf(db, ids), journey => journey.subject_id)
    for (const account_id of ids) {
      const own = touchesOf.get(account_id) ?? []
      const won = wonOf.get(account_id) ?? []
      if (own.length === 0 && won.length === 0) continue
      accounts.push({
        account_id,
        touches: own.map(({ touch_at, channel }) => ({ touch_at, channel })),
        wins: won.map(journey => journey.stage_at),
        opportunities: (dealsOf.get(account_id) ?? []).flatMap(deal => deal.created_at ?? []),
      })
      for (const journey of won) {
        const path = pathFrom(journey)
        const { deal_id, stage_at: won_at, base_amount_minor } = journey
        paths.set({ account_id, deal_id, won_at, value: base_amount_minor ?? 0, path: path.path }, path)
      }
    }
    onProgress(accounts.length)
    await pause()
    after = ids.length === SUBJECTS_AT_ONCE ? ids.at(-1) : undefined
  }
  return { accounts, deals: [...paths.keys()], paths }
}

const fitSettings = (settings: Settings) => ({
  null_journeys: settings['attribution.null_journeys'],
  lookback_days: settings['attribution.lookback_days'],
  direct_policy: settings['attribution.direct_policy'],
})

/** Made-up accounts have no people, so models that ask for the lead are left out: there they would be others. */
function simulatedModels(settings: Settings): ChoiceModel[] {
  return settings['attribution.models'].flatMap(name => {
    if (isFitted(name)) return fittedModel(name, fitSettings(settings))
    const rule = modelNamed(name)
    return rule && !/lead|w_shaped|full_path/.test(name) ? ruleModel(name, rule) : []
  })
}

/** So many of them, spread evenly. */
function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!)
}
