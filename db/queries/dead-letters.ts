/** Dead letters, chosen by what they have in common. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type DeadLetter, deadLetters } from '../schema.ts'

/** What is given must hold. */
export interface LetterChoice {
  readonly dead_letter_id?: string | undefined
  readonly reason?: string | undefined
  readonly site_id?: string | undefined
  /** Received at or after. */
  readonly since?: number | undefined
  /** Only those that a replay would try. */
  readonly isWaiting?: boolean | undefined
}

/** A place among letters in the order of their arrival. */
export type LetterPlace = Pick<DeadLetter, 'received_at' | 'dead_letter_id'>

/** Those that wait for a replay, the oldest first. */
export const lettersToReplay = (db: Database, choice: LetterChoice, after: LetterPlace | null, limit: number) =>
  db.all<DeadLetter>(sql`
    select *
    from ${deadLetters}
    where ${holds({ ...choice, isWaiting: true })}
      and ${
        after === null
          ? sql`1 = 1`
          : sql`(received_at > ${after.received_at}
          or (received_at = ${after.received_at} and dead_letter_id > ${after.dead_letter_id}))`
      }
    order by received_at, dead_letter_id
    limit ${limit}
  `)

/** A letter without what it is about: heads are long. */
export type LetterLine = Omit<DeadLetter, 'head' | 'seen'>

/** The newest first, from a place on or from a number of them on. */
export const letterLines = (db: Database, choice: LetterChoice, before: LetterPlace | null, limit: number, offset = 0) =>
  db.all<LetterLine>(sql`
    select
        dead_letter_id,
        site_id,
        received_at,
        reason,
        field,
        detail,
        event_id,
        sha256,
        bytes,
        replayable,
        replayed_at,
        kind,
        events,
        tries
    from ${deadLetters}
    where ${holds(choice)}
      and ${
        before === null
          ? sql`1 = 1`
          : sql`(received_at < ${before.received_at}
          or (received_at = ${before.received_at} and dead_letter_id < ${before.dead_letter_id}))`
      }
    order by received_at desc, dead_letter_id desc
    limit ${limit}
    offset ${offset}
  `)

export async function letterById(db: Database, id: string): Promise<DeadLetter | null> {
  const [row] = await db.all<DeadLetter>(sql`select * from ${deadLetters} where dead_letter_id = ${id}`)
  return row ?? null
}

export interface LetterCounts {
  /** All that are kept. */
  readonly letters: number
  /** Of these those that a replay would try. */
  readonly waiting: number
  readonly replayed: number
  /** Of these those that nobody can take any more: only their beginning is kept. */
  readonly unreplayable: number
}

export interface ReasonCounts extends LetterCounts {
  readonly reason: string
  readonly site_id: string
}

const counted = sql`
  count(*) as letters,
  coalesce(sum(case when replayable = 1 and replayed_at is null then 1 else 0 end), 0) as waiting,
  coalesce(sum(case when replayed_at is not null then 1 else 0 end), 0) as replayed,
  coalesce(sum(case when replayable = 0 then 1 else 0 end), 0) as unreplayable
`

export const letterCountsByReason = (db: Database, choice: LetterChoice) =>
  db.all<ReasonCounts>(sql`
    select reason, site_id, ${counted}
    from ${deadLetters}
    where ${holds(choice)}
    group by reason, site_id
    order by reason, site_id
  `)

export async function letterCounts(db: Database, choice: LetterChoice): Promise<LetterCounts> {
  const [row] = await db.all<LetterCounts>(sql`select ${counted} from ${deadLetters} where ${holds(choice)}`)
  return row ?? { letters: 0, waiting: 0, replayed: 0, unreplayable: 0 }
}

/** Whether a letter is older than a moment. */
export async function isAnyLetterOlder(db: Database, than: number): Promise<boolean> {
  const rows = await db.all(sql`select 1 as found from ${deadLetters} where received_at < ${than} limit 1`)
  return rows.length > 0
}

/** Removes the oldest of those that are older than a moment. */
export const oldestLettersRemoved = (than: number, limit: number): SQL => sql`
  delete from ${deadLetters}
  where dead_letter_id in (
      select dead_letter_id
      from ${deadLetters}
      where received_at < ${than}
      order by received_at
      limit ${limit}
  )
`

function holds({ dead_letter_id, reason, site_id, since, isWaiting }: LetterChoice): SQL {
  const conditions = [
    dead_letter_id !== undefined && sql`dead_letter_id = ${dead_letter_id}`,
    reason !== undefined && sql`reason = ${reason}`,
    site_id !== undefined && sql`site_id = ${site_id}`,
    since !== undefined && sql`received_at >= ${since}`,
    isWaiting && sql`replayable = 1 and replayed_at is null`,
  ].filter(condition => typeof condition === 'object')
  return conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` and `)
}
