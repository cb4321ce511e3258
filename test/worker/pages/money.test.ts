import { describe, expect, it } from 'vitest'
import { exactMoney, shortMoney } from '../../../worker/pages/money.ts'

const S = '\u202f'
const N = '\u00a0'

describe('exactMoney', () => {
  it.each([
    // what                                          minor                  currency  shown
    ['two digits', 1_240_000_50, 'EUR', '€1,240,000.50'],
    ['no digits', -1234, 'JPY', '-¥1,234'],
    ['three digits', 1_234_5, 'KWD', `KWD${N}12.345`],
    ['ISO digits where people use fewer', 12_345, 'HUF', `HUF${N}123.45`],
    ['dollars that are not those of the USA', 100, 'CAD', 'CA$1.00'],
    ['every digit of the largest amount', 999_999_999_999_999, 'EUR', '€9,999,999,999,999.99'],
    ['nothing', 0, 'EUR', '€0.00'],
  ])('%s', (_, minor, currency, shown) => {
    expect(exactMoney(minor, currency)).toBe(shown)
  })
})

describe('shortMoney', () => {
  it.each([
    // minor                 currency  shown
    [0, 'EUR', '€0'],
    [99, 'EUR', '€0.99'],
    [999_49, 'EUR', '€999'],
    [999_50, 'EUR', `€1${S}k`],
    [84_230_00, 'EUR', `€84.2${S}k`],
    [999_960_00, 'EUR', `€1${S}M`],
    [1_240_000_00, 'EUR', `€1.24${S}M`],
    [-1_240_000_00, 'EUR', `-€1.24${S}M`],
    [12_345_678_900_00, 'EUR', `€12.3${S}B`],
    [1_234_567, 'JPY', `¥1.23${S}M`],
    [1_500_000, 'KWD', `KWD${N}1.5${S}k`],
  ])('%s %s is %s', (minor, currency, shown) => {
    expect(shortMoney(minor, currency)).toBe(shown)
  })
})
