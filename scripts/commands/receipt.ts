import { defineCommand } from 'citty'
import { decimalFrom } from '../../worker/attribution/currency.ts'
import { decimalShare } from '../../worker/export/cell.ts'
import { readReceipt } from '../../worker/export/receipt.ts'
import { modelInForce } from '../../worker/models-in-force.ts'
import { readSettings } from '../../worker/settings.ts'
import { Misuse, print, withStore } from '../store.ts'

export const receiptCommand = defineCommand({
  meta: { name: 'receipt', description: "Explain a deal's credit, touch by touch" },
  args: {
    deal: { type: 'positional', required: true, description: "the CRM's id of the deal, or our own" },
    model: { type: 'string', default: 'linear', description: 'for example linear, w_shaped, time_decay_30d' },
    stage: {
      type: 'string',
      description: 'lead, opportunity, won or one of your own; absent: won when it is won, else opportunity',
    },
    json: { type: 'boolean', description: 'print JSON' },
  },
  run: ({ args }) =>
    withStore(async db => {
      const model = await modelInForce(db, await readSettings(db), args.model)
      if (!model) throw new Misuse(`the workspace computes no model ${args.model}`)
      const receipt = await readReceipt(db, args.deal, model, args.stage)
      print(args.json, receipt, linesOf(receipt))
    }),
})

function linesOf(receipt: Awaited<ReturnType<typeof readReceipt>>): string[] {
  const money = (minor: number) => `${decimalFrom(minor, receipt.currency)} ${receipt.currency}`
  const shown = receipt.touches.map(touch => [
    touch.position === null ? '-' : String(touch.position),
    touch.touch_at,
    touch.channel,
    touch.campaign ?? '',
    touch.person_email ?? touch.person_external_id ?? '',
    touch.milestones.join(' '),
    touch.eligible ? decimalShare(touch.weight_e15) : (touch.reason ?? ''),
    touch.eligible ? money(touch.amount_minor) + (touch.odd_unit ? ' *' : '') : '',
  ])
  const widths = shown[0]?.map((_, column) => shown.reduce((most, row) => Math.max(most, row[column]?.length ?? 0), 0)) ?? []
  const hasOdd = receipt.touches.some(touch => touch.odd_unit)
  return [
    `Deal ${receipt.deal}, ${receipt.stage} ${receipt.stage_at}: ${money(receipt.amount_minor)} under ${receipt.model}`,
    receipt.sentence,
    '',
    ...shown.map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    '',
    `unattributed: ${money(receipt.unattributed_minor)}${receipt.unattributed_reason ? ` (${receipt.unattributed_reason})` : ''}`,
    ...(receipt.bookings.length > 1
      ? receipt.bookings.map(({ kind, booked_at, amount_minor }) => `booked: ${booked_at} ${kind} ${money(amount_minor)}`)
      : []),
    ...(receipt.missing_milestones.length > 0 ? [`missing milestones: ${receipt.missing_milestones.join(', ')}`] : []),
    ...(hasOdd ? ['* got a minor unit more: the amount does not divide evenly'] : []),
    ...(receipt.entered_at.length > 1 ? [`entered ${receipt.stage}: ${receipt.entered_at.join(', ')}`] : []),
    ...(receipt.model_version ? [`version ${receipt.model_version.version_id} of ${receipt.model_version.made_at}`] : []),
    `run ${receipt.run_id}`,
  ]
}
