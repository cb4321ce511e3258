import { expect, it } from 'vitest'
import { ratesFrom } from '../../../worker/attribution/rates.ts'
import type { ChannelRule } from '../../../worker/journey/custom-rules.ts'
import { spendSums } from '../../../worker/pages/spend-sums.ts'

const row = (day: string, channel: string, amount_minor: number, currency = 'EUR') => ({
  day,
  channel,
  source: 's',
  campaign: 'c',
  currency,
  amount_minor,
  impressions: null,
  clicks: 3,
})
const rates = ratesFrom([
  { currency: 'USD', day: '2026-01-01', rate: '0.5' },
  { currency: 'USD', day: '2026-01-02', rate: '0.25' },
])

it('adds spend up in the base currency, each day at its rate, whatever the case of a name', () => {
  const rows = [
    row('2026-01-01', 'Display', 100),
    row('2026-01-01', 'display', 100, 'USD'),
    row('2026-01-02', 'DISPLAY', 100, 'USD'),
  ]
  const { byKey, unrated } = spendSums(rows, 'channel', { rates, base: 'EUR', rules: [] })
  expect([...byKey]).toEqual([['display', { label: 'Display', channel: 'Display', source: 's', base_minor: 175, clicks: 9 }]])
  expect(unrated).toEqual([])
})

it('tells what has no rate, and keeps its channel in sight', () => {
  const rows = [row('2026-01-01', 'Video', 70, 'GBP'), row('2025-12-31', 'Video', 5, 'USD')]
  const { byKey, unrated } = spendSums(rows, 'channel', { rates, base: 'EUR', rules: [] })
  expect(byKey.get('video')?.base_minor).toBe(0)
  expect(unrated).toEqual([
    { currency: 'GBP', amount_minor: 70 },
    { currency: 'USD', amount_minor: 5 },
  ])
})

it('counts a campaign under the name that a rule gives it', () => {
  const rules: ChannelRule[] = [{ campaign: 'Spring', when: [{ field: 'campaign', operator: 'is', value: 'C' }] }]
  const { byKey } = spendSums([row('2026-01-01', 'Video', 70)], 'campaign', { rates, base: 'EUR', rules })
  expect([...byKey.values()].map(({ label }) => label)).toEqual(['Spring'])
})
