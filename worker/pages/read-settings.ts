/** What the page of settings is made of, and what a change of them would do. */
import type { Database } from '../../db/database.ts'
import { allRates } from '../../db/queries/all-rates.ts'
import { countReaching, subjectsReaching } from '../../db/queries/journeys-reaching.ts'
import { type SeenStage, seenStages } from '../../db/queries/names-in-use.ts'
import { isAnythingStale } from '../../db/queries/stale-marks.ts'
import { defaultModels, type Model, modelNamed } from '../attribution/models.ts'
import { type Rates, ratesFrom } from '../attribution/rates.ts'
import type { StageDefinition } from '../attribution/stages.ts'
import { customModels } from '../custom-models.ts'
import { pathFrom } from '../jobs/journey-row.ts'
import { loadSubjects, type Subject } from '../jobs/subject-facts.ts'
import { journeyRows } from '../jobs/subject-rows.ts'
import type { Settings } from '../settings.ts'
import { type Comparison, compare, type DealMoney, moneyByChannel } from './before-after.ts'
import type { Frame } from './frame.ts'
import { rangeOf } from './read-channels.ts'

export interface CrmStage extends SeenStage {
  /** The stage that it is defined as; null: it counts for nothing. */
  readonly counts_as: string | null
}

export interface ModelChoice {
  readonly name: string
  readonly title: string
}

export interface SettingsFacts {
  readonly crm_stages: readonly CrmStage[]
  /** Chosen ones first, in their order. */
  readonly models: readonly ModelChoice[]
  /** Whether pages still show what was before the last change. */
  readonly is_stale: boolean
}

const MOST_STAGES = 100

export async function readSettingsFacts(db: Database, { settings, view }: Frame): Promise<SettingsFacts> {
  const [seen, custom, is_stale] = await Promise.all([
    seenStages(db, MOST_STAGES),
    customModels(db, settings),
    isAnythingStale(db),
  ])
  const own = custom.map(({ model }) => model)
  const names = new Set([...settings['attribution.models'], ...defaultModels, ...own])
  const titleOf = (name: string) =>
    view.models.find(model => model.name === name)?.title ?? modelNamed(name)?.title ?? name.replaceAll('_', ' ')
  return {
    crm_stages: seen.map(stage => ({ ...stage, counts_as: stageOf(stage.stage, settings['attribution.stages']) })),
    models: [...names].map(name => ({ name, title: titleOf(name) })),
    is_stale,
  }
}

function stageOf(crmName: string, definitions: readonly StageDefinition[]): string | null {
  const likeness = (name: string) => name.trim().toLowerCase()
  return definitions.find(({ names }) => names.some(name => likeness(name) === likeness(crmName)))?.stage ?? null
}

/** Accounts that a preview recomputes from their facts, at most. */
export const PREVIEW_ACCOUNTS = 300
const AT_ONCE = 50

export interface SettingsPreview {
  readonly comparison: Comparison
  readonly looked: number
  readonly of: number
}

/** Both sides are computed from the facts as they are now, so that nothing but the settings differs; writes nothing. */
export async function previewSettings(db: Database, frame: Frame, changed: Settings): Promise<SettingsPreview> {
  const range = rangeOf(frame)
  const [ids, { subjects: of }, rateRows] = await Promise.all([
    subjectsReaching(db, range.from, range.to, PREVIEW_ACCOUNTS),
    countReaching(db, range),
    allRates(db),
  ])
  const rates = ratesFrom(rateRows)
  const before: DealMoney[] = []
  const after: DealMoney[] = []
  for (let i = 0; i < ids.length; i += AT_ONCE) {
    for (const subject of await loadSubjects(db, ids.slice(i, i + AT_ONCE), frame.settings['channels.rules'])) {
      before.push(...moneyOf(subject, frame, frame.settings, rates))
      after.push(...moneyOf(subject, frame, changed, rates))
    }
  }
  return { comparison: compare(before, after), looked: ids.length, of }
}

function moneyOf(subject: Subject, { view }: Frame, settings: Settings, rates: Rates): DealMoney[] {
  const { stage, period, model } = view
  const dealById = new Map(subject.deals.map(({ deal }) => [deal.deal_id, deal]))
  return [...journeyRows(subject, { run_id: '', settings, models: NO_CREDITS, rates })].flatMap(({ journey }) => {
    const isCounted = journey.stage === stage && journey.stage_at >= period.from && journey.stage_at < period.to
    const deal = dealById.get(journey.deal_id)
    if (!isCounted || !deal || journey.base_amount_minor === null) return []
    const byChannel = moneyByChannel(pathFrom(journey), model, journey.base_amount_minor)
    return [{ deal_id: deal.deal_id, ref: deal.external_id, name: deal.name, byChannel }]
  })
}

const NO_CREDITS: readonly Model[] = []
