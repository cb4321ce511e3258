/** Dead letters for the JSON API: why each was rejected, not what it says. */
import type { Database } from '../../db/database.ts'
import { type LetterChoice, type LetterLine, type LetterPlace, letterLines } from '../../db/queries/dead-letters.ts'
import { RequestRefused } from '../errors.ts'
import type { Listing } from './reads.ts'

/** The newest first. @throws RequestRefused `invalid_cursor` */
export async function listDeadLetters(
  db: Database,
  choice: Pick<LetterChoice, 'reason' | 'site_id'>,
  { limit, cursor }: Listing,
) {
  const rows = await letterLines(db, choice, placeFrom(cursor), limit + 1)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(letterItem),
    next_cursor: rows.length > limit && last ? `${last.received_at}_${last.dead_letter_id}` : null,
  }
}

const letterItem = ({ received_at, replayed_at, replayable, ...letter }: LetterLine) => ({
  ...letter,
  received_at: new Date(received_at).toISOString(),
  replayable: replayable === 1,
  replayed_at: replayed_at === null ? null : new Date(replayed_at).toISOString(),
})

function placeFrom(cursor: string | undefined): LetterPlace | null {
  if (cursor === undefined) return null
  const [, received_at, dead_letter_id] = /^(\d{1,15})_([\w-]{1,64})$/.exec(cursor) ?? []
  if (dead_letter_id === undefined) throw new RequestRefused('invalid_cursor', 'cursor: not one of this list')
  return { received_at: Number(received_at), dead_letter_id }
}
