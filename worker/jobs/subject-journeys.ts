/** A subject's journeys: for each deal and stage that it reached the path that can earn its credit. Pure. */
import { type Journey, journeyTo, type PathDeal, type PathSettings } from '../attribution/journey.ts'
import { leadDate } from '../attribution/milestones.ts'
import { scopeOf } from '../attribution/scope.ts'
import { ownStages, type ReachedStage, stagesReached } from '../attribution/stages.ts'
import type { Touch } from '../journey/touches.ts'
import type { Settings } from '../settings.ts'
import { contactsOf, type Subject, type SubjectDeal, subjectOfTouch } from './subject-facts.ts'

export interface DealJourneys {
  readonly subjectDeal: SubjectDeal
  readonly pathDeal: PathDeal
  readonly stages: readonly ReachedStage[]
  /** The journey up to a stage, or to any other moment of the deal's life. */
  readonly journeyAt: (stage: ReachedStage) => Journey<SubjectPathTouch>
}

export type SubjectPathTouch = Touch & { readonly seq: number; readonly touch_kind: string }

export function* dealJourneys(subject: Subject, settings: Settings): Generator<DealJourneys> {
  const isOwn = (touch: Touch) => subjectOfTouch(touch) === subject.subject_id
  const own = ownTouches(subject)
  const ofOthers = Map.groupBy(
    subject.touches.filter(touch => !isOwn(touch)).map(touch => pathTouch(touch)),
    touch => touch.person_id,
  )
  const definitions = settings['attribution.stages']
  const rules = pathSettings(settings)
  const staged = subject.deals.map(subjectDeal => {
    const { deal, contacts, primary_contact, entries } = subjectDeal
    const unstaged: PathDeal = {
      deal_id: deal.deal_id,
      account_id: subject.account_id,
      created_at: null,
      closed_at: null,
      contacts,
      primary_contact,
      previous_won_at: null,
      own_stages: [],
    }
    const lead = leadDate(subject.people.filter(scopeOf(unstaged, rules.scope).hasPerson))
    return { subjectDeal, unstaged, stages: stagesReached({ ...deal, entries }, lead, definitions) }
  })
  const wins = staged.flatMap(({ subjectDeal: { deal }, stages }) => {
    const won = stages.find(({ stage, isDated }) => stage === 'won' && isDated)
    return won ? [{ deal, at: won.stage_at }] : []
  })

  for (const { subjectDeal, unstaged, stages } of staged) {
    const candidates = [...own, ...contactsOf(subjectDeal).flatMap(id => ofOthers.get(id) ?? [])]
    const dateOf = (name: string) => stages.find(({ stage, isDated }) => stage === name && isDated)?.stage_at ?? null
    const pathDeal = { ...unstaged, created_at: dateOf('opportunity'), closed_at: dateOf('won'), own_stages: ownStages(stages) }
    const otherWins = wins.filter(({ deal }) => deal !== subjectDeal.deal).map(({ at }) => at)
    yield {
      subjectDeal,
      pathDeal,
      stages,
      journeyAt(stage) {
        const previous_won_at = latestBefore(stage.stage_at, otherWins)
        return journeyTo(stage, { ...pathDeal, previous_won_at }, subject.people, stage.isDated ? candidates : [], rules)
      },
    }
  }
}

/** Touches that belong to the subject itself, not to a contact from elsewhere. */
export const ownTouches = (subject: Subject): SubjectPathTouch[] =>
  subject.touches.filter(touch => subjectOfTouch(touch) === subject.subject_id).map(touch => pathTouch(touch))

export function pathSettings(settings: Settings): PathSettings {
  return {
    lookback_days: settings['attribution.lookback_days'],
    dedupe_minutes: settings['attribution.dedupe_minutes'],
    direct_policy: settings['attribution.direct_policy'],
    scope: settings['attribution.scope'],
    repeat_deals: settings['attribution.repeat_deals'],
  }
}

/** Touches of one instant are in the order of their ids: for imported ones, of their external ids. */
export const pathTouch = <T extends Pick<Touch, 'kind' | 'source'>>(touch: T): T & { seq: number; touch_kind: string } => ({
  ...touch,
  seq: 0,
  touch_kind: touch.kind === 'activity' ? (touch.source ?? 'other') : touch.kind,
})

function latestBefore(at: number, times: readonly number[]): number | null {
  const earlier = times.filter(time => time < at)
  return earlier.length === 0 ? null : earlier.reduce((latest, time) => Math.max(latest, time))
}
