/**
 * Whether a model credits what winners have and others lack, on deals it has not seen. A diagnostic only, since it
 * rewards channels that intent drives. Rules: model-choice.md, 6 (Adobe's Attribution Lift Measure, US2022222594A1).
 */
import { channelCredit } from './channel-shares.ts'
import { accountsBefore, type ChoiceAccount, type ChoiceDeal, type ChoiceModel, channelsOf, creditable } from './choice.ts'
import { landmarkPlan, landmarkRows } from './landmarks.ts'

export interface Divergence {
  readonly model: string
  /** Kullback and Leibler's divergence of credit on later deals from touches of those who did not win, in nats. */
  readonly nats: number
}

/** Added to every channel's count, so that one which the others never touched does not make it infinite. */
const SMOOTHING = 0.5

/** Null when the history is too short to hold something out, or holds no deal. */
export function divergenceOf(
  models: readonly ChoiceModel[],
  accounts: readonly ChoiceAccount[],
  deals: readonly ChoiceDeal[],
  observedUntil: number,
): Divergence[] | null {
  const plan = landmarkPlan(accounts, deals, observedUntil)
  if (plan === null) return null
  const channels = channelsOf(accounts, deals)
  const past = accountsBefore(accounts, plan.split_at)
  const [pastDeals, laterDeals] = [
    creditable(deals).filter(({ won_at }) => won_at < plan.split_at),
    creditable(deals).filter(({ won_at }) => won_at >= plan.split_at),
  ]
  if (pastDeals.length === 0 || laterDeals.length === 0) return null

  const rows = landmarkRows(accounts, plan.held_out, plan, channels, observedUntil)
  const others = new Float64Array(channels.length)
  rows.touches.forEach((count, at) => {
    if (rows.label[Math.floor(at / channels.length)] === 0) others[at % channels.length]! += count
  })
  return models.map(model => ({
    model: model.name,
    nats: klDivergence(channelCredit(model.fit(pastDeals, past), laterDeals, channels), others),
  }))
}

/** Of the distributions that two lists of counts stand for, smoothed. */
export function klDivergence(counts: Float64Array, others: Float64Array): number {
  const [p, q] = [smoothed(counts), smoothed(others)]
  return p.reduce((sum, share, i) => sum + share * Math.log(share / q[i]!), 0)
}

function smoothed(counts: Float64Array): Float64Array {
  const total = counts.reduce((sum, count) => sum + count + SMOOTHING, 0)
  return counts.map(count => (count + SMOOTHING) / total)
}
