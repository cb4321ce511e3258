/** The nine months before today, and when people are at work in them. */
import type { Country } from './companies.ts'
import type { Random } from './random.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** Nine months. */
export const STORY_DAYS = 274

/** Nobody comes before this day of the story: a weekend folds onto a Friday that must not lie before the first day. */
export const FIRST_DAY = 4

export interface Calendar {
  /** Start of the first day, UTC ms. */
  readonly starts_at: number
  /** Start of today, UTC ms: everything in the story lies before it. */
  readonly ends_at: number
}

/** @param today  `YYYY-MM-DD` */
export function calendarUntil(today: string): Calendar {
  const ends_at = Date.parse(`${today}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(today) || Number.isNaN(ends_at)) throw new RangeError(`not a day: ${today}`)
  return { starts_at: ends_at - STORY_DAYS * DAY_MS, ends_at }
}

/** Start of a day of the story, counted from its first. */
export const dayAt = ({ starts_at }: Calendar, day: number): number => starts_at + day * DAY_MS

export const daysAgo = (calendar: Calendar, days: number): number => calendar.ends_at - days * DAY_MS

/** Hours to add to UTC for the local time of most of the country; summer time is left out on purpose. */
const HOURS_EAST: Record<Country, number> = {
  AT: 1,
  BE: 1,
  CH: 1,
  DE: 1,
  DK: 1,
  ES: 1,
  FI: 2,
  FR: 1,
  IT: 1,
  JP: 9,
  NL: 1,
  NO: 1,
  PL: 1,
  SE: 1,
  US: -6,
}

/** A moment between 8 and 18 o'clock of the country, on a working day: Saturdays and Sundays become the Friday before. */
export const officeHour = (day: number, country: Country, random: Random): number =>
  localTime(workingDay(day), 8, 18, country, random)

/** A wanted hour of the country, on a working day. */
export const hourOf = (day: number, hour: number, country: Country, random: Random): number =>
  localTime(workingDay(day), hour, hour + 0.5, country, random)

/** A moment between 19 and 23 o'clock: the phone on the sofa. */
export const evening = (day: number, country: Country, random: Random): number =>
  localTime(startOfDay(day), 19, 23, country, random)

/** `YYYY-MM-DD`, UTC. */
export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** RFC 3339, UTC. */
export const timeOf = (at: number): string => new Date(at).toISOString()

export const startOfDay = (at: number): number => at - (at % DAY_MS)

export function workingDay(at: number): number {
  const weekday = new Date(at).getUTCDay()
  const back = weekday === 6 ? 1 : weekday === 0 ? 2 : 0
  return startOfDay(at) - back * DAY_MS
}

function localTime(day: number, fromHour: number, toHour: number, country: Country, random: Random): number {
  const seconds = random.whole(fromHour * 3600, toHour * 3600 - 1)
  return day + seconds * 1000 + random.whole(0, 999) - HOURS_EAST[country] * HOUR_MS
}
