import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { describeEachEngine } from '../../engines.ts'
import { pageView, startCollector } from './collector.ts'

/** The store, with somebody who writes first in the moment between the look and the write. */
function withRival(db: Database, rival: () => Promise<unknown>): Database {
  let isDone = false
  return {
    ...db,
    async run(...writes) {
      if (!isDone) {
        isDone = true
        await rival()
      }
      return db.run(...writes)
    },
  }
}

describeEachEngine('two processes that get the same id', open => {
  it('agree on the first, and tell a repetition from a conflict', async () => {
    const db = await open()
    const first = await startCollector(db)
    const same = pageView({ id: 'event-same' })
    const other = pageView({ id: 'event-other', title: 'first' })
    const second = await startCollector(withRival(db, () => first.collect(same, other)))

    const late = { ...other, type: 'identify', email: 'jane@acme.example' }
    const conflict = { id: 'event-other', reason: 'id_conflict', field: 'id' }
    expect(await second.collect(same, late, pageView({ id: 'event-new' }), late)).toEqual({
      accepted: 1,
      duplicates: 1,
      rejected: [
        { index: 1, ...conflict },
        { index: 3, ...conflict },
      ],
    })

    expect((await first.events()).map(event => [event.event_id, event.type])).toEqual([
      ['event-new', 'page'],
      ['event-other', 'page'],
      ['event-same', 'page'],
    ])
    expect(await first.letters()).toMatchObject([conflict, conflict].map(({ id, reason }) => ({ event_id: id, reason })))
    expect(await db.all(sql`select person_id from people union all select link_id from identity_links`)).toEqual([])
    expect(await db.all(sql`select outcome, reason, events from ledger where events <> 0 order by outcome`)).toEqual([
      { outcome: 'accepted', reason: '', events: 3 },
      { outcome: 'duplicate', reason: '', events: 1 },
      { outcome: 'rejected', reason: 'id_conflict', events: 2 },
    ])
  })
})
