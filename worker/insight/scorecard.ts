/** How far each model is from the truth where the truth is known. Rules: model-choice.md, 7. */
import { isDirect } from '../attribution/direct.ts'
import { channelShares, normalised, totalVariation } from './channel-shares.ts'
import type { ChoiceModel } from './choice.ts'
import { type Scenario, type Simulation, type SimulationSettings, scenarios, simulate } from './simulate.ts'

export interface ScenarioScore {
  readonly scenario: Scenario
  readonly won_deals: number
  /** Share of the wins that no marketing caused, though every model credits them all. */
  readonly baseline_share: number
  /** In the order given. */
  readonly models: readonly { readonly model: string; readonly distance: number }[]
}

/** @param settings  as many accounts as the workspace has make the distances those of a workspace of its size */
export function scorecard(models: readonly ChoiceModel[], settings: Omit<SimulationSettings, 'scenario'>): ScenarioScore[] {
  return scenarios.map(scenario => {
    const simulation = simulate({ ...settings, scenario })
    return {
      scenario,
      won_deals: simulation.deals.length,
      baseline_share: simulation.truth.baseline_share,
      models: models.map(model => ({ model: model.name, distance: distanceToTruth(model, simulation) })),
    }
  })
}

/** Total variation between the model's channel shares and the true ones, without direct, which nobody can buy: 0 to 1. */
export function distanceToTruth(model: ChoiceModel, { accounts, deals, truth }: Simulation): number {
  const channels = truth.channels.map(({ channel }) => channel)
  const withoutDirect = (shares: Float64Array) => normalised(shares.filter((_, i) => !isDirect({ channel: channels[i]! })))
  const given = withoutDirect(channelShares(model.fit(deals, accounts), deals, channels))
  return totalVariation(given, withoutDirect(Float64Array.from(truth.channels, ({ share }) => share)))
}
