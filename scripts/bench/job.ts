/**
 * A full run of the attribution job under every rule model, against SQLite's own speed at inserting the very rows of
 * credits that it stored; and reading and computing alone, against SQLite's own speed at reading the touches.
 */
import Sqlite from 'better-sqlite3'
import { publishedJourneys } from '../../db/queries/model-versions.ts'
import { creditsUnder } from '../../worker/attribution/credit.ts'
import { type Model, modelNamed } from '../../worker/attribution/models.ts'
import { attribute } from '../../worker/jobs/attribute.ts'
import { pathFrom } from '../../worker/jobs/journey-row.ts'
import { fillWithFacts, ruleModels } from './facts.ts'
import { type Figure, median } from './main.ts'
import { type BenchStore, openBenchStore } from './store.ts'

const ROUNDS = 3

export async function jobBench(accounts = 100_000, touchesEach = 10): Promise<Figure[]> {
  const store = await openBenchStore()
  const size = `${accounts * touchesEach} touches, ${accounts} deals to opportunity and win`
  try {
    await fillWithFacts(store.db, { accounts, touchesEach, models: ruleModels })
    const run = await attribute(store.deps)
    const peakMb = Math.round(process.resourceUsage().maxRSS / 1024)
    const again = await attribute(store.deps, { full: true })
    const floor = insertFloor(store)
    const reading = await readingRounds(store)
    const models = `${ruleModels.length} models`
    const floorIs = 'SQLite inserting the very same credit rows in one prepared loop and one transaction'
    return [
      {
        what: `full run into an empty store, ${size}, ${models}, ${run.credits} credits, one round, ${peakMb} MB at most`,
        unit: 's',
        ours: run.ms / 1000,
        floor,
        floorIs,
      },
      {
        what: 'the same once more, with the removal of what it replaces, one round',
        unit: 's',
        ours: again.ms / 1000,
        floor,
        floorIs,
      },
      {
        what: `journeys read and ${models} computed, nothing stored, ${size}`,
        unit: 's',
        ours: median(reading.ours),
        floor: median(reading.floors),
        floorIs: 'better-sqlite3 .all() of the same touches in the order of the journeys',
      },
    ]
  } finally {
    await store.remove()
  }
}

const ROWS_AT_ONCE = 10_000

/** @returns seconds that SQLite takes for the rows of the table credits, in their order, with its key; reading them is not counted */
function insertFloor({ path, beside }: BenchStore): number {
  const source = new Sqlite(path, { readonly: true })
  const target = new Sqlite(beside('floor.db'))
  target.pragma('journal_mode = wal')
  target.pragma('synchronous = full')
  target.exec(String(source.prepare("select sql from sqlite_schema where name = 'credits'").pluck().get()))
  const page = source.prepare(`select rowid, * from credits where rowid > ? order by rowid limit ${ROWS_AT_ONCE}`).raw()
  const marks = page
    .columns()
    .slice(1)
    .fill({ ...page.columns()[0]!, name: '?' })
  const insert = target.prepare(`insert into credits values (${marks.map(() => '?').join(', ')})`)
  let ms = 0
  const timed = (work: () => void) => {
    const started = performance.now()
    work()
    ms += performance.now() - started
  }
  timed(() => target.exec('begin'))
  let after: unknown = 0
  for (;;) {
    const rows = page.all(after) as unknown[][]
    after = rows.at(-1)?.[0]
    const bare = rows.map(row => row.slice(1))
    timed(() => {
      for (const row of bare) insert.run(...row)
    })
    if (rows.length < ROWS_AT_ONCE) break
  }
  timed(() => target.exec('commit'))
  target.close()
  source.close()
  return ms / 1000
}

/** Seconds of each round, ours and the floor in turn. */
async function readingRounds(store: BenchStore): Promise<{ ours: number[]; floors: number[] }> {
  const models = ruleModels.flatMap(name => modelNamed(name) ?? [])
  const ours: number[] = []
  const floors: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(await readAndCompute(store, models))
    floors.push(readTouches(store))
  }
  return { ours, floors }
}

const SUBJECTS_AT_ONCE = 500

export async function readAndCompute({ db, path }: BenchStore, models: readonly Model[]): Promise<number> {
  const sqlite = new Sqlite(path, { readonly: true })
  const subjects = sqlite.prepare<[], string>('select subject_id from published order by subject_id').pluck().all()
  sqlite.close()
  const started = performance.now()
  let amounts = 0
  for (let at = 0; at < subjects.length; at += SUBJECTS_AT_ONCE) {
    for (const row of await publishedJourneys(db, subjects.slice(at, at + SUBJECTS_AT_ONCE))) {
      const path = pathFrom(row)
      for (const model of models) {
        amounts += creditsUnder(model, path, row.amount_minor, row.base_amount_minor).amounts_minor.length
      }
    }
  }
  if (amounts === 0) throw new Error('no amounts')
  return (performance.now() - started) / 1000
}

export function readTouches({ path }: BenchStore): number {
  const sqlite = new Sqlite(path, { readonly: true })
  const started = performance.now()
  const rows = sqlite
    .prepare(
      `select touches.subject_id, touches.touch_id, touches.touch_at, touches.channel, touches.kind, touches.source
       from touches
       inner join published on published.subject_id = touches.subject_id and published.run_id = touches.run_id
       order by touches.subject_id, touches.touch_at, touches.touch_id`,
    )
    .all()
  const seconds = (performance.now() - started) / 1000
  sqlite.close()
  if (rows.length === 0) throw new Error('no touches')
  return seconds
}
