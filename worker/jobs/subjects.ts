/** Stale subjects → rows under the run's id, which nobody sees before the run is published. */
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { type BulkInsert, type Database, insertInto } from '../../db/database.ts'
import { journeyChanges, journeys, runSubjects, touches } from '../../db/schema.ts'
import type { ChannelRule } from '../journey/custom-rules.ts'
import { creditsInserted } from './credit-rows.ts'
import type { RefusedAdjustment } from './deal-money.ts'
import { compareJourneys, type RunBefore } from './journey-changes.ts'
import type { Lease } from './lease.ts'
import { pause } from './pause.ts'
import { loadSubjects, type Subject } from './subject-facts.ts'
import { journeyRows, type Terms, touchRows } from './subject-rows.ts'

/** What a run has done so far. */
export interface Tally {
  subjects: number
  accounts: number
  deals: number
  credits: number
  readonly refused: Map<string, RefusedAdjustment>
}

export const newTally = (): Tally => ({ subjects: 0, accounts: 0, deals: 0, credits: 0, refused: new Map() })

/** In one transaction: some 25 ms on SQLite, for which a request may have to wait. */
const ROWS_AT_ONCE = 2_000

/** @param before  the run that this one is compared with; null: there is none */
export async function renewSubjects(
  db: Database,
  lease: Lease,
  ids: readonly string[],
  rules: readonly ChannelRule[],
  terms: Terms,
  before: RunBefore | null,
  tally: Tally,
): Promise<void> {
  const writer = rowWriter(lease)
  const subjects = await loadSubjects(db, ids, rules)
  const comparison = before && (await compareJourneys(db, subjects, terms, before))
  for (const subject of subjects) {
    const { subject_id } = subject
    await writer.add(writer.subjects, [{ run_id: terms.run_id, subject_id, is_empty: isEmpty(subject) ? 1 : 0 }])
    await writer.add(writer.touches, touchRows(subject, terms))
    for (const { journey, credits, refused } of journeyRows(subject, terms)) {
      await writer.add(writer.journeys, [journey])
      comparison?.add(journey)
      await writer.add(writer.credits, credits)
      tally.credits += credits.length
      for (const adjustment of refused) tally.refused.set(adjustment.adjustment_id, adjustment)
    }
    tally.subjects += 1
    tally.accounts += subject.account_id === null ? 0 : 1
    tally.deals += subject.deals.length
  }
  if (comparison) await writer.add(writer.changes, await comparison.changes())
  await writer.flush()
}

const isEmpty = ({ touches, deals }: Subject) => touches.length === 0 && deals.length === 0

/** Collects rows and writes them in pieces. A journey goes before its credits: by it they are found when the run is killed. */
function rowWriter(lease: Lease) {
  const queues = {
    subjects: queueInto(runSubjects),
    touches: queueInto(touches),
    journeys: queueInto(journeys),
    credits: queueOf(creditsInserted),
    changes: queueInto(journeyChanges),
  }
  let waiting = 0

  const flush = async () => {
    waiting = 0
    await lease.commit(...Object.values(queues).map(queue => queue.taken()))
    await pause()
  }
  const add = async <Row>(queue: Queue<Row>, rows: readonly Row[]) => {
    for (let i = 0; i < rows.length; i += ROWS_AT_ONCE) {
      const piece = rows.slice(i, i + ROWS_AT_ONCE)
      queue.push(piece)
      waiting += piece.length
      if (waiting >= ROWS_AT_ONCE) await flush()
    }
  }
  return { ...queues, add, flush }
}

interface Queue<Row> {
  push(rows: readonly Row[]): void
  /** What waits, which then waits no longer. */
  taken(): BulkInsert
}

const queueInto = <T extends SQLiteTable>(table: T) => queueOf((rows: readonly T['$inferInsert'][]) => insertInto(table, rows))

function queueOf<Row>(inserted: (rows: readonly Row[]) => BulkInsert): Queue<Row> {
  let waiting: Row[] = []
  return {
    push: rows => void waiting.push(...rows),
    taken() {
      const insert = inserted(waiting)
      waiting = []
      return insert
    },
  }
}
