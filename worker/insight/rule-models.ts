import type { Path, WeighedTouch } from '../attribution/journey.ts'
import type { Rule } from '../attribution/rule.ts'
import type { ChoiceDeal, ChoiceModel } from './choice.ts'

/**
 * A rule as a model of choice: it learns nothing, and reads milestones from the account's opportunities. Lead creation
 * is unassigned, as choice looks at accounts and not at people; the opportunity is the account's last before the win.
 */
export function ruleModel(name: string, rule: Pick<Rule, 'weights'>): ChoiceModel {
  return {
    name,
    isDataDriven: false,
    fit(_, accounts) {
      const created = new Map(accounts.map(({ account_id, opportunities }) => [account_id, opportunities]))
      return deal => {
        const before = (created.get(deal.account_id) ?? []).filter(at => at <= deal.won_at)
        return sharesUnder(rule, pathOfDeal(deal, Math.max(...before)))
      }
    },
  }
}

/** @param createdAt  of the opportunity; absent or -Infinity: unknown */
export function pathOfDeal({ won_at, path }: ChoiceDeal, createdAt = -Infinity): Path {
  const touches = path.map(
    ({ touch_at, channel }, i): WeighedTouch => ({ touch_id: String(i), touch_at, channel, touch_kind: 'session' }),
  )
  const opportunity = path.findLastIndex(({ touch_at }) => touch_at <= createdAt)
  const milestones = { FT: 0, LC: null, OC: opportunity < 0 ? null : opportunity, CW: path.length - 1 }
  return { stage: 'won', stage_at: won_at, path: touches, milestones }
}

/** As the money is split: all equal when every weight is 0. */
export function sharesUnder(rule: Pick<Rule, 'weights'>, path: Path): number[] {
  const weights = rule.weights(path)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map(weight => (total > 0 ? weight / total : 1 / weights.length))
}
