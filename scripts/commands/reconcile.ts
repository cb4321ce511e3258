import { defineCommand } from 'citty'
import { decimalFrom } from '../../worker/attribution/currency.ts'
import { exclusionsOfDeals, reconciledBetween } from '../../worker/export/reconciliation.ts'
import { reconciliationSums } from '../../worker/export/reconciliation-sums.ts'
import { modelInForce } from '../../worker/models-in-force.ts'
import { readSettings } from '../../worker/settings.ts'
import { Misuse, print, withStore } from '../store.ts'

export const reconcileCommand = defineCommand({
  meta: { name: 'reconcile', description: 'Hold the credit against won revenue, to the minor unit, with a reason for every gap' },
  args: {
    model: { type: 'string', default: 'linear', description: 'for example linear, w_shaped' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  run: ({ args }) =>
    withStore(async db => {
      const settings = await readSettings(db)
      const model = await modelInForce(db, settings, args.model)
      if (!model) throw new Misuse(`the workspace computes no model ${args.model}`)
      const lines = await reconciledBetween(db, settings, [model], { from: -FOREVER, to: FOREVER })
      const sums = reconciliationSums(lines, settings.currency)
      const incomplete = lines.filter(line => line.reasons.length > 0)
      const excluded = await exclusionsOfDeals(db, incomplete)
      const deals = incomplete.map(({ external_id, name, won_at, isWon, model: _, ...line }) => ({
        deal: external_id,
        deal_name: name,
        won_at: new Date(won_at).toISOString(),
        ...line,
        excluded: excluded.get(line.deal_id) ?? [],
      }))
      print(args.json, { model: model.name, ...sums, deals }, [
        `Won revenue and its credit under ${model.name}, by month and currency`,
        '',
        ...inColumns([
          ['', '', 'won', 'credited', 'unattributed', 'difference'],
          ...sums.months.map(({ month, currency, ...sum }) => [month, currency, ...amountsOf(sum, currency)]),
          ...sums.currencies.map(({ currency, ...sum }) => ['all', currency, ...amountsOf(sum, currency)]),
        ]),
        ...(deals.length > 0 ? ['', 'Deals that are not fully attributed'] : []),
        ...inColumns(
          deals.map(({ deal, currency, won_minor, reasons, excluded }) => [
            deal,
            `${decimalFrom(won_minor, currency)} ${currency}`,
            [...reasons, ...excluded.map(({ reason, touches }) => `${reason} ${touches}`)].join(', '),
          ]),
        ),
      ])
    }),
})

const FOREVER = 8.64e15

const amountsOf = (
  sum: {
    readonly won_minor: number
    readonly credited_minor: number
    readonly unattributed_minor: number
    readonly difference_minor: number
  },
  currency: string,
) => [sum.won_minor, sum.credited_minor, sum.unattributed_minor, sum.difference_minor].map(minor => decimalFrom(minor, currency))

function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? []
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
