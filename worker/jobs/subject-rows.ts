/** What a subject's facts come to: its touches, and for each deal and stage entry the journey and its credits. Pure. */
import type { Adjustment, Credit as CreditRow, Journey as JourneyRow, Touch as TouchRow } from '../../db/schema.ts'
import { creditsOf } from '../attribution/credit.ts'
import { journeyTo, type PathDeal, type PathSettings, type StageEntry } from '../attribution/journey.ts'
import type { Model } from '../attribution/models.ts'
import { compareCodePoints } from '../attribution/order.ts'
import type { Rates } from '../attribution/rates.ts'
import type { Touch } from '../journey/touches.ts'
import type { Settings } from '../settings.ts'
import { dealMoney, type RefusedAdjustment } from './deal-money.ts'
import { storedJourney } from './journey-row.ts'
import { contactsOf, type Subject, type SubjectDeal, subjectOfTouch } from './subject-facts.ts'

/** What is the same for all subjects of a run. */
export interface Terms {
  readonly run_id: string
  readonly settings: Settings
  readonly models: readonly Model[]
  readonly rates: Rates
}

/** Why nothing of a stage entry's amount is attributed. */
export type UnattributedReason = 'no_close_date' | 'no_account' | 'no_contact' | 'no_touch' | 'no_eligible_touch'

export interface JourneyRows {
  readonly journey: JourneyRow
  readonly credits: readonly CreditRow[]
}

export const touchRows = (subject: Subject, { run_id }: Terms): TouchRow[] =>
  subject.touches.map(touch => ({ subject_id: subject.subject_id, run_id, ...touch }))

/** @returns for each deal its stage entries, one at a time, and the adjustments that could not be counted */
export function* journeyRows(subject: Subject, terms: Terms): Generator<JourneyRows & { refused: readonly RefusedAdjustment[] }> {
  const own = subject.touches.filter(touch => subjectOfTouch(touch) === subject.subject_id).map(inOrderOfId)
  const ofOthers = Map.groupBy(
    subject.touches.filter(touch => subjectOfTouch(touch) !== subject.subject_id).map(inOrderOfId),
    touch => touch.person_id,
  )
  const wins = subject.deals.flatMap(({ deal }) => (deal.status === 'won' && deal.closed_at !== null ? [deal] : []))

  for (const subjectDeal of subject.deals) {
    const { deal, contacts, primary_contact, adjustments } = subjectDeal
    const candidates = [...own, ...contactsOf(subjectDeal).flatMap(id => ofOthers.get(id) ?? [])]
    const { refused, ...money } = dealMoney(deal, adjustments.toSorted(byTime), terms.rates, terms.settings)

    for (const stage of stagesOf(subjectDeal)) {
      const pathDeal: PathDeal = {
        deal_id: deal.deal_id,
        account_id: subject.account_id,
        created_at: deal.created_at,
        // A lost deal's close is no win, so it is no milestone.
        closed_at: deal.status === 'won' ? deal.closed_at : null,
        contacts,
        primary_contact,
        previous_won_at: latestBefore(
          stage.stage_at,
          wins.filter(win => win !== deal).map(win => win.closed_at),
        ),
      }
      const settings = pathSettings(terms.settings)
      const journey = journeyTo(stage, pathDeal, subject.people, stage.isDated ? candidates : [], settings)
      const credits = creditsOf(journey, terms.models, money.amount_minor, money.base_amount_minor)
      const key = { subject_id: subject.subject_id, run_id: terms.run_id, deal_id: deal.deal_id, stage: stage.stage }
      yield {
        journey: {
          ...key,
          stage_at: stage.stage_at,
          account_id: subject.account_id,
          ...storedJourney(journey),
          ...money,
          unattributed_reason:
            journey.path.length > 0 ? null : reasonFor(stage, pathDeal, journey.entries.length, settings.scope),
        },
        credits: credits.map(credit => ({ ...key, ...credit })),
        refused,
      }
    }
  }
}

interface DatedStage extends StageEntry {
  /** False: when the deal came to this stage is unknown, so no touch can be said to have come before. */
  readonly isDated: boolean
}

/** Opportunity when its creation is known; won when it is won, be its date known or not: its money is never hidden. */
function stagesOf({ deal: { created_at, closed_at, recorded_at, status } }: SubjectDeal): DatedStage[] {
  const stages: DatedStage[] = []
  if (created_at !== null) stages.push({ stage: 'opportunity', stage_at: created_at, isDated: true })
  if (status !== 'won') return stages
  const stage_at = closed_at ?? created_at ?? recorded_at
  return [...stages, { stage: 'won', stage_at, isDated: closed_at !== null }]
}

function reasonFor(stage: DatedStage, deal: PathDeal, candidates: number, scope: PathSettings['scope']): UnattributedReason {
  if (!stage.isDated) return 'no_close_date'
  if (scope === 'account' && deal.account_id === null) return 'no_account'
  if (scope === 'contact_roles' && deal.contacts.length === 0) return 'no_contact'
  if (scope === 'primary_contact' && deal.primary_contact === null) return 'no_contact'
  return candidates === 0 ? 'no_touch' : 'no_eligible_touch'
}

function pathSettings(settings: Settings): PathSettings {
  return {
    lookback_days: settings['attribution.lookback_days'],
    dedupe_minutes: settings['attribution.dedupe_minutes'],
    direct_policy: settings['attribution.direct_policy'],
    scope: settings['attribution.scope'],
    repeat_deals: settings['attribution.repeat_deals'],
  }
}

/** Touches of one instant are in the order of their ids: for imported ones, of their external ids. */
const inOrderOfId = (touch: Touch) => ({ ...touch, seq: 0 })

const byTime = (a: Adjustment, b: Adjustment) =>
  a.adjusted_at - b.adjusted_at || compareCodePoints(a.adjustment_id, b.adjustment_id)

function latestBefore(at: number, times: readonly (number | null)[]): number | null {
  const earlier = times.filter(time => time !== null && time < at)
  return earlier.reduce<number | null>((latest, time) => (latest === null || time! > latest ? time : latest), null)
}
