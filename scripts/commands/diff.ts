import { defineCommand } from 'citty'
import { decimalFrom } from '../../worker/attribution/currency.ts'
import { causeTitles, causeWords } from '../../worker/export/cause-words.ts'
import { type RunDiff, readRunDiff, runBeforeThat } from '../../worker/export/run-diff.ts'
import { Misuse, print, withStore } from '../store.ts'

export const diffCommand = defineCommand({
  meta: { name: 'diff', description: 'What changed between two runs: which credits moved, and because of what' },
  args: {
    from: { type: 'positional', required: false, description: 'the earlier run; absent: the one before' },
    to: { type: 'positional', required: false, description: 'the later run; absent: the last one' },
    model: { type: 'string', default: 'linear', description: 'for example linear, w_shaped, time_decay_30d' },
    stage: { type: 'string', default: 'won', description: 'won, opportunity, lead or one of your own' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  run: ({ args }) =>
    withStore(async db => {
      const last = await runBeforeThat(db, null)
      if (!last) throw new Misuse('nothing has been computed yet: run attribute')
      const to = args.to ?? last.run_id
      const from = args.from ?? (await runBeforeThat(db, last))?.run_id
      if (from === undefined) throw new Misuse('there is only one run yet, and nothing to compare it with')
      const diff = await readRunDiff(db, from, to, args.model, args.stage)
      print(args.json, jsonOf(diff), linesOf(diff))
    }),
})

const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

function jsonOf(diff: RunDiff) {
  const { from, to, names, deals, model, ...sums } = diff
  return {
    from: { run_id: from.run_id, finished_at: at(from.finished_at) },
    to: { run_id: to.run_id, finished_at: at(to.finished_at) },
    model: model.name,
    ...sums,
    deals: deals.map(({ external_id, steps, parts, ...deal }) => ({
      deal: external_id,
      ...deal,
      parts: parts.filter(part => part.before_minor !== part.after_minor),
      steps: steps.map(({ cause, by_channel }) => ({
        cause,
        by_channel: [...by_channel].map(([channel, minor]) => ({ channel, minor })),
      })),
    })),
    people: Object.fromEntries(names.people),
    accounts: Object.fromEntries(names.accounts),
  }
}

/** As many deals as one reads; all of them are in the JSON. */
const MAX_DEALS = 50

function linesOf(diff: RunDiff): string[] {
  const { from, to, stage, model, base_currency: currency, deals } = diff
  const head = `${from.run_id} (${at(from.finished_at)}) → ${to.run_id} (${at(to.finished_at)}), ${stage}, ${model.name}`
  if (currency !== diff.base_currency_before)
    return [head, `The base currency was ${diff.base_currency_before} and is ${currency}: the amounts cannot be compared.`]
  if (deals.length === 0) return [head, 'Nothing changed.']
  const money = (minor: number) => `${decimalFrom(minor, currency)} ${currency}`
  const signed = (minor: number) => `${minor > 0 ? '+' : ''}${money(minor)}`
  const words = {
    day: (ms: number) => new Date(ms).toISOString().slice(0, 'YYYY-MM-DD'.length),
    money: (minor: number, code: string) => `${decimalFrom(minor, code)} ${code}`,
  }
  return [
    head,
    `${deals.length} ${deals.length === 1 ? 'deal' : 'deals'}: ${money(diff.before_minor)} before, ${money(diff.after_minor)} after, ${money(diff.moved_minor)} moved between channels`,
    '',
    ...diff.by_channel.map(
      ({ channel, before_minor, after_minor }) => `${channel ?? '(unattributed)'}: ${signed(after_minor - before_minor)}`,
    ),
    '',
    ...diff.by_cause.map(
      ({ cause, deals: count, gained_minor, lost_minor }) =>
        `${causeTitles[cause]}: ${count} ${count === 1 ? 'deal' : 'deals'}, ${signed(gained_minor)} and ${signed(lost_minor)}`,
    ),
    '',
    ...deals
      .slice(0, MAX_DEALS)
      .flatMap(deal => [
        `${deal.external_id}: ${deal.before_minor === null ? '-' : money(deal.before_minor)} → ${deal.after_minor === null ? '-' : money(deal.after_minor)}, ${money(deal.moved_minor)} moved`,
        ...deal.causes.map(cause => `  ${causeWords(cause, diff.names, words)}`),
        ...(diff.is_other_model ? ['  the model has other numbers'] : []),
      ]),
    ...(deals.length > MAX_DEALS ? [`and ${deals.length - MAX_DEALS} more: --json prints all`] : []),
  ]
}
