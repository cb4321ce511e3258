/** Where a time axis is marked: at the turns of days, weeks, months or years on the workspace's calendar. */
import { dayOf } from '../crm/dates.ts'
import { DAY_MS, monthOf } from './figures.ts'
import { monthStart, shiftDays, startOfDay } from './period.ts'

export interface TimeTick {
  readonly at: number
  readonly label: string
}

/** @param most  marks that have room, at least 2 */
export function timeTicks(from: number, to: number, timezone: string, most = 12): TimeTick[] {
  const days = (to - from) / DAY_MS
  if (days <= most) return dayTicks(from, to, timezone, 1)
  if (days <= most * 7) return dayTicks(from, to, timezone, 7)
  const months = [1, 3, 6, 12, 24, 60, 120].find(step => days / 30.44 / step <= most) ?? 240
  return monthTicks(from, to, timezone, months)
}

function dayTicks(from: number, to: number, timezone: string, step: number): TimeTick[] {
  const ticks: TimeTick[] = []
  for (let day = shiftDays(dayOf(from, timezone), 1); startOfDay(day, timezone) <= to; day = shiftDays(day, step)) {
    ticks.push({ at: startOfDay(day, timezone), label: `${Number(day.slice(8))} ${monthOf(day)}` })
  }
  return ticks
}

function monthTicks(from: number, to: number, timezone: string, step: number): TimeTick[] {
  const ticks: TimeTick[] = []
  const first = dayOf(from, timezone)
  const year = `${first.slice(0, 4)}-01-01`
  for (let month = year; startOfDay(month, timezone) <= to; month = monthStart(month, step)) {
    if (startOfDay(month, timezone) < from) continue
    const isFirst = ticks.length === 0 || month.endsWith('-01-01')
    const label = step >= 12 ? month.slice(0, 4) : isFirst ? `${monthOf(month)} ${month.slice(0, 4)}` : monthOf(month)
    ticks.push({ at: startOfDay(month, timezone), label })
  }
  return ticks
}
