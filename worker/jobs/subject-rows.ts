/** What a subject's facts come to: its touches, and for each deal and stage the journey and its credits. Pure. */
import type { Journey as JourneyRow, Touch as TouchRow } from '../../db/schema.ts'
import type { PathDeal } from '../attribution/journey.ts'
import type { Model } from '../attribution/models.ts'
import type { Rates } from '../attribution/rates.ts'
import type { ReachedStage } from '../attribution/stages.ts'
import type { Settings } from '../settings.ts'
import { type CreditRow, creditRows } from './credit-rows.ts'
import { dealMoney, type RefusedAdjustment } from './deal-money.ts'
import { storedJourney } from './journey-row.ts'
import type { Subject } from './subject-facts.ts'
import { dealJourneys } from './subject-journeys.ts'

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

export const touchRows = (subject: Subject, { run_id }: Pick<Terms, 'run_id'>): TouchRow[] =>
  subject.touches.map(touch => ({ subject_id: subject.subject_id, run_id, ...touch }))

/** @returns for each deal its stages, one at a time, and the adjustments that could not be counted */
export function* journeyRows(subject: Subject, terms: Terms): Generator<JourneyRows & { refused: readonly RefusedAdjustment[] }> {
  for (const { subjectDeal, pathDeal, stages, journeyAt } of dealJourneys(subject, terms.settings)) {
    const { deal, adjustments } = subjectDeal
    const { refused, ...money } = dealMoney(deal, adjustments, terms.rates, terms.settings)

    for (const stage of stages) {
      const journey = journeyAt(stage)
      const key = { subject_id: subject.subject_id, run_id: terms.run_id, deal_id: deal.deal_id, stage: stage.stage }
      yield {
        journey: {
          ...key,
          stage_at: stage.stage_at,
          account_id: subject.account_id,
          ...storedJourney(journey),
          ...money,
          unattributed_reason:
            journey.path.length > 0
              ? null
              : reasonFor(stage, pathDeal, journey.entries.length, terms.settings['attribution.scope']),
          entered_at: JSON.stringify(stage.entered_at),
        },
        credits: creditRows({ ...key, ...money }, journey, terms.models),
        refused,
      }
    }
  }
}

function reasonFor(
  stage: ReachedStage,
  deal: PathDeal,
  candidates: number,
  scope: Settings['attribution.scope'],
): UnattributedReason {
  if (!stage.isDated) return 'no_close_date'
  if (scope === 'account' && deal.account_id === null) return 'no_account'
  if (scope === 'contact_roles' && deal.contacts.length === 0) return 'no_contact'
  if (scope === 'primary_contact' && deal.primary_contact === null) return 'no_contact'
  return candidates === 0 ? 'no_touch' : 'no_eligible_touch'
}
