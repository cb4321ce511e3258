/** Counts, shares, durations and times for reading, in English. */
import { dayOf } from '../crm/dates.ts'

/** Between a number and its unit: they never part at the end of a line. */
export const NARROW_SPACE = '\u202f'

const SECOND_MS = 1000
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

const wholeNumbers = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })

/** 12345 → '12,345' */
export const count = (value: number): string => wholeNumbers.format(value)

/** plural(1, 'deal') → '1 deal'; plural(1200, 'deal') → '1,200 deals'; plural(2, 'person', 'people') → '2 people' */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)}\u00a0${Math.abs(value) === 1 ? one : many}`

/** 0.314 → '31 %'. What is there but rounds to nothing is '<1 %', what is not quite all '>99 %'. */
export function percent(share: number): string {
  if (share > 0 && share < 0.005) return `<1${NARROW_SPACE}%`
  if (share < 1 && share >= 0.995) return `>99${NARROW_SPACE}%`
  return `${wholeNumbers.format(share * 100)}${NARROW_SPACE}%`
}

/** A weight of 10^15 as percent, as finely as a receipt wants it: 333333333333333 → '33.3333 %' */
export function weightPercent(weightE15: number, digits = 4): string {
  return `${(weightE15 / 1e13).toFixed(digits)}${NARROW_SPACE}%`
}

/** 45,000 → '45 s'; 250,000 → '4 min'; 4,320,000 → '1 h 12 min' */
export function duration(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.round(ms / SECOND_MS)}${NARROW_SPACE}s`
  const minutes = Math.round(ms / MINUTE_MS)
  if (minutes < 60) return `${minutes}${NARROW_SPACE}min`
  const rest = minutes % 60
  const hours = `${count(Math.floor(minutes / 60))}${NARROW_SPACE}h`
  return rest === 0 ? hours : `${hours} ${rest}${NARROW_SPACE}min`
}

/** How long before now: 'just now', '12 min ago', '3 days ago', '5 months ago'. */
export function ago(at: number, now: number): string {
  const passed = now - at
  if (passed < MINUTE_MS) return 'just now'
  if (passed < HOUR_MS) return `${Math.floor(passed / MINUTE_MS)}${NARROW_SPACE}min ago`
  if (passed < 2 * DAY_MS) return `${plural(Math.floor(passed / HOUR_MS), 'hour')} ago`
  if (passed < 60 * DAY_MS) return `${plural(Math.floor(passed / DAY_MS), 'day')} ago`
  if (passed < 730 * DAY_MS) return `${plural(Math.floor(passed / (30.44 * DAY_MS)), 'month')} ago`
  return `${plural(Math.floor(passed / (365.25 * DAY_MS)), 'year')} ago`
}

/** Times as clocks and calendars of the workspace show them. */
export interface Clock {
  readonly timezone: string
  readonly now: number
  /** '12 Mar 2026' */
  day(at: number): string
  /** '12 Mar' in the running year, else with the year. */
  shortDay(at: number): string
  /** '12 Mar 2026, 14:03' */
  moment(at: number): string
  /** '14:03:22' */
  time(at: number): string
}

export function clockIn(timezone: string, now: number): Clock {
  const day = (at: number) => dayWords(dayOf(at, timezone))
  const time = formatter(timezone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  const minutes = formatter(timezone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const year = dayOf(now, timezone).slice(0, 4)
  return {
    timezone,
    now,
    day,
    shortDay: at => day(at).replace(` ${year}`, ''),
    moment: at => `${day(at)}, ${minutes.format(at)}`,
    time: at => time.format(at),
  }
}

export const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** '2026-03-01' → 'Mar' */
export const monthOf = (day: string): string => monthNames[Number(day.slice(5, 7)) - 1] ?? ''

/** '2026-03-01' → '1 Mar 2026'. By hand, since Intl writes Sept beside Aug and Oct. */
const dayWords = (day: string) => `${Number(day.slice(8))} ${monthOf(day)} ${day.slice(0, 4)}`

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(options)}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, ...options })
  formatters.set(key, made)
  return made
}
