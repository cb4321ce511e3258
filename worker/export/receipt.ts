/** The receipt of a deal as other programs read it: read from the published journey, so that it says what the credits say. */
import type { Database } from '../../db/database.ts'
import { adjustmentsOfDeal, dealByRef, journeysOfDeal, runById } from '../../db/queries/deal.ts'
import { namedTouches } from '../../db/queries/named-touches.ts'
import type { Model } from '../attribution/models.ts'
import { receiptFor } from '../attribution/receipt.ts'
import { RequestRefused } from '../errors.ts'
import { enteredAt } from '../jobs/entered-at.ts'
import { receiptBookings } from '../jobs/journey-bookings.ts'
import { journeyFrom, touchIdsIn } from '../jobs/journey-row.ts'
import { pathTouch } from '../jobs/subject-journeys.ts'
import { modelVersion } from './model-version.ts'

/**
 * @param ref    the CRM's id of the deal, or our own
 * @param stage  absent: `won` when the deal is won, else `opportunity`
 * @throws RequestRefused `not_found`
 */
export async function readReceipt(db: Database, ref: string, model: Model, stage?: string) {
  const deal = await dealByRef(db, ref)
  if (!deal) throw new RequestRefused('not_found', `there is no deal ${ref}`)
  const journeys = await journeysOfDeal(db, deal.deal_id)
  const wanted = stage === undefined ? ['won', 'opportunity'] : [stage]
  const journey = wanted.map(name => journeys.find(row => row.stage === name)).find(row => row !== undefined)
  if (!journey)
    throw new RequestRefused(
      'not_found',
      `deal ${ref} has no credit${stage ? ` for stage ${stage}` : ''}: ${
        journeys.length > 0 ? `it has come to ${journeys.map(row => row.stage).join(', ')}` : 'run attribute, or see its dates'
      }`,
    )

  const touches = (await namedTouches(db, [journey.subject_id])).map(pathTouch)
  // Another run was published between the two reads.
  const isOfAnother = touches.length === 0 ? touchIdsIn(journey).length > 0 : touches[0]?.run_id !== journey.run_id
  if (isOfAnother) return readReceipt(db, ref, model, stage)
  const receipt = receiptFor(journeyFrom(journey, touches), model, journey.amount_minor, journey.base_amount_minor)
  const [run, version, adjustments] = await Promise.all([
    runById(db, journey.run_id),
    modelVersion(db, model),
    adjustmentsOfDeal(db, deal.external_id),
  ])
  const { earning, bookings } = receiptBookings(receipt, journey, deal, adjustments)
  return {
    deal: deal.external_id,
    deal_id: deal.deal_id,
    stage: journey.stage,
    stage_at: timeFrom(journey.stage_at),
    /** Every time that the deal came to the stage; one of them is `stage_at`. Empty when nobody knows. */
    entered_at: enteredAt(journey).map(timeFrom),
    model: receipt.model.name,
    title: receipt.model.title,
    definition: receipt.model.definition,
    convention: receipt.model.convention,
    /** What a model weighs by whose numbers are the workspace's own: as fitted, or as somebody made it. */
    model_version: version && {
      version_id: version.version_id,
      made_at: timeFrom(version.made_at),
      definition: JSON.parse(version.definition),
    },
    sentence: receipt.sentence,
    amount_minor: journey.amount_minor,
    currency: journey.currency,
    base_amount_minor: journey.base_amount_minor,
    base_currency: journey.base_currency,
    rate: journey.rate,
    rate_day: journey.rate_day,
    touches: receipt.entries.map(({ touch, milestones, ...entry }) => ({
      touch_id: touch.touch_id,
      touch_external_id: touch.touch_external_id,
      touch_at: timeFrom(touch.touch_at),
      kind: touch.kind,
      channel: touch.channel,
      source: touch.source,
      medium: touch.medium,
      campaign: touch.campaign,
      content: touch.content,
      person_external_id: touch.person_external_id,
      person_email: touch.person_email,
      /** How a visit by nobody in particular is known to be the account's: `ip_range` or `network`. */
      account_rule: touch.account_rule,
      milestones,
      ...entry,
    })),
    /** The money as it was booked, signed; lines of a touch sum to its credit. No touch: what none earned. */
    bookings: bookings.map(({ booked_at, lines, ...booking }) => ({
      booked_at: timeFrom(booked_at),
      ...booking,
      lines: lines.map((line, i) => ({
        touch_id: earning[i]?.touch.touch_id ?? '',
        touch_external_id: earning[i]?.touch.touch_external_id ?? null,
        ...line,
      })),
    })),
    unattributed_minor: receipt.unattributed_minor,
    unattributed_reason: journey.unattributed_reason,
    missing_milestones: receipt.missing_milestones,
    settings: run ? JSON.parse(run.settings) : null,
    run_id: journey.run_id,
    run: run && {
      kind: run.kind,
      started_at: timeFrom(run.started_at),
      finished_at: run.finished_at === null ? null : timeFrom(run.finished_at),
    },
  }
}

const timeFrom = (at: number) => new Date(at).toISOString()
