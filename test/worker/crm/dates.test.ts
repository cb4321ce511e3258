import { describe, expect, it } from 'vitest'
import { dayOf, endOfDay, isAmbiguousDate, isCalendarDay, timestampFrom } from '../../../worker/crm/dates.ts'

describe('endOfDay', () => {
  it.each([
    // zone                   day           end, UTC                    what
    ['UTC', '2026-03-01', '2026-03-01T23:59:59.999Z', 'no offset'],
    ['Europe/Berlin', '2026-01-15', '2026-01-15T22:59:59.999Z', 'winter'],
    ['Europe/Berlin', '2026-03-29', '2026-03-29T21:59:59.999Z', 'a day of 23 hours'],
    ['Europe/Berlin', '2026-10-25', '2026-10-25T22:59:59.999Z', 'a day of 25 hours'],
    ['America/New_York', '2026-03-08', '2026-03-09T03:59:59.999Z', 'a day of 23 hours'],
    ['America/New_York', '2026-11-01', '2026-11-02T04:59:59.999Z', 'a day of 25 hours'],
    ['America/Sao_Paulo', '2018-11-03', '2018-11-04T02:59:59.999Z', 'the next day has no midnight'],
    ['America/Sao_Paulo', '2018-02-17', '2018-02-18T02:59:59.999Z', '23:59:59.999 twice: the later'],
    ['America/St_Johns', '2005-10-29', '2005-10-30T03:29:59.999Z', 'set back at 00:01 over midnight: the later'],
    ['Pacific/Apia', '2011-12-29', '2011-12-30T09:59:59.999Z', 'before the skipped day'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T09:59:59.999Z', 'the skipped day'],
    ['Pacific/Apia', '2011-12-31', '2011-12-31T09:59:59.999Z', 'after the skipped day'],
    ['Australia/Lord_Howe', '2026-04-05', '2026-04-05T13:29:59.999Z', 'half an hour back'],
    ['Australia/Lord_Howe', '2026-10-04', '2026-10-04T12:59:59.999Z', 'half an hour ahead'],
    ['Asia/Kathmandu', '2026-03-01', '2026-03-01T18:14:59.999Z', 'a quarter of an hour'],
    ['Pacific/Kiritimati', '2026-03-01', '2026-03-01T09:59:59.999Z', '14 hours ahead'],
    ['Pacific/Chatham', '2026-04-05', '2026-04-05T11:14:59.999Z', 'three quarters, set back'],
  ])('%s %s ends at %s: %s', (zone, day, end) => {
    expect(new Date(endOfDay(day, zone)).toISOString()).toBe(end)
  })

  it('is the last instant that dayOf puts on that day, for 400 days in each of ten zones', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Asia/Kathmandu']
    for (const zone of [...zones, 'Pacific/Chatham', 'Africa/Cairo', 'Pacific/Kiritimati', 'America/St_Johns']) {
      for (let i = 0; i < 400; i++) {
        const day = new Date(Date.UTC(2018, 0, 1 + i)).toISOString().slice(0, 10)
        const end = endOfDay(day, zone)
        expect([zone, dayOf(end, zone)]).toEqual([zone, day])
        expect(dayOf(end + 1, zone) > day).toBe(true)
      }
    }
  })
})

describe('timestampFrom', () => {
  it.each([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01t10:00:00z', '2026-03-01T10:00:00.000Z'],
    ['2026-03-01 10:00:00+01:00', '2026-03-01T09:00:00.000Z'],
    ['2026-03-01T10:00:00.5-05:30', '2026-03-01T15:30:00.500Z'],
    ['2026-03-01T10:00:00.123456789Z', '2026-03-01T10:00:00.123Z'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(timestampFrom(text) ?? Number.NaN).toISOString()).toBe(iso)
  })

  it.each([
    '2026-03-01T10:00:00',
    '2026-02-30T10:00:00Z',
    '2026-03-01T24:00:00Z',
    '2026-03-01T10:60:00Z',
    '0',
    'foo 5',
    'now',
    '46082',
  ])('takes no %s', text => {
    expect(timestampFrom(text)).toBeNull()
  })
})

it.each([
  ['03/04/2026', true],
  ['3.4.26', true],
  ['03-04-2026 10:00', true],
  ['25/12/2026', false],
  ['2026-03-04', false],
  ['46082', false],
])('isAmbiguousDate(%s) is %s', (text, expected) => {
  expect(isAmbiguousDate(text)).toBe(expected)
})

it.each([
  ['2026-02-28', true],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-1-1', false],
  ['02026-01-01', false],
])('isCalendarDay(%s) is %s', (day, expected) => {
  expect(isCalendarDay(day)).toBe(expected)
})
