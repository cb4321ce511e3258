/** Dead letters are personal data too: they go after a month, replayed or not. The counts of the ledger stay. */
import type { Database } from '../../db/database.ts'
import { isAnyLetterOlder, oldestLettersRemoved } from '../../db/queries/dead-letters.ts'

export const LETTER_DAYS = 30

const DAY_MS = 86_400_000

/** A transaction that removes 10,000 long texts at once would make everybody else wait. */
const AT_ONCE = 500

/** To be run regularly; costs one look into an index when there is nothing to do. */
export async function removeOldLetters(db: Database, now: number): Promise<void> {
  const oldest = now - LETTER_DAYS * DAY_MS
  while (await isAnyLetterOlder(db, oldest)) await db.run(oldestLettersRemoved(oldest, AT_ONCE))
}
