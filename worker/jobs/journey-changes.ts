/**
 * What a run changes of the journeys that it replaces, with the causes: rows of `journey_changes`.
 *
 * A journey is changed when its credits may be: by its path, milestones, amounts, stage date or account. A touch that is
 * left out before and after moves nothing and is passed over, as the visits of a customer after the win.
 */
import type { Database } from '../../db/database.ts'
import { type JourneyBefore, journeysBefore, journeysOfDealsBefore } from '../../db/queries/journey-changes.ts'
import type { JourneyChange, Journey as JourneyRow, Run } from '../../db/schema.ts'
import { type ChangeFacts, type ComparedJourney, changeCauses, type SettingChange } from '../attribution/change-causes.ts'
import { onOnePathOnly } from '../attribution/path-change-causes.ts'
import { defaultSettings, type Settings } from '../settings.ts'
import { changedJourney } from './changed-journey.ts'
import { excludedIn, pathEntriesIn, pathFrom } from './journey-row.ts'
import type { Subject } from './subject-facts.ts'
import { touchOrigins } from './touch-origins.ts'

/** What a run compares with: the complete run before it. */
export interface RunBefore {
  readonly started_at: number
  readonly settings: Settings
}

/**
 * Null when nothing is to be compared with: there is no complete run, or one of a version whose journeys did not hold
 * their path, so that all of them were removed.
 */
export function runBefore(last: Run | undefined): RunBefore | null {
  if (last === undefined || last.models === '[]') return null
  return { started_at: last.started_at, settings: { ...defaultSettings, ...JSON.parse(last.settings) } }
}

export interface Comparison {
  /** A journey as this run has it. */
  add(journey: JourneyRow): void
  /** Once all are added: those that differ from what is published, and those that are no more. */
  changes(): Promise<JourneyChange[]>
}

/** @param subjects  those that are computed together: what is published for them is read at once */
export async function compareJourneys(
  db: Database,
  subjects: readonly Subject[],
  run: { readonly run_id: string; readonly settings: Settings },
  before: RunBefore,
): Promise<Comparison> {
  const dealById = new Map(subjects.flatMap(subject => subject.deals.map(own => [own.deal.deal_id, own] as const)))
  const known = await journeysBefore(
    db,
    subjects.map(subject => subject.subject_id),
  )
  const seen = new Set(known.map(row => row.deal_id))
  const arrived = [...dealById.keys()].filter(id => !seen.has(id))
  // A deal that belongs elsewhere now is told there, as one change.
  const own = known.filter(row => row.has_deal === 0 || dealById.has(row.deal_id))
  const old = new Map([...own, ...(await journeysOfDealsBefore(db, arrived))].map(row => [keyOf(row), row]))
  const pairs: Pair[] = []

  return {
    add(journey) {
      const was = old.get(keyOf(journey)) ?? null
      old.delete(keyOf(journey))
      if (was === null || !isSame(was, journey)) pairs.push({ was, is: journey })
    },
    async changes() {
      const all = [...pairs, ...[...old.values()].map((was): Pair => ({ was, is: null }))]
      if (all.length === 0) return []
      const settings = settingChanges(before.settings, run.settings)
      const personOf = new Map(subjects.flatMap(({ touches }) => touches.map(touch => [touch.touch_id, touch.person_id])))
      const compared = all.map(pair => ({ ...pair, before: comparedOf(pair.was), after: comparedOf(pair.is) }))
      const origins = await touchOrigins(
        db,
        compared.flatMap(({ before, after }) => (before && after ? onOnePathOnly(before.path, after.path) : [])),
        touch_id => personOf.get(touch_id) ?? null,
        before.started_at,
      )
      return compared.map(({ was, is, before: old, after }): JourneyChange => {
        const { deal_id, stage } = keyed(is ?? was)
        const deal = dealById.get(deal_id)
        const facts: ChangeFacts = {
          since: before.started_at,
          settings,
          deal: deal ? { updated_at: deal.deal.updated_at, adjustments: deal.adjustments.length } : null,
          originOf: touch_id => origins.get(touch_id),
        }
        return {
          run_id: run.run_id,
          deal_id,
          stage,
          journey_before: was && changedJourney(was),
          journey_after: is && changedJourney(is),
          causes: JSON.stringify(changeCauses(old, after, facts)),
        }
      })
    },
  }
}

interface Pair {
  readonly was: JourneyBefore | null
  readonly is: JourneyRow | null
}

const keyOf = ({ deal_id, stage }: Pick<JourneyRow, 'deal_id' | 'stage'>) => JSON.stringify([deal_id, stage])

function keyed(row: JourneyRow | null): JourneyRow {
  if (row === null) throw new Error('a change of no journey')
  return row
}

function isSame(a: JourneyRow, b: JourneyRow): boolean {
  return (
    a.stage_at === b.stage_at &&
    a.account_id === b.account_id &&
    a.amount_minor === b.amount_minor &&
    a.currency === b.currency &&
    a.base_amount_minor === b.base_amount_minor &&
    a.base_currency === b.base_currency &&
    a.missing_milestones === b.missing_milestones &&
    (a.entries === b.entries || JSON.stringify(pathEntriesIn(a)) === JSON.stringify(pathEntriesIn(b)))
  )
}

const comparedOf = (row: JourneyRow | null): ComparedJourney | null =>
  row && { ...row, ...pathFrom(row), excluded: excludedIn(row) }

/** `attribution.models` moves no credit: each model's are told by themselves. */
function settingChanges(before: Settings, after: Settings): SettingChange[] {
  const old: Readonly<Record<string, unknown>> = { ...before }
  return Object.entries(after).flatMap(([setting, value]): SettingChange[] =>
    setting === 'attribution.models' || JSON.stringify(old[setting]) === JSON.stringify(value)
      ? []
      : [{ setting, before: old[setting] ?? null, after: value }],
  )
}
