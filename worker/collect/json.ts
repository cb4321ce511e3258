/** JSON values that a page made up: properties of an event, traits of a person. */
import { EventRejected } from './reject.ts'
import { cleanText } from './text.ts'

export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

const MAX_KEYS = 255
const MAX_KEY = 128

/** Keys that reach the prototype of an object that somebody copies them to. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const forbiddenKey = (value: object): string | undefined => Object.keys(value).find(key => FORBIDDEN_KEYS.has(key))

/**
 * The value with its text cleaned. Depth is bounded before parsing, in read.ts.
 * @param field  where it stands in the event, for the refusal
 * @throws EventRejected forbidden_key, key_too_long, too_many_keys, bad_number, unsafe_integer
 */
export function jsonValueFrom(value: unknown, field: string): Json {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value === 'number') return numberFrom(value, field)
  if (typeof value === 'boolean' || value === null) return value
  if (Array.isArray(value)) return value.map((item, i) => jsonValueFrom(item, `${field}.${i}`))
  return jsonObjectFrom(Object(value), field)
}

export function jsonObjectFrom(value: Record<string, unknown>, field: string): JsonObject {
  const entries = Object.entries(value)
  if (entries.length > MAX_KEYS) throw new EventRejected('too_many_keys', field, `an object may have ${MAX_KEYS} keys`)
  for (const [key] of entries) {
    if (FORBIDDEN_KEYS.has(key)) throw new EventRejected('forbidden_key', field, `a key may not be ${key}`)
    if (key.length > MAX_KEY) throw new EventRejected('key_too_long', field, `a key may have ${MAX_KEY} characters`)
  }
  return Object.fromEntries(entries.map(([key, item]) => [cleanText(key), jsonValueFrom(item, `${field}.${key}`)]))
}

/**
 * JSON with sorted keys and without spaces: equal for equal values, whatever order a sender wrote them in.
 * @param without  keys of the outermost object to leave out
 */
export function canonicalJson(value: unknown, without: ReadonlySet<string> = new Set()): string {
  if (Array.isArray(value)) return `[${value.map(item => canonicalJson(item)).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const keys = Object.keys(value).filter(key => !without.has(key))
  return `{${keys
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonicalJson(value[key])}`)
    .join(',')}}`
}

/** `JSON.parse` turns 1e400 into Infinity and 9007199254740993 into its neighbour. */
function numberFrom(value: number, field: string): number {
  if (!Number.isFinite(value)) throw new EventRejected('bad_number', field, 'not a finite number')
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new EventRejected('unsafe_integer', field, 'whole numbers beyond 2^53 - 1 lose digits: send them as text')
  }
  return value
}
