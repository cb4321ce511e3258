import { describe, expect, it } from 'vitest'
import { RequestRefused } from '../../../worker/errors.ts'
import { ago, clockIn, duration, percent, plural } from '../../../worker/pages/figures.ts'
import { periodFrom } from '../../../worker/pages/period.ts'
import { timeTicks } from '../../../worker/pages/time-ticks.ts'

const at = (text: string) => Date.parse(text)
const NOW = at('2026-05-15T22:30:00Z')

describe('periodFrom', () => {
  it.each([
    // key                        zone                from                          to
    ['30d', 'UTC', '2026-04-16T00:00:00Z', '2026-05-16T00:00:00Z'],
    ['30d', 'Europe/Berlin', '2026-04-16T22:00:00Z', '2026-05-16T22:00:00Z'],
    ['quarter', 'UTC', '2026-04-01T00:00:00Z', '2026-05-16T00:00:00Z'],
    ['last-quarter', 'America/New_York', '2026-01-01T05:00:00Z', '2026-04-01T04:00:00Z'],
    ['year', 'Asia/Kathmandu', '2025-12-31T18:15:00Z', '2026-05-16T18:15:00Z'],
    ['12m', 'UTC', '2025-06-01T00:00:00Z', '2026-05-16T00:00:00Z'],
    ['2026-03-29..2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['2024-02-29..2026-12-31', 'UTC', '2024-02-29T00:00:00Z', '2027-01-01T00:00:00Z'],
  ])('%s in %s', (key, timezone, from, to) => {
    const period = periodFrom(key, timezone, NOW)
    expect([new Date(period.from).toISOString(), new Date(period.to).toISOString()]).toEqual(
      [from, to].map(text => new Date(text).toISOString()),
    )
  })

  it.each([
    '',
    'q',
    '2026-02-30..2026-03-01',
    '2026-03-02..2026-03-01',
    '2026-01-01',
    '2026-01-01..2026-01-02..2026-01-03',
    "1'..2",
  ])('refuses %j', key => {
    expect(() => periodFrom(key, 'UTC', NOW)).toThrow(RequestRefused)
  })

  it('without end or beginning holds every moment that a deal can have', () => {
    const { from, to } = periodFrom('all', 'UTC', NOW)
    expect(from).toBeLessThan(at('0001-01-01T00:00:00Z'))
    expect(to).toBeGreaterThan(at('9999-12-31T00:00:00Z'))
  })
})

describe('timeTicks', () => {
  it.each([
    ['days of a week', '2026-03-01T12:00Z', '2026-03-05T12:00Z', ['2 Mar', '3 Mar', '4 Mar', '5 Mar']],
    ['weeks of a month', '2026-03-01T12:00Z', '2026-03-30T12:00Z', ['2 Mar', '9 Mar', '16 Mar', '23 Mar', '30 Mar']],
    ['months, the year where it begins', '2025-11-15T12:00Z', '2026-03-30T12:00Z', ['Dec 2025', 'Jan 2026', 'Feb', 'Mar']],
    [
      'years of decades',
      '2004-06-01T12:00Z',
      '2026-03-30T12:00Z',
      ['2006', '2008', '2010', '2012', '2014', '2016', '2018', '2020', '2022', '2024', '2026'],
    ],
  ])('are %s', (_, from, to, labels) => {
    expect(timeTicks(at(from), at(to), 'UTC').map(tick => tick.label)).toEqual(labels)
  })

  it('lie on the turn of the day in the zone, over a change of the clocks too', () => {
    const ticks = timeTicks(at('2026-03-27T12:00Z'), at('2026-03-31T12:00Z'), 'Europe/Berlin')
    expect(ticks.map(tick => new Date(tick.at).toISOString().slice(8, 16))).toEqual([
      '27T23:00',
      '28T23:00',
      '29T22:00',
      '30T22:00',
    ])
  })
})

describe('figures', () => {
  it.each([
    [0, '0 %'],
    [0.0001, '<1 %'],
    [0.314, '31 %'],
    [0.9999, '>99 %'],
    [1, '100 %'],
    [-0.2, '-20 %'],
  ])('%s of all is %s', (share, shown) => {
    expect(percent(share).replace('\u202f', ' ')).toBe(shown)
  })

  it.each([
    [0, '0 s'],
    [44_600, '45 s'],
    [59_400, '59 s'],
    [250_000, '4 min'],
    [4_320_000, '1 h 12 min'],
    [7_200_000, '2 h'],
  ])('%s ms is %s', (ms, shown) => {
    expect(duration(ms).replaceAll('\u202f', ' ')).toBe(shown)
  })

  it.each([
    [10_000, 'just now'],
    [12 * 60_000, '12 min ago'],
    [26 * 3_600_000, '26 hours ago'],
    [3 * 86_400_000, '3 days ago'],
    [100 * 86_400_000, '3 months ago'],
    [900 * 86_400_000, '2 years ago'],
    [-5000, 'just now'],
  ])('%s ms before now is %s', (passed, shown) => {
    expect(ago(NOW - passed, NOW).replace(/[\u202f\u00a0]/g, ' ')).toBe(shown)
  })

  it('count one thing in the singular', () => {
    expect([plural(1, 'person', 'people'), plural(1200, 'deal')]).toEqual(['1\u00a0person', '1,200\u00a0deals'])
  })

  it('show clocks and calendars of the workspace', () => {
    const clock = clockIn('Asia/Tokyo', NOW)
    expect([clock.moment(NOW), clock.shortDay(NOW), clock.day(at('2025-09-30T16:00:00Z')), clock.time(NOW)]).toEqual([
      '16 May 2026, 07:30',
      '16 May',
      '1 Oct 2025',
      '07:30:00',
    ])
  })
})
