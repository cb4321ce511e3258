import { describe, expect, it } from 'vitest'
import { rateFor, ratesFrom } from '../../../worker/attribution/rates.ts'

const rate = (currency: string, day: string, rate: string) => ({ currency, day, rate })

describe('rateFor', () => {
  const rates = ratesFrom([
    rate('USD', '2024-03-01', '0.92'),
    rate('USD', '', '0.9'),
    rate('USD', '2024-01-01', '0.91'),
    rate('CHF', '2024-03-01', '1.02'),
    rate('CHF', '2024-01-31', '1.01'),
    rate('CHF', '2024-12-31', '1.09'),
    rate('JPY', '', '0.0067'),
  ])

  it.each([
    ["the day's own rate", 'USD', '2024-03-01', { rate: '0.92', day: '2024-03-01' }],
    ['the rate for all days, before an earlier one', 'USD', '2024-03-02', { rate: '0.9', day: '' }],
    ['the rate for all days, before there was any other', 'USD', '1999-01-01', { rate: '0.9', day: '' }],
    ['the only rate for all days', 'JPY', '2024-03-02', { rate: '0.0067', day: '' }],
    ['the latest earlier rate when none holds for all days', 'CHF', '2024-03-02', { rate: '1.02', day: '2024-03-01' }],
    ['its own day among several', 'CHF', '2024-01-31', { rate: '1.01', day: '2024-01-31' }],
    ['the last known rate', 'CHF', '2030-01-01', { rate: '1.09', day: '2024-12-31' }],
    ['never a later rate', 'CHF', '2024-01-30', undefined],
    ['nothing for an unknown currency', 'SEK', '2024-03-01', undefined],
  ])('takes %s', (_, currency, day, expected) => {
    expect(rateFor(rates, currency, day)).toEqual(expected)
  })
})
