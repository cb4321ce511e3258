/** Reading one field of an event from outside: its own, of the right type, clean. Null stands for absent. */
import { isObject } from './json.ts'
import { EventRejected } from './reject.ts'
import { cleanText, cutText } from './text.ts'

type Fields = Record<string, unknown>

/** @param flags  gets `truncated:FIELD` when the text was cut at `max` code points */
export function textFrom(event: Fields, field: string, max: number, flags: string[]): string | null {
  const value = verbatim(event, field)
  if (value === null) return null
  const text = cleanText(value)
  const cut = cutText(text, max)
  if (cut !== text) flags.push(`truncated:${field}`)
  return cut
}

/** Text as it came. */
export function verbatim(event: Fields, field: string): string | null {
  const value = own(event, field)
  if (value !== null && typeof value !== 'string') throw new EventRejected('wrong_type', field, `${field} must be text`)
  return value
}

/** An absolute address, or one relative to `base`, of one of the protocols. */
export function checkedUrl(event: Fields, field: string, protocols: readonly string[], base?: URL): URL {
  const value = verbatim(event, field)
  if (value === null) throw missing(field)
  // The protocol is looked at after parsing: the URL parser drops tabs, and `java\tscript:` is javascript.
  const url = URL.parse(value.toWellFormed(), base)
  if (!url || !protocols.includes(url.protocol)) {
    throw new EventRejected('bad_url', field, `${field} must be an address with ${protocols.join(', ')}`)
  }
  return url
}

/** A whole number of at least 0; fractions are rounded. */
export function countFrom(event: Fields, field: string, max: number): number | null {
  const value = own(event, field)
  if (value === null) return null
  if (typeof value !== 'number') throw new EventRejected('wrong_type', field, `${field} must be a number`)
  if (!(value >= 0 && value <= max)) throw new EventRejected('bad_number', field, `${field} must be from 0 to ${max}`)
  return Math.round(value)
}

export function objectFrom(event: Fields, field: string): Fields | null {
  const value = own(event, field)
  if (value === null) return null
  if (!isObject(value)) throw new EventRejected('wrong_type', field, `${field} must be an object`)
  return value
}

export const missing = (field: string) => new EventRejected('missing_field', field, `${field} is missing`)

const own = (event: Fields, field: string): unknown => (Object.hasOwn(event, field) ? (event[field] ?? null) : null)
