/** Amounts as integer minor units, exchange rates as decimal text; nothing passes through a floating-point amount. */

/** The minor-unit digits of an ISO 4217 currency: EUR 2, JPY 0, KWD 3. Undefined when the code is no currency. */
export function exponentOf(currency: string): number | undefined {
  return EXPONENTS.get(currency)
}

/**
 *   minorFrom('1234.50', 'EUR')  →  123450
 *   minorFrom('1234', 'JPY')     →  1234
 *
 * Zeros beyond the currency's digits are taken, as CRMs write `1234.00` for yen too; other digits there are not.
 *
 * @param decimalText  optional minus, ASCII digits, optionally a point and more digits
 * @throws MoneyRefused `bad_currency`; `bad_amount` when it is no such decimal, has too many digits after the point,
 *         or lies beyond 10^15 minor units
 */
export function minorFrom(decimalText: string, currency: string): number {
  const exponent = knownExponentOf(currency)
  const [, sign, whole, digits = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimalText) ?? []
  if (sign === undefined) throw new MoneyRefused('bad_amount', 'not a decimal number')
  if (/[1-9]/.test(digits.slice(exponent))) {
    throw new MoneyRefused('bad_amount', `more than ${exponent} digits after the point, which ${currency} has not`)
  }
  const minor = Number(whole + digits.slice(0, exponent).padEnd(exponent, '0'))
  if (minor > LARGEST_MINOR) throw new MoneyRefused('bad_amount', 'beyond 10^15 minor units')
  return sign === '-' ? 0 - minor : minor
}

/**
 *   decimalFrom(-5, 'EUR')  →  '-0.05'
 *
 * @throws MoneyRefused `bad_currency`
 */
export function decimalFrom(minor: number, currency: string): string {
  const exponent = knownExponentOf(currency)
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  return `${minor < 0 ? '-' : ''}${whole}${exponent > 0 ? `.${digits.slice(-exponent)}` : ''}`
}

/**
 * An amount in another currency, rounded half to even. Convert a deal once and split the result; converted parts
 * would not add up.
 *
 *   convert(100001, '1.0837', 2, 2)  →  108371
 *
 * @param rateText  decimal text above 0: units of the target for one unit of the source
 * @throws MoneyRefused `bad_number` for the rate, `bad_amount` when the result lies beyond 10^15 minor units
 */
export function convert(amountMinor: number, rateText: string, fromExponent: number, toExponent: number): number {
  const [, whole = '', digits = ''] = /^(\d{1,20})(?:\.(\d{1,20}))?$/.exec(rateText) ?? []
  const rate = BigInt(whole + digits)
  if (rate === 0n) throw new MoneyRefused('bad_number', 'a rate is a decimal number above 0')

  const numerator = BigInt(Math.abs(amountMinor)) * rate * 10n ** BigInt(toExponent)
  const minor = divideHalfEven(numerator, 10n ** BigInt(digits.length + fromExponent))
  if (minor > LARGEST_MINOR) throw new MoneyRefused('bad_amount', 'beyond 10^15 minor units of the base currency')
  return amountMinor < 0 ? 0 - Number(minor) : Number(minor)
}

export type MoneyRefusal = 'bad_amount' | 'bad_currency' | 'bad_number'

/** An amount, currency or rate that cannot be taken. `reason` is one of the product's closed list of reject reasons. */
export class MoneyRefused extends Error {
  readonly reason: MoneyRefusal

  constructor(reason: MoneyRefusal, detail: string) {
    super(detail)
    this.name = 'MoneyRefused'
    this.reason = reason
  }
}

const LARGEST_MINOR = 10 ** 15

/**
 * ISO 4217 itself, as of January 2026, with the codes withdrawn since 2010; metals, units of account and test codes
 * have no minor unit and stay out. Not from Intl: it gives 0 digits for HUF and IDR, in which ISO and every CRM write
 * two, and Node and workerd know different codes (workerd lacks CLF, UYW).
 */
const EXPONENTS: ReadonlyMap<string, number> = new Map([
  ...codesWith(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...codesWith(2, 'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF'),
  ...codesWith(2, 'CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL'),
  ...codesWith(2, 'HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU'),
  ...codesWith(2, 'MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR'),
  ...codesWith(2, 'SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED'),
  ...codesWith(2, 'VES WST XAD XCD XCG YER ZAR ZMW ZWG'),
  ...codesWith(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...codesWith(4, 'CLF UYW'),
  ...codesWith(0, 'BYR'),
  ...codesWith(2, 'ANG BGN CUC EEK HRK LTL LVL MRO SLL STD VEF ZMK ZWL'),
])

function codesWith(exponent: number, codes: string): [string, number][] {
  return codes.split(' ').map(code => [code, exponent])
}

function knownExponentOf(currency: string): number {
  const exponent = exponentOf(currency)
  if (exponent === undefined) throw new MoneyRefused('bad_currency', 'not an ISO 4217 currency code')
  return exponent
}

function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator
  const twice = (numerator % denominator) * 2n
  if (twice < denominator || (twice === denominator && quotient % 2n === 0n)) return quotient
  return quotient + 1n
}
