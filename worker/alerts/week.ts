/** The week that a digest is about. Pure. */
import { dayOf, instantOn } from '../crm/dates.ts'
import { DAY_MS } from './visits.ts'

export interface Week {
  /** YYYY-MM-DD, a Monday. */
  readonly first_day: string
  readonly last_day: string
  readonly from: number
  /** The first instant that does not count. */
  readonly to: number
  /** When people come to work after it. */
  readonly due_at: number
}

/** The last whole week, Monday to Sunday, in a time zone. */
export function weekBefore(now: number, timezone: string): Week {
  const today = Date.parse(dayOf(now, timezone))
  const monday = today - ((new Date(today).getUTCDay() + 6) % 7) * DAY_MS
  const day = (back: number) => new Date(monday - back * DAY_MS).toISOString().slice(0, 10)
  const start = (of: string) => instantOn(of, '00:00:00', timezone)
  return {
    ...{ first_day: day(7), last_day: day(1), from: start(day(7)), to: start(day(0)) },
    due_at: instantOn(day(0), '08:00:00', timezone),
  }
}
