/** What the choice of a model looks at: accounts with all they did, won deals with their paths, and models to fit. */

export interface ChoiceTouch {
  readonly touch_at: number
  readonly channel: string
}

export interface ChoiceAccount {
  readonly account_id: string
  /** In order of time. */
  readonly touches: readonly ChoiceTouch[]
  /** Close times of won deals. */
  readonly wins: readonly number[]
  /** Creation times of opportunities. */
  readonly opportunities: readonly number[]
}

export interface ChoiceDeal {
  readonly account_id: string
  readonly deal_id: string
  readonly won_at: number
  /** Minor units of the base currency. */
  readonly value: number
  /** What can earn credit, in order of time. */
  readonly path: readonly ChoiceTouch[]
}

export interface ChoiceModel {
  readonly name: string
  /** Learned from journeys, other than a rule. */
  readonly isDataDriven: boolean
  /** Looks at nothing but these deals and accounts. What it returns gives each touch of a deal's path its share; the sum is 1. */
  fit(deals: readonly ChoiceDeal[], accounts: readonly ChoiceAccount[]): FittedModel
}

export type FittedModel = (deal: ChoiceDeal) => readonly number[]

export const DAY_MS = 86_400_000

/** What was known just before an instant: nobody may learn from what came later. */
export function accountsBefore(accounts: readonly ChoiceAccount[], instant: number): ChoiceAccount[] {
  const isBefore = (at: number) => at < instant
  return accounts.map(({ account_id, touches, wins, opportunities }) => ({
    account_id,
    touches: touches.filter(({ touch_at }) => touch_at < instant),
    wins: wins.filter(isBefore),
    opportunities: opportunities.filter(isBefore),
  }))
}

/** Deals whose money somebody can earn. */
export function creditable(deals: readonly ChoiceDeal[]): ChoiceDeal[] {
  return deals.filter(({ path }) => path.length > 0)
}

/** Every channel that any touch names, in an order of their own. */
export function channelsOf(accounts: readonly ChoiceAccount[], deals: readonly ChoiceDeal[]): string[] {
  const channels = new Set<string>()
  for (const { touches } of accounts) for (const { channel } of touches) channels.add(channel)
  for (const { path } of deals) for (const { channel } of path) channels.add(channel)
  return [...channels].sort()
}
