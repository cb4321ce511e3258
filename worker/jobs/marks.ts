/**
 * The work list of a run. Taking a mark makes the run's id its token; a fact written after that gives the mark a
 * token of its own again, so the run leaves it for the next one. A mark goes in the transaction that writes what
 * follows from it: rows, or marks further down the line. A run that is killed loses none.
 */
import type { Database, Write } from '../../db/database.ts'
import { keysTaken, marksAfter, marksRemoved } from '../../db/queries/stale-marks.ts'
import type { Lease } from './lease.ts'
import { pause } from './pause.ts'
import { markStale, type Stale, type StaleKind } from './stale.ts'

const TAKEN_AT_ONCE = 2_000

/**
 * Takes every mark there is, those of a killed run among them.
 * @param after   kind and key of the last one that this run has
 * @param onPage  told that place, after each page but the last
 */
export async function takeMarks(
  db: Database,
  lease: Lease,
  runId: string,
  after: readonly string[],
  onPage: (after: readonly string[]) => Promise<void>,
): Promise<void> {
  let [kind = '', key = ''] = after
  for (;;) {
    const page = await marksAfter<StaleKind>(db, { kind, key }, TAKEN_AT_ONCE)
    const last = page.at(-1)
    if (last === undefined) return
    await lease.commit(markStale(page, runId))
    await pause()
    if (page.length < TAKEN_AT_ONCE) return
    ;({ kind, key } = last)
    await onPage([kind, key])
  }
}

/** Every taken mark of a kind after one, once, in batches in the order of their keys. */
export async function* takenMarks(
  db: Database,
  kind: StaleKind,
  runId: string,
  size: number,
  after = '',
): AsyncGenerator<string[]> {
  let keys: string[] = []
  do {
    keys = await keysTaken(db, kind, runId, keys.at(-1) ?? after, size)
    if (keys.length > 0) {
      yield keys
      await pause()
    }
  } while (keys.length === size)
}

/**
 * Puts what follows from some marks in their place. Those that a fact has renewed meanwhile stay.
 *
 * All are locked by the first statement, in the order in which all writers lock them: two PostgreSQL transactions
 * cannot then wait for each other.
 *
 * @param next  marks further down the line
 */
export function passOn(kind: StaleKind, keys: readonly string[], next: readonly Stale[], runId: string): Write[] {
  const locked = markStale([...marksOf(kind, keys), ...next], runId)
  return [{ ...locked, tail: KEEP }, markStale(next, runId), ...marksRemoved(kind, keys, runId)]
}

const KEEP = 'on conflict (kind, mark_key) do update set token = stale_marks.token'

/** Marks of one kind. */
export const marksOf = (kind: StaleKind, keys: Iterable<string>): Stale[] => Array.from(keys, key => ({ kind, key }))
