/** What the exports of advertising networks have in common: days by campaign, parts of a day that are to be summed, totals that are no rows. */

import { addedDecimals } from './decimal-sum.ts'
import { asIs, type Fields, type Joined, type VendorRow } from './preset.ts'

/**
 * One line's spend.
 * @returns nothing for a total, a subtotal and a line without a day
 */
export function spendOf(row: VendorRow, own: { readonly channel: string; readonly source: string }): readonly Fields[] {
  const cell = (column: string) => (/^[-–—\s]*$/.test(row.get(column)) ? '' : row.get(column))
  if (cell('day') === '' || TOTAL.test(cell('day')) || TOTAL.test(cell('first'))) return []
  const campaign = TOTAL.test(cell('campaign')) ? '' : cell('campaign')
  const fields = { ...asIs(row, ['currency']), ...own, day: cell('day'), campaign, amount: cell('amount') || '0' }
  const counts = ['impressions', 'clicks'].filter(row.has).map(column => [column, cell(column)] as const)
  return [{ ...fields, ...Object.fromEntries(counts) }]
}

const TOTAL = /^(grand |overall )?(total|gesamt|gesamtsumme|summe)(\s*[:：].*|s)?$/i

/**
 * Networks write a line for each ad group, device or placement; a campaign's day is their sum. Joined after dates and
 * numbers have been read.
 */
export const sumsOfDay: Joined = {
  with: [],
  key: ({ day, channel, source, campaign, currency }) => JSON.stringify([day, channel, source, campaign, currency]),
  join: (one, other) => ({
    ...one,
    ...Object.fromEntries(
      ['amount', 'impressions', 'clicks']
        .filter(column => column in other)
        .map(column => [column, addedDecimals(one[column] ?? '', other[column] ?? '')]),
    ),
  }),
}
