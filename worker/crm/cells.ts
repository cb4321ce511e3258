/**
 * What a cell may hold: one function per sort of column, from filled text without blanks around it to a value.
 * Texts are cut where events are: 255 characters of campaign data, 512 of a title, 2,048 of an address.
 */
import { exponentOf } from '../attribution/currency.ts'
import { scrubAddress, scrubText } from '../collect/scrub.ts'
import { isBusinessDomain, registrableDomain } from '../identity/domains.ts'
import { normalEmail } from '../identity/email.ts'
import { standsForNobody } from '../identity/nobody.ts'
import { hostFrom, refFrom } from '../identity/reference.ts'
import { EARLIEST_AT, endOfDay, isAmbiguousDate, isCalendarDay, timestampFrom } from './dates.ts'
import type { CellContext } from './kind.ts'
import { RowRefused } from './report.ts'

/** Keys stand in an index, and PostgreSQL's take no more than 2,700 bytes. */
const MAX_ID = 255

/** Text of at most so many code points; control characters but line end and tab are taken out. */
export const text =
  (most: number) =>
  (cell: string): string => {
    const clean = UNSEEN.test(cell) ? cell.replace(ALL_UNSEEN, '') : cell
    return clean.length <= most ? clean.toWellFormed() : [...clean.toWellFormed()].slice(0, most).join('')
  }

const UNSEEN = /(?![\t\n])\p{Cc}/u
const ALL_UNSEEN = new RegExp(UNSEEN, 'gu')

export const name = text(512)
export const word = text(255)

/** A title of a page, and its address, without what identifies a person or opens a door. */
export const title = (cell: string): string => scrubText(text(512)(cell))
export const address = (cell: string): string => scrubAddress(text(2048)(cell))

/** An id of a deal, touch or activity: kept to the letter. */
export function id(cell: string): string {
  if (cell.length > MAX_ID) throw new RowRefused('bad_id', `an id has at most ${MAX_ID} characters`)
  if (!cell.isWellFormed() || UNSEEN.test(cell)) throw new RowRefused('bad_id', 'this id holds characters that cannot be seen')
  return cell
}

/**
 * The id of an account or a person, in the form in which references are compared (identity/reference.ts): an id
 * that is an e-mail address or a domain is lower-cased, every other one is kept to the letter.
 */
export function partyId(cell: string): string {
  if (standsForNobody(cell))
    throw new RowRefused('illegal_identity', `${JSON.stringify(cell.slice(0, 40))} is what programs write for nobody`)
  return refFrom(id(cell))
}

/** A person by external id or e-mail. */
export const personRef = partyId

export const personRefs = (cell: string): string[] => [...new Set(partsOf(cell).map(personRef))]

/** An account by external id or domain; a domain that can be no company's own refers to no account. */
export function accountRef(cell: string): string {
  const ref = partyId(cell)
  if (looksLikeHost(ref) && !isBusinessDomain(ref)) throw notACompany(ref)
  return ref
}

const looksLikeHost = (ref: string) => ref === 'localhost' || (ref.includes('.') && !/[/\s]/.test(ref) && hostFrom(ref) !== null)

const notACompany = (host: string) =>
  new RowRefused('illegal_identity', `${JSON.stringify(host.slice(0, 100))} is no domain that a company has for itself`)

/** Registrable domains: of `https://www.acme.com/en; shop.acme.co.uk` they are `acme.com` and `acme.co.uk`. */
export const domains = (cell: string): string[] => [...new Set(partsOf(cell).map(domain))]

function domain(part: string): string {
  const found = registrableDomain(hostFrom(part) ?? '')
  if (found === null || !isBusinessDomain(found)) throw notACompany(part)
  return found
}

/** A list, `;`-separated, each entry once. */
export const list = (cell: string): string => [...new Set(partsOf(name(cell)))].join(';')

const partsOf = (cell: string): string[] =>
  cell
    .split(';')
    .map(part => part.trim())
    .filter(part => part !== '')

export function email(cell: string): string {
  const found = normalEmail(cell)
  if (found === null) throw new RowRefused('bad_email', 'not one e-mail address such as jane@example.com')
  return found
}

export const oneOf =
  <Word extends string>(...words: readonly Word[]) =>
  (cell: string): Word => {
    const found = words.find(one => one === cell.toLowerCase())
    if (found === undefined) throw new RowRefused('csv_bad_value', `one of ${words.join(', ')}`)
    return found
  }

/** A whole number from 0 on. */
export function count(cell: string): number {
  const found = Number(cell)
  if (!/^\d+$/.test(cell)) throw new RowRefused('bad_number', 'not a whole number')
  if (!Number.isSafeInteger(found)) throw new RowRefused('unsafe_integer', 'beyond 2^53')
  return found
}

/** An amount as plain decimal text; what it comes to, the currency says later. `+007.50` → `7.5`, `-0` → `0`. */
export function amount(cell: string): string {
  const [, sign, whole, digits = ''] = /^([+-]?)0*(\d{1,15})(?:\.(\d{1,20}))?$/.exec(cell) ?? []
  if (whole === undefined) throw new RowRefused('bad_amount', 'an amount is a plain decimal such as 1234.50')
  const fraction = digits.replace(/0+$/, '')
  const plain = fraction === '' ? whole : `${whole}.${fraction}`
  return sign === '-' && plain !== '0' ? `-${plain}` : plain
}

/** Base-currency units for one unit, as decimal text above 0. */
export function rate(cell: string): string {
  const [, whole, digits = ''] = /^0*(\d{1,15})(?:\.(\d{1,20}))?$/.exec(cell) ?? []
  const fraction = digits.replace(/0+$/, '')
  if (whole === undefined || (whole === '0' && fraction === ''))
    throw new RowRefused('bad_number', 'a rate is a plain decimal above 0')
  return fraction === '' ? whole : `${whole}.${fraction}`
}

export function currency(cell: string): string {
  const code = cell.toUpperCase()
  if (exponentOf(code) === undefined)
    throw new RowRefused('bad_currency', `${JSON.stringify(cell.slice(0, 20))} is no ISO 4217 currency code`)
  return code
}

/** RFC 3339 with a zone, or a date, which is noted and means the end of that day in the workspace's zone. UTC ms. */
export function instant(cell: string, { settings, dateOnly }: CellContext, target: string): number {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(cell)
  const at = isDate ? endOfDay(day(cell), settings.timezone) : timestampFrom(cell)
  if (at === null) throw badTime(cell)
  if (at < EARLIEST_AT) throw new RowRefused('bad_timestamp', 'this is how an absent time is written; leave the cell empty')
  if (isDate) dateOnly.add(target)
  return at
}

/** YYYY-MM-DD. */
export function day(cell: string): string {
  if (!isCalendarDay(cell)) throw badTime(cell)
  return cell
}

const badTime = (cell: string) =>
  isAmbiguousDate(cell)
    ? new RowRefused('ambiguous_date', 'day or month first? Write YYYY-MM-DD')
    : new RowRefused(
        'bad_timestamp',
        'neither a date such as 2026-03-01 nor a time with its zone such as 2026-03-01T10:00:00+01:00',
      )
