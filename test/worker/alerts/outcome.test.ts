import { describe, expect, it } from 'vitest'
import { GIVE_UP_MS, pauseAfter, triedOutcome } from '../../../worker/alerts/outcome.ts'
import { type Answer, NoAnswer } from '../../../worker/install/ask.ts'
import { NOW } from '../../engines.ts'

const answer = (status: number, headers: Record<string, string> = {}): Answer => ({
  url: new URL('https://hooks.example.com/'),
  status,
  headers: new Headers(headers),
  body: new Uint8Array(),
  isCut: false,
})
const MIDDLE = 0.5
const SECOND = 1000
const HOUR = 3_600_000

describe('triedOutcome', () => {
  it.each([
    ['200', answer(200), 'delivered', undefined, null],
    ['204', answer(204), 'delivered', undefined, null],
    ['302', answer(302, { location: 'http://127.0.0.1:9/' }), 'waiting', 'redirect', 10 * SECOND],
    ['404', answer(404), 'waiting', 'refused', 10 * SECOND],
    ['410', answer(410), 'failed', 'gone', null],
    ['500', answer(500), 'waiting', 'refused', 10 * SECOND],
    ['429 with a pause', answer(429, { 'retry-after': '120' }), 'waiting', 'refused', 120 * SECOND],
    ['503 with a shorter pause', answer(503, { 'retry-after': '1' }), 'waiting', 'refused', 10 * SECOND],
    ['503 with a pause of a month', answer(503, { 'retry-after': '999999' }), 'waiting', 'refused', 12 * HOUR],
    ['nobody there', new NoAnswer('unreachable', 'nothing listens there'), 'waiting', 'unreachable', 10 * SECOND],
    ['a private network', new NoAnswer('forbidden', 'private'), 'waiting', 'blocked', 10 * SECOND],
  ] as const)('%s', (_, given, status, reason, pause) => {
    const { outcome, next_at, isGone } = triedOutcome(given, { attempts: 0, made_at: NOW }, NOW, MIDDLE)
    expect({ status: outcome.status, reason: 'reason' in outcome ? outcome.reason : undefined }).toEqual({ status, reason })
    expect(next_at).toBe(pause === null ? null : NOW + pause)
    expect(isGone).toBe(reason === 'gone')
  })

  it('tries for nearly three days, with pauses that grow to half a day, and then gives up', () => {
    let now = NOW
    const pauses: number[] = []
    for (let attempts = 0; ; attempts++) {
      const { outcome, next_at } = triedOutcome(answer(500), { attempts, made_at: NOW }, now, MIDDLE)
      if (next_at === null) {
        expect(outcome.status).toBe('failed')
        break
      }
      pauses.push((next_at - now) / SECOND)
      now = next_at
    }
    expect(pauses).toEqual([10, 30, 90, 270, 810, 2430, 7290, 21_870, ...Array(5).fill(43_200)])
    expect(now - NOW).toBeGreaterThan(GIVE_UP_MS - 12 * HOUR)
  })

  it('spreads what failed together', () => {
    expect([pauseAfter(1, 0), pauseAfter(1, 0.5), pauseAfter(1, 0.999_999)]).toEqual([8000, 10_000, 12_000])
  })
})
