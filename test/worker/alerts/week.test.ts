import { expect, it } from 'vitest'
import { weekBefore } from '../../../worker/alerts/week.ts'

it.each([
  [
    'a Monday',
    '2026-03-09T12:00Z',
    'UTC',
    ['2026-03-02', '2026-03-08', '2026-03-02T00:00Z', '2026-03-09T00:00Z', '2026-03-09T08:00Z'],
  ],
  [
    'a Sunday',
    '2026-03-08T12:00Z',
    'UTC',
    ['2026-02-23', '2026-03-01', '2026-02-23T00:00Z', '2026-03-02T00:00Z', '2026-03-02T08:00Z'],
  ],
  [
    'Sunday in UTC, Monday in Tokyo',
    '2026-03-08T20:00Z',
    'Asia/Tokyo',
    ['2026-03-02', '2026-03-08', '2026-03-01T15:00Z', '2026-03-08T15:00Z', '2026-03-08T23:00Z'],
  ],
  [
    'a week of 167 hours',
    '2026-03-30T12:00Z',
    'Europe/Berlin',
    ['2026-03-23', '2026-03-29', '2026-03-22T23:00Z', '2026-03-29T22:00Z', '2026-03-30T06:00Z'],
  ],
])('weekBefore: %s', (_, now, timezone, [first_day, last_day, ...instants]) => {
  const [from, to, due_at] = instants.map(text => Date.parse(text))
  expect(weekBefore(Date.parse(now), timezone)).toEqual({ first_day, last_day, from, to, due_at })
})
