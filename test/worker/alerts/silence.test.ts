import { describe, expect, it } from 'vitest'
import { HOUR_MS, silenceOf } from '../../../worker/alerts/silence.ts'

/** A Monday, 00:00 UTC. */
const MONDAY = Date.UTC(2026, 0, 5)
const DAY = 24
const at = (hours: number) => MONDAY + hours * HOUR_MS
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

/** Hours of the four weeks before MONDAY on which something comes. */
const weeks = (comes: (hour: number, day: number) => boolean) =>
  range(-28 * DAY, 0).filter(hour => comes((hour + 28 * DAY) % DAY, Math.floor((hour + 28 * DAY) / DAY) % 7))
const office = weeks((hour, day) => day < 5 && hour >= 8 && hour < 18)
const always = weeks(() => true)
const nightly = weeks(hour => hour === 2)

const silence = (hours: readonly number[], now: number, upSince = -1000) => silenceOf(hours.map(at), at(now), at(upSince))

describe('silenceOf', () => {
  it.each([
    ['a busy site, two hours', always, 2, null],
    ['a busy site, three hours', always, 3, { silent_hours: 3, usual_hours: 0 }],
    ['an office site on Monday morning: 62 hours are usual', office, 8, null],
    ['an office site on Tuesday afternoon, after a holiday', office, 38, null],
    ['an office site on Tuesday evening', office, 39, { silent_hours: 93, usual_hours: 62 }],
    ['a nightly import, the night after', nightly, 12, null],
    ['a nightly import that has missed a night', nightly, 14, { silent_hours: 35, usual_hours: 23 }],
    ['a site that began last week', always.slice(-7 * DAY), 100, null],
    ['a site that had something on five days only', weeks((hour, day) => hour === 8 && day === 2).concat(-1), 500, null],
    ['nothing at all', [], 100, null],
  ] as const)('%s', (_, hours, now, expected) => {
    const found = silence(hours, now)
    expect(found && { silent_hours: found.silent_hours, usual_hours: found.usual_hours }).toEqual(expected)
  })

  it('does not take one outage for the rhythm', () => {
    const broken = always.filter(hour => hour < -10 * DAY || hour > -8 * DAY)
    expect(silence(broken, 4)).toMatchObject({ usual_hours: 0 })
  })

  it('is one silence, known by its last hour, and due at one time', () => {
    const [early, late] = [silence(always, 3), silence(always, 90)]
    expect([early?.last_hour_at, late?.last_hour_at]).toEqual([at(-1), at(-1)])
    expect([early?.due_at, late?.due_at]).toEqual([at(3), at(3)])
  })

  it('does not blame a site for the time when we were away', () => {
    expect(silence(always, 50, 49)).toBeNull()
    expect(silence(always, 53, 49)).toMatchObject({ silent_hours: 53, due_at: at(52) })
  })
})
