import { expect, it } from 'vitest'
import { addedDecimals } from '../../../../worker/crm/presets/decimal-sum.ts'
import { currencyFrom, dayFrom, decimalIn, numberFrom, timeFrom } from '../../../../worker/crm/presets/formats.ts'

const none = { date_order: null, decimal: null, usual_decimal: '.' } as const

it.each([
  ['2024-03-05', '2024-03-05'],
  ['2024/3/5', '2024-03-05'],
  ['2024年3月5日', '2024-03-05'],
  ['25/3/2024', '2024-03-25'],
  ['3/25/2024', '2024-03-25'],
  ['4/4/2024', '2024-04-04'],
  ['05.03.2024', '2024-03-05'],
  ['Mar 5, 2024', '2024-03-05'],
  ['5 March 2024', '2024-03-05'],
  ['5-Mar-2024', '2024-03-05'],
  ['2024-03-05 14:33', '2024-03-05T13:33:00.000Z'],
  ['2024-07-05 14:33', '2024-07-05T12:33:00.000Z'],
  ['2024-03-05T14:33:10.500+0000', '2024-03-05T14:33:10.500+00:00'],
  ['2024-03-05T14:33:10Z', '2024-03-05T14:33:10Z'],
  ['2024-03-05 14:33:10 UTC', '2024-03-05T14:33:10Z'],
  ['3/25/2024, 2:33 PM', '2024-03-25T13:33:00.000Z'],
  ['3/25/2024 12:05 AM', '2024-03-24T23:05:00.000Z'],
  ['2024/03/05 9:00', '2024-03-05T08:00:00.000Z'],
  // Clocks in Berlin went from 2:00 to 3:00 there, and from 3:00 back to 2:00.
  ['2024-03-31 02:30', '2024-03-31T00:59:59.999Z'],
  ['2024-10-27 02:30', '2024-10-27T01:30:00.000Z'],
  ['30.02.2024', null],
  ['2024-03-05 25:00', '2024-03-05 25:00'],
  ['3/25/24', '3/25/24'],
  ['soon', 'soon'],
])('the time %s in Berlin is %s', (cell, time) => {
  if (time === null) expect(() => timeFrom(cell, none, 'Europe/Berlin')).toThrow('no day of the calendar')
  else expect(timeFrom(cell, none, 'Europe/Berlin')).toBe(time)
})

it.each(['5/3/2024', '05-03-2024', '5/3/2024 10:00'])('%s is refused as ambiguous, and read by the order that is given', cell => {
  expect(() => dayFrom(cell, none)).toThrow('day or month first')
  expect([dayFrom(cell, { date_order: 'dmy' }), dayFrom(cell, { date_order: 'mdy' })]).toEqual(['2024-03-05', '2024-05-03'])
})

it.each([
  ['1234', '1234', null],
  ['1,234.50', '1234.50', null],
  ['1.234,50', '1234.50', null],
  ['1.234.567', '1234567', null],
  ['1,234', '1234', null],
  ['1 234,50', '1234.50', null],
  ["1'234.50", '1234.50', null],
  ['-12.5', '-12.5', null],
  ['−12,5', '-12.5', null],
  ['(12.50)', '-12.50', null],
  ['0.125', '0.125', null],
  ['1234.567', '1234.567', null],
  ['€ 1,234.50', '1234.50', '€'],
  ['-€1,234.50', '-1234.50', '€'],
  ['1.234,50 €', '1234.50', '€'],
  ['US$12', '12', 'US$'],
  ['CHF 1’234.50', '1234.50', 'CHF'],
  ['12,34,567', '12,34,567', null],
  ['1,23.4.5', '1,23.4.5', null],
  ['n/a', 'n/a', null],
  ['EUR 5 USD', 'EUR 5 USD', null],
])('the number %s is %s %s', (cell, text, money) => {
  expect(numberFrom(cell, none)).toEqual({ text, money })
})

it('leaves thousands of a count no choice, and an amount only what its language or file says', () => {
  expect(numberFrom('1.234', none, true).text).toBe('1234')
  expect(numberFrom('1.234', { decimal: null, usual_decimal: ',' }).text).toBe('1234')
  expect(numberFrom('1,234', { decimal: ',', usual_decimal: '.' }).text).toBe('1.234')
  expect(() => numberFrom('1.234', none)).toThrow('thousands or decimals')
})

it.each([
  ['1,234.5', '.'],
  ['1.234,5', ','],
  ['0,5', ','],
  ['1.234.567', ','],
  ['1,234', null],
  ['12345,678', ','],
  ['12', null],
] as const)('%s gives away the decimal mark %s', (cell, mark) => {
  expect(decimalIn(cell)).toBe(mark)
})

it.each([
  ['€', [], 'EUR'],
  ['usd', [], 'USD'],
  ['$', ['EUR', 'CAD'], 'CAD'],
  ['¥', ['JPY'], 'JPY'],
  ['kr', ['NOK'], 'NOK'],
])('%s where %s is likely is %s', (money, likely, code) => {
  expect(currencyFrom(money, likely)).toBe(code)
})

it.each([
  ['$', 'can be USD, CAD'],
  ['pts', 'no currency'],
])('%s alone is refused: %s', (money, why) => {
  expect(() => currencyFrom(money, ['EUR'])).toThrow(why)
})

it.each([
  ['0.1', '0.2', '0.3'],
  ['1234.50', '0.5', '1235.00'],
  ['-5', '2.25', '-2.75'],
  ['', '7', '7'],
  ['9007199254740993', '1', '9007199254740994'],
])('%s and %s are %s', (one, other, sum) => {
  expect(addedDecimals(one, other)).toBe(sum)
})
