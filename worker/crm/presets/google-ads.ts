/**
 * Google Ads: a campaign report segmented by day, downloaded as CSV or "Excel .csv" (UTF-16, tabs). Above the header
 * stand the report's name and its range, among the rows totals. Headers as the column reference of Google Ads Help
 * names them, in English and German. Costs are in the account's currency, which `Currency code` states.
 */
import { spendOf, sumsOfDay } from './ad-spend.ts'
import type { Layout, Preset } from './preset.ts'

const campaigns: Layout = {
  kind: 'spend',
  title: 'campaigns by day',
  columns: {
    day: { en: ['Day', 'Date'], de: ['Tag', 'Datum'] },
    campaign: { en: ['Campaign', 'Campaign name'], de: ['Kampagne', 'Kampagnenname'] },
    amount: { en: ['Cost'], de: ['Kosten'] },
    currency: { en: ['Currency code', 'Currency'], de: ['Währungscode', 'Währung'] },
    impressions: { en: ['Impr.', 'Impressions'], de: ['Impr.', 'Impressionen'] },
    clicks: { en: ['Clicks', 'Interactions'], de: ['Klicks', 'Interaktionen'] },
    type: { en: ['Campaign type', 'Advertising channel type'], de: ['Kampagnentyp'] },
    first: { en: ['Campaign status', 'Campaign state', 'Status'], de: ['Kampagnenstatus', 'Status'] },
    network: { en: ['CampaignId'] },
  },
  known_by: ['day', 'campaign', 'amount', 'impressions|clicks'],
  not: ['network'],
  makes: { channel: [], source: [] },
  read: row => spendOf(row, { channel: channelOf(row.get('type')), source: 'google' }),
  joined: sumsOfDay,
}

/** Shopping and Performance Max come to the site as google / cpc, as worker/journey/channel.ts reads them. */
function channelOf(type: string): string {
  if (/display/i.test(type)) return 'Display'
  return /video|youtube/i.test(type) ? 'Video' : 'Paid Search'
}

export const googleAds: Preset = { name: 'google-ads', title: 'Google Ads', layouts: [campaigns] }
