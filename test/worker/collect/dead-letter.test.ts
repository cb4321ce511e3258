import { describe, expect, it } from 'vitest'
import type { DeadLetter } from '../../../db/schema.ts'
import { letterOfEvent, letterQuota } from '../../../worker/collect/dead-letter.ts'
import { describeEachEngine, NOW } from '../../engines.ts'
import { pageView, startCollector } from './collector.ts'

describe('a dead letter', () => {
  it('holds the event as it came, with addresses and titles scrubbed as those of stored events', () => {
    const event = {
      id: 'x',
      url: 'https://example.com/?token=abc',
      title: 'jane@acme.example',
      email: 'jane@acme.example',
      props: { a: [1] },
    }
    const { head, isWhole, bytes } = letterOfEvent(event, 'bad_id', false)
    expect(JSON.parse(head)).toEqual({ ...event, url: 'https://example.com/?token=*', title: '*' })
    expect({ isWhole, bytes }).toEqual({ isWhole: true, bytes: JSON.stringify(event).length })
  })

  it('of an event that is too large is its beginning', () => {
    const letter = letterOfEvent({ props: 'ü'.repeat(40_000) }, 'event_too_large', false)
    expect(letter.head).toHaveLength(4096)
    expect(letter).toMatchObject({ isWhole: false, bytes: 80_012 })
  })
})

const DAY_MS = 86_400_000

describeEachEngine('the quota of dead letters', open => {
  it('counts what is stored already, and begins anew each day', async () => {
    const { db, collect, letters } = await startCollector(await open())
    await collect(pageView({ id: 'bad' }), pageView({ id: 'bad' }))
    const stored = await letters()
    expect(stored).toHaveLength(2)
    const quota = letterQuota(db, 3)
    const at = (received_at: number): DeadLetter => ({ ...stored[0]!, received_at })
    expect([await quota(at(NOW)), await quota(at(NOW)), await quota(at(NOW + DAY_MS))]).toEqual([true, false, true])
  })
})
