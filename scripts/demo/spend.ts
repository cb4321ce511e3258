/** What the advertisements and fairs cost, day by day, and the rates of the day. */
import { type Calendar, DAY_MS, dayOf, STORY_DAYS } from './calendar.ts'
import { type Advertisement, advertisements, meetingAt, meetings } from './campaigns.ts'
import type { ImportRow } from './facts.ts'
import type { Random } from './random.ts'

/** One row a day and campaign; weekends cost a third. */
export function spendRows(calendar: Calendar, random: Random): ImportRow[] {
  const days = Array.from({ length: STORY_DAYS }, (_, i) => calendar.starts_at + i * DAY_MS)
  const ads = advertisements.flatMap(ad => days.filter(day => isRunning(ad, calendar, day)).map(day => adRow(ad, day, random)))
  const fairs = meetings.flatMap(meeting => {
    if (!meeting.cost) return []
    const day = dayOf(meetingAt(calendar, meeting))
    const { amount, currency } = meeting.cost
    const campaign = `${meeting.campaign}-${day.slice(0, 4)}`
    return [{ day, channel: 'Event', source: 'fair', campaign, amount: String(amount), currency, impressions: '', clicks: '' }]
  })
  return [...ads, ...fairs]
}

/** Euros for one unit: a slow walk around a level, one rate for every day from a month before the story on. */
export function rateRows(calendar: Calendar, random: Random): ImportRow[] {
  const walk = (currency: string, level: number, digits: number) => {
    let rate = level
    return Array.from({ length: STORY_DAYS + 30 }, (_, i) => {
      rate += (level - rate) * 0.02 + level * 0.004 * (random.next() - 0.5)
      return { currency, day: dayOf(calendar.starts_at + (i - 30) * DAY_MS), rate: rate.toFixed(digits) }
    })
  }
  return [...walk('USD', 0.865, 4), ...walk('JPY', 0.00574, 7)]
}

const isRunning = (ad: Advertisement, { ends_at }: Calendar, day: number) =>
  day >= ends_at - ad.first_days_ago * DAY_MS && day <= ends_at - ad.last_days_ago * DAY_MS

function adRow(ad: Advertisement, day: number, random: Random): ImportRow {
  const isWeekend = [0, 6].includes(new Date(day).getUTCDay())
  const amount = ad.daily_budget * (isWeekend ? 0.33 : 1) * (0.8 + 0.4 * random.next())
  const clicks = Math.max(1, Math.round(amount / (ad.price_per_click * (0.85 + 0.3 * random.next()))))
  return {
    day: dayOf(day),
    channel: ad.channel,
    source: ad.source,
    campaign: ad.campaign,
    amount: amount.toFixed(2),
    currency: ad.currency,
    impressions: String(clicks * random.whole(60, 220)),
    clicks: String(clicks),
  }
}
