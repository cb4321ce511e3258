/** What becomes of a dead letter that was sent through arrival again. Writes for `Database.run`. */
import { type SQL, sql } from 'drizzle-orm'
import { type DeadLetter, deadLetters } from '../schema.ts'
import { listsOf } from './in-list.ts'

type Tried = Pick<DeadLetter, 'dead_letter_id' | 'tries'> & { readonly tried_at: number }

/** Their events are stored, or were there already. All of them were tried at one time. */
export const lettersReplayed = (letters: readonly Tried[]): SQL[] =>
  listsOf(letters.map(({ dead_letter_id }) => dead_letter_id)).map(
    list => sql`
      update ${deadLetters} set replayed_at = ${letters[0]?.tried_at ?? null} where dead_letter_id in (${list})
    `,
  )

/** It stays, with what is wrong with it now. */
export const letterRejectedAgain = (
  { dead_letter_id, tries }: Tried,
  { reason, field, detail }: Pick<DeadLetter, 'reason' | 'field' | 'detail'>,
): SQL => sql`
  update ${deadLetters}
  set replayed_at = null, tries = ${tries + 1}, reason = ${reason}, field = ${field}, detail = ${detail}
  where dead_letter_id = ${dead_letter_id}
`

/** Nothing of it may be kept. */
export const letterGone = ({ dead_letter_id }: Tried): SQL => sql`
  delete from ${deadLetters} where dead_letter_id = ${dead_letter_id}
`
