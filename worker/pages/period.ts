/** The span of time that a page counts: whole days in the workspace's time zone. */
import { dayOf, endOfDay, isCalendarDay } from '../crm/dates.ts'
import { RequestRefused } from '../errors.ts'

export interface Period {
  /** As in the URL: `12m`, `quarter`, `2026-01-01..2026-03-31`. */
  readonly key: string
  /** Inside a sentence: 'in the last 12 months'. */
  readonly phrase: string
  /** The first instant that counts. */
  readonly from: number
  /** The first instant that does not. */
  readonly to: number
}

export const defaultPeriod = '12m'

/** What the choice in the bar offers. */
export const periodChoices: readonly { readonly key: string; readonly title: string }[] = [
  { key: '30d', title: 'Last 30 days' },
  { key: '90d', title: 'Last 90 days' },
  { key: 'quarter', title: 'This quarter' },
  { key: 'last-quarter', title: 'Last quarter' },
  { key: 'year', title: 'This year' },
  { key: '12m', title: 'Last 12 months' },
  { key: 'all', title: 'All time' },
]

const FOREVER = 8.64e15

/**
 * @param key  one of `periodChoices`, or `FIRST..LAST` with two days YYYY-MM-DD, both within
 * @throws RequestRefused `invalid_parameter`
 */
export function periodFrom(key: string, timezone: string, now: number): Period {
  if (key === 'all') return { key, phrase: 'so far', from: -FOREVER, to: FOREVER }
  const [first, last, phrase] = daysOf(key, dayOf(now, timezone))
  return { key, phrase, from: startOfDay(first, timezone), to: endOfDay(last, timezone) + 1 }
}

/** The first millisecond of a day, YYYY-MM-DD. */
export const startOfDay = (day: string, timezone: string): number => endOfDay(shiftDays(day, -1), timezone) + 1

/** shiftDays('2026-03-01', -1) → '2026-02-28' */
export function shiftDays(day: string, days: number): string {
  const [year, month, date] = partsOf(day)
  return dayText(Date.UTC(year, month - 1, date + days))
}

/** First day of the month that lies some months from a day's. */
export function monthStart(day: string, months = 0): string {
  const [year, month] = partsOf(day)
  return dayText(Date.UTC(year, month - 1 + months, 1))
}

function daysOf(key: string, today: string): readonly [first: string, last: string, phrase: string] {
  const [year, month] = partsOf(today)
  const quarterStart = monthStart(today, -((month - 1) % 3))
  switch (key) {
    case '30d':
      return [shiftDays(today, -29), today, 'in the last 30 days']
    case '90d':
      return [shiftDays(today, -89), today, 'in the last 90 days']
    case 'quarter':
      return [quarterStart, today, 'this quarter']
    case 'last-quarter':
      return [monthStart(quarterStart, -3), shiftDays(quarterStart, -1), 'last quarter']
    case 'year':
      return [`${year}-01-01`, today, 'this year']
    case '12m':
      return [monthStart(today, -11), today, 'in the last 12 months']
  }
  const [first = '', last = '', ...rest] = key.split('..')
  if (!isCalendarDay(first) || !isCalendarDay(last) || rest.length > 0 || first > last) {
    throw new RequestRefused('invalid_parameter', `period: not a period: ${key.slice(0, 40)}`)
  }
  return [first, last, `from ${first} to ${last}`]
}

function partsOf(day: string): readonly [year: number, month: number, date: number] {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return [year, month, date]
}

const dayText = (at: number) => new Date(at).toISOString().slice(0, 'YYYY-MM-DD'.length)
