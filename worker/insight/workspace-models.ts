/** Models as the choice judges them: rules with the milestones of the workspace's own deals, and models to be fitted. */
import { type DataDrivenName, fitFrom } from '../attribution/data-driven/fit.ts'
import { type CollectorSettings, type FitAccount, type FitDeal, pathCollector } from '../attribution/data-driven/null-journeys.ts'
import { dataDrivenRule } from '../attribution/data-driven/rule.ts'
import type { Path } from '../attribution/journey.ts'
import { isFitted, type Model } from '../attribution/models.ts'
import type { ChoiceAccount, ChoiceDeal, ChoiceModel } from './choice.ts'
import { pathOfDeal, sharesUnder } from './rule-models.ts'

/** @param pathOf  a deal's own path, with its milestones */
export function workspaceModel(model: Model, settings: CollectorSettings, pathOf: (deal: ChoiceDeal) => Path): ChoiceModel {
  if (isFitted(model.name)) return fittedModel(model.name, settings)
  return { name: model.name, isDataDriven: false, fit: () => deal => sharesUnder(model, pathOf(deal)) }
}

/** Fits on the deals and accounts that it is given, and on nothing else. */
export function fittedModel(name: DataDrivenName, settings: CollectorSettings): ChoiceModel {
  return {
    name,
    isDataDriven: true,
    fit(deals, accounts) {
      const collector = pathCollector(settings)
      const dealsOf = Map.groupBy(deals, deal => deal.account_id)
      for (const account of accounts) collector.add(fitAccount(account, dealsOf.get(account.account_id) ?? []))
      const rule = dataDrivenRule(fitFrom(name, collector.finish()))
      return deal => sharesUnder(rule, pathOfDeal(deal))
    },
  }
}

/** An opportunity that was not won is open as far as anybody knows here: it is no proof of a loss. */
function fitAccount({ account_id, touches, opportunities }: ChoiceAccount, deals: readonly ChoiceDeal[]): FitAccount {
  const won = deals.map(({ deal_id, won_at, value, path }): FitDeal => {
    return { deal_id, outcome: 'won', at: won_at, value, path: path.map(({ channel }) => channel) }
  })
  const open = opportunities.slice(won.length).map((_, i): FitDeal => {
    return { deal_id: `${account_id}/${i}`, outcome: 'open', at: null, value: null, path: [] }
  })
  return { account_id, touches, deals: [...won, ...open] }
}
