/**
 * Which model's credit foretells who wins? Models are fitted on the past and judged on landmarks after it, against
 * counting touches and against one rate for all. Rules: model-choice.md, 1 to 4.
 */
import { type Estimate, estimateOf, RESAMPLES, standardDeviation } from './bootstrap.ts'
import {
  accountsBefore,
  type ChoiceAccount,
  type ChoiceDeal,
  type ChoiceModel,
  channelsOf,
  creditable,
  DAY_MS,
} from './choice.ts'
import type { ChannelCredit } from './intent.ts'
import { type LandmarkPlan, type LandmarkRows, landmarkPlan, landmarkRows } from './landmarks.ts'
import { fitLogistic, type LogisticLine, probability } from './logistic.ts'
import { seededNumbers } from './random.ts'
import { type Resampled, resampledScores } from './resampled-scores.ts'
import { creditPerTouch } from './rho.ts'
import { type Scores, scoresOf } from './scores.ts'

export interface BackTest {
  readonly split_at: number
  readonly horizon_days: number
  readonly window_days: number
  readonly landmarks: readonly number[]
  readonly training_deals: number
  /** Accounts that some held-out landmark looks at, and how many looks and wins that makes. */
  readonly accounts: number
  readonly rows: number
  readonly wins: number
  readonly resamples: number
  readonly touch_count: Scores
  readonly constant_rate: Scores
  /** In the order given. */
  readonly models: readonly ModelScore[]
}

export interface ModelScore extends Scores {
  readonly model: string
  readonly is_data_driven: boolean
  readonly channels: readonly ChannelCredit[]
  readonly over_touch_count: Gain
  readonly over_constant_rate: Gain
  /** Whether the gain in log-loss over touch count is beyond chance. */
  readonly standing: 'better' | 'worse' | 'not_distinguishable'
  /** Log-loss above the best model's, and the standard error of that difference. */
  readonly behind_best: { readonly log_loss: number; readonly standard_error: number }
}

/** Above 0: the model is better than the baseline. */
export interface Gain {
  readonly log_loss: Estimate
  readonly auc: Estimate
}

export interface BackTestOptions {
  /** Up to when wins would be known. */
  readonly observedUntil: number
  readonly seed: string
  readonly resamples?: number
}

/** Null when there is too little to judge by: a short history, no deal to fit on, or none won (or lost) after a landmark. */
export function backTest(
  models: readonly ChoiceModel[],
  accounts: readonly ChoiceAccount[],
  deals: readonly ChoiceDeal[],
  { observedUntil, seed, resamples = RESAMPLES }: BackTestOptions,
): BackTest | null {
  const plan = landmarkPlan(accounts, deals, observedUntil)
  if (plan === null) return null
  const channels = channelsOf(accounts, deals)
  const past = accountsBefore(accounts, plan.split_at)
  const pastDeals = creditable(deals).filter(({ won_at }) => won_at < plan.split_at)
  const training = landmarkRows(past, plan.training, plan, channels, plan.split_at)
  const heldOut = landmarkRows(accounts, plan.held_out, plan, channels, observedUntil)
  const wins = heldOut.label.reduce((sum, label) => sum + label, 0)
  if (pastDeals.length === 0 || training.count === 0 || wins === 0 || wins === heldOut.count) return null

  const credits = models.map(model => creditPerTouch(model.fit(pastDeals, past), pastDeals, past, channels))
  const rhos = [channels.map(() => 0), channels.map(() => 1), ...credits.map(credit => credit.map(({ rho }) => rho))]
  const probabilities = rhos.map(rho => foretold(rho, training, heldOut))
  const losses = resampledScores(probabilities, heldOut, seededNumbers(seed), resamples)
  const [constantRate, touchCount, ...scored] = probabilities.map((p, i) => ({
    ...scoresOf(p, heldOut.label),
    resampled: losses[i]!,
  }))
  if (!constantRate || !touchCount) return null

  const best = scored.toSorted((a, b) => a.log_loss - b.log_loss)[0]
  return {
    ...summary(plan, heldOut, resamples),
    training_deals: pastDeals.length,
    wins,
    touch_count: plain(touchCount),
    constant_rate: plain(constantRate),
    models: scored.map((score, i) => {
      const overCount = gainOver(touchCount, score)
      return {
        model: models[i]!.name,
        is_data_driven: models[i]!.isDataDriven,
        channels: credits[i]!,
        ...plain(score),
        over_touch_count: overCount,
        over_constant_rate: gainOver(constantRate, score),
        standing: standingOf(overCount.log_loss),
        behind_best: behind(best ?? score, score),
      }
    }),
  }
}

/** s = Σ rho · touches of each row; a line fitted on the training rows makes it a probability. */
function foretold(rho: readonly number[], training: LandmarkRows, heldOut: LandmarkRows): Float64Array {
  const line: LogisticLine = fitLogistic(scoresOfRows(training, rho), training.label)
  return scoresOfRows(heldOut, rho).map(score => probability(line.intercept + line.slope * score))
}

function scoresOfRows({ count, touches }: LandmarkRows, rho: readonly number[]): Float64Array {
  const width = rho.length
  return Float64Array.from({ length: count }, (_, row) => {
    let score = 0
    for (let c = 0; c < width; c++) score += rho[c]! * touches[row * width + c]!
    return score
  })
}

type Scored = Scores & { readonly resampled: Resampled }

function plain({ auc, log_loss, calibration, deciles, top_decile_lift }: Scored): Scores {
  return { auc, log_loss, calibration, deciles, top_decile_lift }
}

function gainOver(baseline: Scored, model: Scored): Gain {
  const { logLoss, auc } = baseline.resampled
  return {
    log_loss: estimateOf(
      baseline.log_loss - model.log_loss,
      logLoss.map((loss, b) => loss - model.resampled.logLoss[b]!),
    ),
    auc: estimateOf(
      (model.auc ?? 0.5) - (baseline.auc ?? 0.5),
      auc.map((one, b) => model.resampled.auc[b]! - one),
    ),
  }
}

function standingOf({ low, high }: Estimate): ModelScore['standing'] {
  if (low > 0) return 'better'
  return high < 0 ? 'worse' : 'not_distinguishable'
}

function behind(best: Scored, model: Scored): ModelScore['behind_best'] {
  const differences = model.resampled.logLoss.map((loss, b) => loss - best.resampled.logLoss[b]!)
  return { log_loss: model.log_loss - best.log_loss, standard_error: standardDeviation(differences) }
}

function summary({ split_at, horizon_ms, window_ms, held_out }: LandmarkPlan, rows: LandmarkRows, resamples: number) {
  return {
    split_at,
    horizon_days: horizon_ms / DAY_MS,
    window_days: window_ms / DAY_MS,
    landmarks: held_out,
    accounts: new Set(rows.account).size,
    rows: rows.count,
    resamples,
  }
}
