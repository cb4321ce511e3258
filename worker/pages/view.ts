/** What a page shows of the numbers, held by its URL alone: period, model, stage, and whether machines are among visits. */
import type { Model } from '../attribution/models.ts'
import { stageNames } from '../attribution/stages.ts'
import { RequestRefused } from '../errors.ts'
import type { Settings } from '../settings.ts'
import { defaultPeriod, type Period, periodFrom } from './period.ts'

export interface View {
  readonly period: Period
  readonly model: Model
  /** The stage entries whose money pages add up. */
  readonly stage: string
  /** The workspace's stages, in the order of a deal's life. */
  readonly stages: readonly string[]
  /** The workspace's models, in its order. */
  readonly models: readonly Model[]
  /** Lists of visits show machines, too; credit never knows them. */
  readonly bots: boolean
}

/** A query string's values by name, as Hono reads them. */
export type Query = Readonly<Record<string, string | undefined>>

/** @throws RequestRefused `invalid_parameter`: another period or model than the URL asks for would be another number. */
export function viewFrom(query: Query, settings: Settings, models: readonly Model[], now: number): View {
  const name = query.model ?? defaultModelOf(models)
  const model = models.find(known => known.name === name)
  if (!model) throw new RequestRefused('invalid_parameter', `model: this workspace has no model ${name.slice(0, 40)}`)
  return {
    period: periodFrom(query.period ?? defaultPeriod, settings.timezone, now),
    model,
    stage: stageFrom(query.stage, settings),
    stages: stageNames(settings['attribution.stages']),
    models,
    bots: query.bots === '1',
  }
}

/**
 * A link to a page that shows the same period, model, stage and visits; what is the default stands not in the URL.
 * @param more  further parameters, and those to change; null or empty: without it
 */
export function linkTo(path: string, view: View, more: Readonly<Record<string, string | number | null>> = {}): string {
  const all: Record<string, string | number | null> = {
    period: view.period.key === defaultPeriod ? null : view.period.key,
    model: view.model.name === defaultModelOf(view.models) ? null : view.model.name,
    stage: view.stage === 'won' ? null : view.stage,
    bots: view.bots ? '1' : null,
    ...more,
  }
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(all)) if (value !== null && value !== '') query.set(name, String(value))
  return query.size === 0 ? path : `${path}?${query}`
}

/** Linear where the workspace has it: it takes no side. */
const defaultModelOf = (models: readonly Model[]): string =>
  (models.find(model => model.name === 'linear') ?? models[0])?.name ?? 'linear'

function stageFrom(text = 'won', settings: Settings): string {
  if (stageNames(settings['attribution.stages']).includes(text)) return text
  throw new RequestRefused('invalid_parameter', `stage: not a stage of money: ${text.slice(0, 40)}`)
}
