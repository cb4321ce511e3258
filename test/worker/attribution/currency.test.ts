import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { convert, decimalFrom, exponentOf, MoneyRefused, minorFrom } from '../../../worker/attribution/currency.ts'

interface GoldenMoney {
  convert: { amount_minor: number; rate: string; exp_from: number; exp_to: number; result: number }[]
}

const golden: GoldenMoney = JSON.parse(readFileSync('test/fixtures/money.json', 'utf8'))

const refusal = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    if (error instanceof MoneyRefused) return error.reason
    throw error
  }
}

describe('exponentOf', () => {
  it.each([
    ['EUR', 2],
    ['USD', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['CLF', 4],
    ['HUF', 2],
    ['IDR', 2],
    ['TWD', 2],
    ['ISK', 0],
    ['IQD', 3],
    ['HRK', 2],
  ])('%s has %i digits', (currency, exponent) => {
    expect(exponentOf(currency)).toBe(exponent)
  })

  it.each(['', 'EURO', 'eur', 'ABC', 'XXX', 'XAU', 'XTS', '€'])('%j is no currency', code => {
    expect(exponentOf(code)).toBeUndefined()
  })
})

describe('minorFrom', () => {
  it.each([
    ['1234.50', 'EUR', 123450],
    ['1234.5', 'EUR', 123450],
    ['1234', 'EUR', 123400],
    ['1234', 'JPY', 1234],
    ['1.234', 'KWD', 1234],
    ['-0.05', 'USD', -5],
    ['-0.00', 'USD', 0],
    ['007.10', 'USD', 710],
    ['1234.00', 'JPY', 1234],
    ['12.3400', 'EUR', 1234],
    ['10000000000000.00', 'EUR', 10 ** 15],
    ['-1000000000000000', 'JPY', -(10 ** 15)],
  ])('reads %s %s as %i', (text, currency, minor) => {
    expect(minorFrom(text, currency)).toBe(minor)
  })

  it.each([
    '',
    ' ',
    'NaN',
    'Infinity',
    '0x10',
    '1e5',
    '--5',
    '+5',
    '1,2,3',
    '1 234',
    '1,50',
    '.5',
    '5.',
    '1.2.3',
    '\u0663\u0664',
    ' 5',
    '5\n',
    '1.005',
    '10000000000000.01',
    '99999999999999999999',
    '9'.repeat(100_000),
  ])('refuses %j', text => {
    expect(refusal(() => minorFrom(text, 'EUR'))).toBe('bad_amount')
  })

  it('refuses more digits than the currency has, and an unknown currency', () => {
    expect(refusal(() => minorFrom('1.5', 'JPY'))).toBe('bad_amount')
    expect(refusal(() => minorFrom('1', 'EURO'))).toBe('bad_currency')
  })
})

describe('decimalFrom', () => {
  it.each([
    [123450, 'EUR', '1234.50'],
    [5, 'EUR', '0.05'],
    [-5, 'EUR', '-0.05'],
    [0, 'EUR', '0.00'],
    [1234, 'JPY', '1234'],
    [0, 'JPY', '0'],
    [-1234, 'KWD', '-1.234'],
    [10 ** 15, 'EUR', '10000000000000.00'],
  ])('writes %i %s as %s', (minor, currency, text) => {
    expect(decimalFrom(minor, currency)).toBe(text)
  })

  it('is read back as the same amount', () => {
    const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF')
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 15), max: 10 ** 15 }), currency, (minor, code) => {
        expect(minorFrom(decimalFrom(minor, code), code)).toBe(minor)
      }),
    )
  })

  it('refuses an unknown currency', () => {
    expect(refusal(() => decimalFrom(1, 'EURO'))).toBe('bad_currency')
  })
})

describe('convert', () => {
  it.each(golden.convert)(
    'converts $amount_minor at $rate to $result as published',
    ({ amount_minor, rate, exp_from, exp_to, result }) => {
      expect(convert(amount_minor, rate, exp_from, exp_to)).toBe(result)
    },
  )

  it.each([
    ['a half goes to the even neighbour, down', 5, '0.5', 2],
    ['or up', 7, '0.5', 4],
    ['a little more than a half goes up', 5, '0.50000000000000000001', 3],
    ['a negative amount mirrors its opposite', -7, '0.5', -4],
    ['nothing stays nothing', 0, '1.1', 0],
    ['and so does a loss too small', -1, '0.5', 0],
    ['large amounts keep every unit', 999_999_999_999_999, '1', 999_999_999_999_999],
  ])('%s', (_, amount, rate, result) => {
    expect(convert(amount, rate, 2, 2)).toBe(result)
  })

  it.each(['', '0', '0.000', '-1', '+1', '1e-3', 'NaN', 'Infinity', '1,1', '.5', '1.', ' 1', '0x1', '9'.repeat(21)])(
    'refuses the rate %j',
    rate => {
      expect(refusal(() => convert(100, rate, 2, 2))).toBe('bad_number')
    },
  )

  it('refuses a result beyond 10^15 minor units', () => {
    expect(convert(10 ** 15, '1', 2, 2)).toBe(10 ** 15)
    expect(refusal(() => convert(10 ** 15, '1.0000000000000011', 2, 2))).toBe('bad_amount')
    expect(refusal(() => convert(-(10 ** 15), '2', 2, 2))).toBe('bad_amount')
  })
})
