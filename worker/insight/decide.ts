/** From the scores to a recommendation, or to saying that there is none. Rules: model-choice.md, 8. */
import type { BackTest, ModelScore } from './back-test.ts'
import { intentSigns, MOST_INTENT_RATIO, MOST_INTENT_SHARE } from './intent.ts'
import type { ModelStability } from './stability.ts'

/** Stands on every page and in every answer that compares models. */
export const CREDIT_IS_NO_PROOF =
  'Attribution credit is an accounting rule: without an experiment nobody can show that a credit is causal.'

/** Below this only rule models are offered. */
export const LEAST_DEALS = 100
/** Models whose log-loss is at most so many standard errors above the best are as good as the best. */
export const AS_GOOD_STANDARD_ERRORS = 1
/** Widest 95 % interval of a channel's share that a recommended model may have, as a share. */
export const MOST_WIDTH = 0.1

export interface Decision {
  readonly verdict: 'recommended' | 'cannot_tell' | 'too_few_deals'
  /** With too few deals: the rule that would pass all other tests. */
  readonly model: string | null
  /** Plain sentences, the weightiest first. */
  readonly reasons: readonly string[]
  readonly flags: readonly ChoiceFlag[]
}

export type ChoiceFlag =
  | 'too_few_deals'
  | 'too_little_history'
  | 'not_distinguishable'
  | 'intent_confounded'
  | 'unstable'
  | 'measured_by_experiment'

/** What an experiment (holdout, geo, on-off) measured of one channel. */
export interface MeasuredLift {
  readonly channel: string
  /** The channel's share of all conversions that marketing caused. */
  readonly share: number
  /** Above 0. */
  readonly standard_error: number
}

export interface Evidence {
  /** With a path. */
  readonly wonDeals: number
  readonly backTest: BackTest | null
  readonly stability: readonly ModelStability[]
  readonly experiments?: readonly MeasuredLift[]
}

export function decide({ wonDeals, backTest, stability, experiments = [] }: Evidence): Decision {
  if (experiments.length > 0 && stability.length > 0) return closestToExperiments(stability, experiments)
  const isFew = wonDeals < LEAST_DEALS
  const fewDeals = isFew
    ? [`${wonDeals} won deals are too few to choose a model by; it takes ${LEAST_DEALS}. Until then only rules are offered.`]
    : []
  const candidates = (backTest?.models ?? []).filter(model => !(isFew && model.is_data_driven))
  const best = leastLoss(candidates)
  if (backTest === null || best === undefined) {
    const short = 'The history is too short to fit on the past and judge by what came after it.'
    return {
      verdict: isFew ? 'too_few_deals' : 'cannot_tell',
      model: null,
      reasons: [...fewDeals, short],
      flags: [...flag(isFew, 'too_few_deals'), 'too_little_history'],
    }
  }

  const { picked, asGood, isSound, isSteady } = pick(candidates, best, stability)
  const confounded = confounding(candidates, best)
  const isClear = confounded === null && isSound && isSteady
  const verdicts = { few: 'too_few_deals', clear: 'recommended', unclear: 'cannot_tell' } as const
  return {
    verdict: verdicts[isFew ? 'few' : isClear ? 'clear' : 'unclear'],
    model: isClear ? picked.model : null,
    reasons: [
      ...fewDeals,
      ...(confounded === null ? [] : [confounded]),
      ...(isSound ? [] : [indistinct(picked)]),
      ...(isSteady ? [] : [unsteady(picked, stability)]),
      ...(isClear ? [recommendation(picked, best, asGood)] : []),
    ],
    flags: [
      ...flag(isFew, 'too_few_deals'),
      ...flag(confounded !== null, 'intent_confounded'),
      ...flag(!isSound, 'not_distinguishable'),
      ...flag(!isSteady, 'unstable'),
    ],
  }
}

/** Among the models as good as the best: those that beat the baselines with steady shares, then rules, then the least log-loss. */
function pick(candidates: readonly ModelScore[], best: ModelScore, stability: readonly ModelStability[]) {
  const isSteady = ({ model }: ModelScore) => (stability.find(one => one.model === model)?.widest ?? Infinity) <= MOST_WIDTH
  const asGood = candidates.filter(model => isAsGood(model, best))
  const choices = [
    asGood.filter(model => isBetter(model) && isSteady(model)),
    asGood.filter(isBetter),
    asGood.filter(isSteady),
    asGood,
  ]
  const eligible = choices.find(models => models.length > 0) ?? []
  const picked = leastLoss(eligible.filter(model => !model.is_data_driven)) ?? leastLoss(eligible) ?? best
  return { picked, asGood, isSound: isBetter(picked), isSteady: isSteady(picked) }
}

/** Than counting touches and than one rate for all, both beyond chance. */
function isBetter({ standing, over_constant_rate }: ModelScore): boolean {
  return standing === 'better' && over_constant_rate.log_loss.low > 0
}

/** The back-test measured each model against the best of all; without data-driven ones another may be the best. */
function isAsGood(model: ModelScore, best: ModelScore): boolean {
  return model.log_loss - best.log_loss <= AS_GOOD_STANDARD_ERRORS * model.behind_best.standard_error
}

/** Null, or why channels of intent spoil the comparison: those of the best model do, or those of half the models. */
function confounding(models: readonly ModelScore[], best: ModelScore): string | null {
  const spoiled = models.filter(({ channels }) => intentSigns(channels).is_confounded)
  if (!spoiled.includes(best) && spoiled.length * 2 < models.length) return null
  const shown = spoiled.includes(best) ? best : spoiled[0]!
  const { channels, credit_share, rho_ratio } = intentSigns(shown.channels)
  const ratio = rho_ratio === null ? '' : ` and up to ${rho_ratio.toFixed(1)} times the median credit per touch`
  return (
    `${channels.join(', ')} ${channels.length === 1 ? 'takes' : 'take'} ${percent(credit_share)} of the credit under ${shown.model}${ratio} ` +
    `(limits: ${percent(MOST_INTENT_SHARE)}, ${MOST_INTENT_RATIO} times). People who mean to buy come this way by themselves, ` +
    'so a model can foretell wins well and still be wrong about what caused them.'
  )
}

function indistinct({ model, over_touch_count, over_constant_rate, standing }: ModelScore): string {
  if (standing === 'worse') return `Even ${model} foretells wins worse than counting touches does.`
  if (standing === 'better' && over_constant_rate.log_loss.low <= 0)
    return `${model} does not foretell wins better than one rate for all accounts would.`
  const { low, high } = over_touch_count.log_loss
  return (
    `${model} is not distinguishable from counting touches: ` +
    `its gain in log-loss lies between ${low.toFixed(5)} and ${high.toFixed(5)}, and 0 is in between.`
  )
}

function unsteady({ model }: ModelScore, stability: readonly ModelStability[]): string {
  const widest = stability.find(one => one.model === model)?.widest
  const width = widest === undefined ? '' : `, ${percent(widest)} at the widest`
  return `The channel shares of ${model} are too uncertain: 95 % intervals${width}, where ${percent(MOST_WIDTH)} is the limit.`
}

function recommendation({ model }: ModelScore, best: ModelScore, asGood: readonly ModelScore[]): string {
  const why =
    model === best.model
      ? 'foretells wins best'
      : `foretells wins as well as ${best.model}, within ${AS_GOOD_STANDARD_ERRORS} standard error, and is simpler or steadier`
  const others = asGood.map(one => one.model).filter(name => name !== model)
  const alike = others.length === 0 ? '' : ` Within that margin lie also ${others.join(', ')}.`
  return `${model} ${why}, better than counting touches and than one rate for all.${alike}`
}

function closestToExperiments(stability: readonly ModelStability[], experiments: readonly MeasuredLift[]): Decision {
  const errors = stability
    .map(({ model, channels }) => ({
      model,
      error: errorOf(new Map(channels.map(one => [one.channel, one.value])), experiments),
    }))
    .sort((a, b) => a.error - b.error)
  const closest = errors[0]!
  return {
    verdict: 'recommended',
    model: closest.model,
    reasons: [
      `${closest.model} is closest to what experiments measured: its channel shares are off by ${percent(closest.error)} on average. ` +
        'An experiment outranks every score that only looks at journeys.',
    ],
    flags: ['measured_by_experiment'],
  }
}

/** Root of the mean squared difference, weighted by 1 / standard error². */
function errorOf(shares: ReadonlyMap<string, number>, experiments: readonly MeasuredLift[]): number {
  let squares = 0
  let weights = 0
  for (const { channel, share, standard_error } of experiments) {
    const weight = 1 / standard_error ** 2
    squares += weight * ((shares.get(channel) ?? 0) - share) ** 2
    weights += weight
  }
  return Math.sqrt(squares / weights)
}

function leastLoss(models: readonly ModelScore[]): ModelScore | undefined {
  return models.toSorted((a, b) => a.log_loss - b.log_loss)[0]
}

const flag = (isRaised: boolean, name: ChoiceFlag): ChoiceFlag[] => (isRaised ? [name] : [])

const percent = (share: number) => `${(share * 100).toFixed(1).replace(/\.0$/, '')} %`
