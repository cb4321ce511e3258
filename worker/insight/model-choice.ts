/** Which model is best? Four separate scores and a decision, never one magic number. Rules: model-choice.md. */
import { compareCodePoints } from '../attribution/order.ts'
import { type BackTest, backTest } from './back-test.ts'
import { type ChoiceAccount, type ChoiceDeal, type ChoiceModel, creditable } from './choice.ts'
import { type Decision, decide, type MeasuredLift } from './decide.ts'
import { type Divergence, divergenceOf } from './divergence.ts'
import { type Agreement, agreementOf, type ModelStability, stabilityOf } from './stability.ts'

export interface ModelChoice {
  readonly won_deals: number
  readonly back_test: BackTest | null
  readonly stability: readonly ModelStability[]
  readonly agreement: readonly Agreement[]
  readonly divergence: readonly Divergence[] | null
  readonly decision: Decision
}

export interface ChoiceOptions {
  readonly observedUntil: number
  readonly seed: string
  readonly resamples?: number
  readonly refits?: number
  readonly experiments?: readonly MeasuredLift[]
}

/** The same accounts, deals, models and seed give the same answer, in whatever order accounts and deals come. */
export function chooseModel(
  models: readonly ChoiceModel[],
  someAccounts: readonly ChoiceAccount[],
  someDeals: readonly ChoiceDeal[],
  { observedUntil, experiments = [], ...options }: ChoiceOptions,
): ModelChoice {
  const accounts = someAccounts.toSorted((a, b) => compareCodePoints(a.account_id, b.account_id))
  const deals = someDeals.toSorted((a, b) => compareCodePoints(a.deal_id, b.deal_id))
  const won_deals = creditable(deals).length
  const back_test = backTest(models, accounts, deals, { observedUntil, ...options })
  const stability = models
    .map(model => stabilityOf(model, accounts, deals, { ...options, seed: `${options.seed}/stability` }))
    .filter(one => one !== null)
  return {
    won_deals,
    back_test,
    stability,
    agreement: agreementOf(models, accounts, deals),
    divergence: divergenceOf(models, accounts, deals, observedUntil),
    decision: decide({ wonDeals: won_deals, backTest: back_test, stability, experiments }),
  }
}
