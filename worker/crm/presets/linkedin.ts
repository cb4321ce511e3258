/**
 * LinkedIn Campaign Manager: "Campaign Performance" exported by day. The file is UTF-16 with tabs, or UTF-8 with commas;
 * above the header stand the report's name and range. Days are written month first in every language of the interface,
 * as "LinkedIn Ads metrics and definitions" shows.
 */
import { spendOf, sumsOfDay } from './ad-spend.ts'
import type { Layout, Preset } from './preset.ts'

const performance: Layout = {
  kind: 'spend',
  title: 'campaign performance by day',
  columns: {
    day: { en: ['Start Date (in UTC)', 'Start Date'] },
    campaign: { en: ['Campaign Name'] },
    amount: { en: ['Total Spent', 'Total Spent in Local Currency'] },
    currency: { en: ['Currency', 'Account Currency', 'Currency Code'] },
    impressions: { en: ['Impressions'] },
    clicks: { en: ['Clicks'] },
  },
  known_by: ['day', 'campaign', 'amount'],
  makes: { channel: [], source: [] },
  date_order: 'mdy',
  read: row => spendOf(row, { channel: 'Paid Social', source: 'linkedin' }),
  joined: sumsOfDay,
}

export const linkedin: Preset = { name: 'linkedin', title: 'LinkedIn Ads', layouts: [performance] }
