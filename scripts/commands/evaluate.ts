import { defineCommand } from 'citty'
import { CREDIT_IS_NO_PROOF } from '../../worker/insight/decide.ts'
import { type EvaluationResult, evaluate } from '../../worker/jobs/evaluate.ts'
import { print, withStore } from '../store.ts'

export const evaluateCommand = defineCommand({
  meta: { name: 'evaluate', description: 'Back-test the models on held-out months, and say which one to trust, if any' },
  args: { json: { type: 'boolean', description: 'print JSON' } },
  async run({ args }) {
    const deps = { now: Date.now, newId: () => crypto.randomUUID() }
    const result = await withStore(db => evaluate({ ...deps, db }, showProgress()))
    print(args.json, result, linesOf(result))
  },
})

const ACCOUNTS_PER_LINE = 10_000

/** The reading can be counted; the judging that follows is one piece. */
function showProgress(): (accounts: number) => void {
  let next = ACCOUNTS_PER_LINE
  return accounts => {
    if (accounts < next) return
    next = accounts + ACCOUNTS_PER_LINE
    console.error(`${accounts} accounts read`)
  }
}

const verdicts: Readonly<Record<EvaluationResult['decision']['verdict'], string>> = {
  recommended: 'Recommended',
  cannot_tell: 'Cannot tell',
  too_few_deals: 'Too few deals to tell',
}

function linesOf({ decision, back_test, stability, scorecard, simulated_accounts }: EvaluationResult): string[] {
  const widths = new Map(stability.map(({ model, widest }) => [model, widest]))
  const number = (value: number | null, digits: number) => (value === null ? '–' : value.toFixed(digits)).padStart(10)
  return [
    `${verdicts[decision.verdict]}${decision.model === null ? '' : `: ${decision.model}`}`,
    ...decision.reasons.map(reason => `  ${reason}`),
    ...(decision.flags.length > 0 ? [`  flags: ${decision.flags.join(', ')}`] : []),
    '',
    ...(back_test === null
      ? []
      : [
          `${'model'.padEnd(24)}       AUC  log-loss      gain over touch count (95 %)  widest share interval`,
          ...back_test.models.map(({ model, auc, log_loss, over_touch_count, standing }) => {
            const { low, high } = over_touch_count.log_loss
            const gain = `${low.toFixed(5)} to ${high.toFixed(5)} ${standing.replaceAll('_', ' ')}`.padEnd(46)
            return `${model.padEnd(24)}${number(auc, 3)}${number(log_loss, 5)}  ${gain}${number((widths.get(model) ?? 0) * 100, 1)} points`
          }),
          `${'counting touches'.padEnd(24)}${number(back_test.touch_count.auc, 3)}${number(back_test.touch_count.log_loss, 5)}`,
          `${'one rate for all'.padEnd(24)}${number(back_test.constant_rate.auc, 3)}${number(back_test.constant_rate.log_loss, 5)}`,
          '',
        ]),
    `Distance to the truth in simulated workspaces of ${simulated_accounts} accounts, 0 to 1:`,
    `${''.padEnd(24)}${scorecard.map(({ scenario }) => scenario.replaceAll('_', ' ').padStart(18)).join('')}`,
    ...(scorecard[0]?.models ?? []).map(
      ({ model }, i) =>
        model.padEnd(24) + scorecard.map(({ models }) => (models[i]?.distance ?? 0).toFixed(3).padStart(18)).join(''),
    ),
    '',
    CREDIT_IS_NO_PROOF,
  ]
}
