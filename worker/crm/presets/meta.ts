/**
 * Meta Ads Manager: a report broken down by day, exported as CSV. The currency stands in the header,
 * `Amount spent (EUR)`; without the breakdown a line covers the whole range, and such a file is refused, since a day's
 * spend cannot be made of it. Headers as "Ads Manager metrics and definitions" names them.
 */
import { RowRefused } from '../report.ts'
import { spendOf, sumsOfDay } from './ad-spend.ts'
import type { Layout, Preset } from './preset.ts'

const campaigns: Layout = {
  kind: 'spend',
  title: 'campaigns by day',
  columns: {
    day: { en: ['Day', 'Date', 'Reporting starts', 'Reporting Starts'], de: ['Tag', 'Berichtsstart'] },
    until: { en: ['Reporting ends', 'Reporting Ends'], de: ['Berichtsende'] },
    campaign: { en: ['Campaign name', 'Campaign Name'], de: ['Kampagnenname', 'Name der Kampagne'] },
    amount: { en: ['Amount spent', 'Amount Spent'], de: ['Ausgegebener Betrag'] },
    currency: { en: ['Currency'], de: ['Währung'] },
    impressions: { en: ['Impressions'], de: ['Impressionen'] },
    clicks: { en: ['Link clicks', 'Link Clicks', 'Clicks (all)', 'Clicks'], de: ['Link-Klicks', 'Klicks (alle)'] },
  },
  known_by: ['day', 'campaign', 'amount'],
  makes: { channel: [], source: [] },
  read(row) {
    const fields = spendOf(row, { channel: 'Paid Social', source: 'facebook' })
    if (fields.length > 0 && !row.isSameDay('day', 'until'))
      throw new RowRefused('range_too_large', 'this line covers several days: export with the breakdown by day', 'day')
    return fields
  },
  joined: sumsOfDay,
}

export const meta: Preset = { name: 'meta', title: 'Meta Ads', layouts: [campaigns] }
