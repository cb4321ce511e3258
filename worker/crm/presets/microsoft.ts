/**
 * Microsoft Advertising: a campaign performance report by day. Above the header stand the report's name, time, zone and
 * filter, below the rows a total and the copyright. Headers are those of the downloaded report ("Gregorian date", "Spend")
 * or of the Reporting API ("TimePeriod", "CampaignName"), as its column reference names them.
 */
import { spendOf, sumsOfDay } from './ad-spend.ts'
import type { Layout, Preset } from './preset.ts'

const campaigns: Layout = {
  kind: 'spend',
  title: 'campaign performance by day',
  columns: {
    day: { en: ['Gregorian date', 'GregorianDate', 'TimePeriod', 'Time period', 'Day', 'Date'] },
    campaign: { en: ['Campaign name', 'CampaignName', 'Campaign'] },
    amount: { en: ['Spend'] },
    currency: { en: ['Currency code', 'CurrencyCode', 'Currency'] },
    impressions: { en: ['Impressions', 'Impr.'] },
    clicks: { en: ['Clicks'] },
    type: { en: ['Campaign type', 'CampaignType'] },
  },
  known_by: ['day', 'campaign', 'amount'],
  makes: { channel: [], source: [] },
  read: row => spendOf(row, { channel: /audience|display/i.test(row.get('type')) ? 'Display' : 'Paid Search', source: 'bing' }),
  joined: sumsOfDay,
}

export const microsoft: Preset = { name: 'microsoft', title: 'Microsoft Advertising', layouts: [campaigns] }
