import { seededNumbers } from './random.ts'

/** All chance in one simulated account's life, drawn before anything is decided. */
export interface AccountDraws {
  /** Times the rates of all channels; 1 on average. */
  readonly activity: number
  /** Week by week and channel by channel: a touch happens when its rate is above this, which is exponential. */
  readonly touch: Float64Array
  /** In [0, 1): when in its week the touch happens. */
  readonly moment: Float64Array
  /** One a week: the account wins when its hazard is above this, which is exponential. */
  readonly win: Float64Array
  /** 1 in weeks in which the account means to buy. */
  readonly intent: Uint8Array
  /** From the opportunity to the win. */
  readonly cycleDays: number
  /** Minor units. */
  readonly value: number
}

/** Accounts differ: the logarithm of their activity has this standard deviation. */
const ACTIVITY_SPREAD = 0.3
/** Chance a week that an account begins, or ceases, to mean to buy. */
const INTENT = { begins: 0.012, ceases: 0.1 }
const CYCLE = { medianDays: 35, spread: 0.5 }
const VALUE = { median: 2_000_000, spread: 0.8 }

export function drawAccount(seed: string, weeks: number, channels: number): AccountDraws {
  const random = seededNumbers(seed)
  // A generator's first number follows its seed closely, and the seeds of accounts are alike.
  random()
  const activity = Math.exp(ACTIVITY_SPREAD * normal(random) - ACTIVITY_SPREAD ** 2 / 2)
  const cycleDays = CYCLE.medianDays * Math.exp(CYCLE.spread * normal(random))
  const value = Math.round(VALUE.median * Math.exp(VALUE.spread * normal(random)))
  const intent = new Uint8Array(weeks)
  let isIntent = 0
  for (let week = 0; week < weeks; week++) {
    const draw = random()
    if (isIntent === 0) isIntent = draw < INTENT.begins ? 1 : 0
    else isIntent = draw < INTENT.ceases ? 0 : 1
    intent[week] = isIntent
  }
  const uniform = (length: number) => new Float64Array(length).map(random)
  const exponential = (length: number) => new Float64Array(length).map(() => -Math.log(1 - random()))
  return {
    activity,
    cycleDays,
    value,
    intent,
    touch: exponential(weeks * channels),
    moment: uniform(weeks * channels),
    win: exponential(weeks),
  }
}

/** Box and Muller 1958. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
