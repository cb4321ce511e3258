/** Which messages of the queue before the store are stored already. */
import { sql } from 'drizzle-orm'
import { type Database, insertInto, type Write } from '../database.ts'
import { deliveredMessages } from '../schema.ts'
import { allIn } from './in-list.ts'

/** Those of the ids that are. */
export async function deliveredAmong(db: Database, ids: readonly string[]): Promise<Set<string>> {
  const rows = await allIn(ids, list =>
    db.all<{ message_id: string }>(sql`select message_id from ${deliveredMessages} where message_id in (${list})`),
  )
  return new Set(rows.map(row => row.message_id))
}

/** Breaks its transaction when somebody else has stored one of them meanwhile. */
export const messagesDelivered = (ids: readonly string[], at: number): Write =>
  insertInto(
    deliveredMessages,
    ids.map(message_id => ({ message_id, delivered_at: at })),
  )

/** No queue keeps a message for so long that one of these could come again. */
export async function forgetDeliveredBefore(db: Database, at: number, limit: number): Promise<void> {
  const old = await db.all(sql`select 1 as found from ${deliveredMessages} where delivered_at < ${at} limit 1`)
  if (old.length === 0) return
  await db.run(sql`
    delete from ${deliveredMessages}
    where message_id in (
        select message_id from ${deliveredMessages} where delivered_at < ${at} order by delivered_at limit ${limit}
    )
  `)
}
