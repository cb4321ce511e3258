/** Which stages a deal has come to, and when. Rules: attribution-models.md, sections 1 and 3. */
import type { StageEntry } from './journey.ts'

/** One of our stages, or one of the workspace's own, and what the CRM calls it; case and blanks do not matter. */
export interface StageDefinition {
  readonly stage: string
  readonly names: readonly string[]
}

/** The stages that every workspace has; `lost` earns nothing and is none of them. */
export const standardStages = ['lead', 'opportunity', 'won'] as const

/** In the order of a deal's life; the workspace's own lie between the lead and the opportunity, in the order of their definitions. */
export const stageNames = (definitions: readonly StageDefinition[]): string[] => [
  'lead',
  ...ownStageNames(definitions),
  'opportunity',
  'won',
]

/** Those that are none of the standard ones. */
export const ownStageNames = (definitions: readonly StageDefinition[]): string[] =>
  definitions.map(({ stage }) => stage).filter(stage => !isStandard(stage))

export interface StagedDeal {
  readonly status: 'open' | 'won' | 'lost'
  readonly created_at: number | null
  readonly closed_at: number | null
  readonly recorded_at: number
  /** As the CRM named the stages, in any order. */
  readonly entries: readonly { readonly stage: string; readonly entered_at: number }[]
}

export interface ReachedStage extends StageEntry {
  /** False: when the deal came to this stage is unknown, so no touch can be said to have come before. */
  readonly isDated: boolean
  /** Every time that the deal came to it, ascending. Credit goes by `stage_at`: the first time, for a win the last. */
  readonly entered_at: readonly number[]
}

/**
 * The stages in order. The CRM's entries date the stages that are defined by its names; without such an entry a lead is
 * dated by its people, an opportunity by its creation, a win by its close. A win of unknown date is a stage all the same:
 * its money is never hidden.
 *
 * @param leadAt  when somebody of the deal first became a lead
 */
export function stagesReached(deal: StagedDeal, leadAt: number | null, definitions: readonly StageDefinition[]): ReachedStage[] {
  const stages: ReachedStage[] = []
  for (const stage of stageNames(definitions)) {
    if (stage === 'won' && deal.status !== 'won') continue
    const entered = entriesOf(stage, deal, definitions)
    const known = stage === 'lead' ? leadAt : stage === 'opportunity' ? deal.created_at : stage === 'won' ? deal.closed_at : null
    const times = entered.length > 0 ? entered : known === null ? [] : [known]
    const stage_at = stage === 'won' ? times.at(-1) : times[0]
    if (stage_at !== undefined) stages.push({ stage, stage_at, isDated: true, entered_at: times })
    else if (stage === 'won')
      stages.push({ stage, stage_at: deal.created_at ?? deal.recorded_at, isDated: false, entered_at: [] })
  }
  return stages
}

/** The workspace's own stages among those reached. */
export const ownStages = (stages: readonly ReachedStage[]): ReachedStage[] => stages.filter(({ stage }) => !isStandard(stage))

/** Our stage that the CRM calls by a name; null when it is none of ours. */
export function stageCalled(name: string, definitions: readonly StageDefinition[]): string | null {
  return definitions.find(({ names }) => names.some(known => likeness(known) === likeness(name)))?.stage ?? null
}

function entriesOf(stage: string, deal: StagedDeal, definitions: readonly StageDefinition[]): number[] {
  const names = new Set(definitions.filter(known => known.stage === stage).flatMap(({ names }) => names.map(likeness)))
  const times = deal.entries.filter(entry => names.has(likeness(entry.stage))).map(entry => entry.entered_at)
  return [...new Set(times)].sort((a, b) => a - b)
}

export const isStandard = (stage: string): boolean => standardStages.some(known => known === stage)

const likeness = (name: string) => name.trim().replaceAll(/\s+/g, ' ').toLowerCase()
