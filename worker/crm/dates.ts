/**
 * Calendar days in a time zone, by Intl: no store of ours knows time zones. A day ends at its last millisecond,
 * 23:59:59.999 on the clock there, however long the day is.
 */

const HOUR_MS = 3_600_000

/** Zones lie within 14 hours of UTC, and did within 16 before they were moved over the date line. */
const WIDEST_OFFSET_MS = 16 * HOUR_MS

/** Days whose end is kept: an import repeats a few thousand days over millions of rows. */
const MAX_KEPT = 20_000

const kept = new Map<string, number>()

/**
 * The last millisecond of a day.
 *
 *   endOfDay('2026-03-29', 'Europe/Berlin')  →  2026-03-29T21:59:59.999Z
 *
 * Where clocks were set back over midnight the later 23:59:59.999 counts; a day that a zone skipped ends with the
 * last millisecond before it (Pacific/Apia has no 2011-12-30).
 *
 * @param day  YYYY-MM-DD, a day of the calendar
 * @param timezone  IANA name
 */
export function endOfDay(day: string, timezone: string): number {
  const key = `${day} ${timezone}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const end = lastMillisecond(Date.parse(`${day}T23:59:59.999Z`), timezone)
  if (kept.size >= MAX_KEPT) kept.clear()
  kept.set(key, end)
  return end
}

/**
 * The instant at which clocks in a zone show this; the later one where they showed it twice, and the last before the
 * change where they never did.
 *
 * @param clock  HH:MM:SS, with fractions of a second or without
 */
export const instantOn = (day: string, clock: string, timezone: string): number =>
  lastMillisecond(Date.parse(`${day}T${clock}Z`), timezone)

/** The day, YYYY-MM-DD, on the calendar of a zone. */
export const dayOf = (at: number, timezone: string): string =>
  new Date(at + offsetAt(at, timezone)).toISOString().slice(0, 'YYYY-MM-DD'.length)

/** @param clock  what the clock shows, read as if it were UTC */
function lastMillisecond(clock: number, timezone: string): number {
  const before = clock - WIDEST_OFFSET_MS
  const after = clock + WIDEST_OFFSET_MS
  const offsets = [offsetAt(before, timezone), offsetAt(after, timezone)]
  const readings = offsets.map(offset => clock - offset).filter((at, i) => offsetAt(at, timezone) === offsets[i])
  return readings.length > 0 ? Math.max(...readings) : lastBeforeChange(before, after, timezone)
}

/** The last millisecond before the zone's offset changes between two instants. */
function lastBeforeChange(before: number, after: number, timezone: string): number {
  const old = offsetAt(before, timezone)
  let low = before
  let high = after
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle, timezone) === old) low = middle
    else high = middle
  }
  return low
}

/** Local clock less UTC, in ms. */
function offsetAt(at: number, timezone: string): number {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of formatterOf(timezone).formatToParts(at)) parts[type] = Number(value)
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts
  const wholeSecond = Math.floor(at / 1000) * 1000
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSecond
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formatters.set(timezone, made)
  return made
}

/** Whether YYYY-MM-DD is a day of the calendar: there is no 30 February. */
export function isCalendarDay(day: string): boolean {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day) ?? []
  const found = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date)))
  return found.getUTCMonth() === Number(month) - 1 && found.getUTCDate() === Number(date)
}

/**
 * An RFC 3339 time with its zone as UTC ms; digits beyond the millisecond are dropped. No guessing: `Date.parse`
 * alone takes "0" for the year 2000 and rolls 30 February over.
 *
 *   '2026-03-01T10:00:00+01:00'  →  1772355600000
 *
 * @returns null for everything else, a time without a zone among it
 */
export function timestampFrom(text: string): number | null {
  const [, day, clock, fraction = '', zone] = RFC3339.exec(text) ?? []
  if (!day || !clock || !zone || !isCalendarDay(day)) return null
  return Date.parse(`${day}T${clock}.${fraction.slice(1, 4).padEnd(3, '0')}${zone.toUpperCase()}`)
}

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d{1,9})?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Whether a date can be read both as day-month and as month-day: 03/04/2026 is never guessed at. */
export function isAmbiguousDate(text: string): boolean {
  const [, first, second] = /^(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})(?:\D.*)?$/s.exec(text) ?? []
  return first !== undefined && Number(first) <= 12 && Number(second) <= 12
}

/** A CRM that has no date often writes the epoch, in whatever zone. */
export const EARLIEST_AT = Date.UTC(1970, 0, 2, 12)
