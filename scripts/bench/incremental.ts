/**
 * What a stale account costs a run of the job, in a small store and in one a hundred times as large. Every round takes
 * other accounts. Both files are read once before, and a first round brings the upper pages of the indexes into memory:
 * measured is the work, not how fast a disk finds a page.
 *
 * Filling the large store takes most of the time. Where BENCH_STORES names a folder, filled stores stay there and are
 * copied for each run. Who changes what the job writes deletes them.
 */
import { copyFileSync, createReadStream, existsSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { importRows } from '../../worker/crm/import.ts'
import { attribute } from '../../worker/jobs/attribute.ts'
import { defaultSettings } from '../../worker/settings.ts'
import { accountRef, fillWithFacts } from './facts.ts'
import { type Figure, median } from './main.ts'
import { type BenchStore, openBenchStore } from './store.ts'

const STALE = 500
const ROUNDS = 7
/** As few as show every way of sharing: the rows of a million accounts under all models would fill the disk. */
const MODELS = ['first_touch', 'linear', 'w_shaped']

export async function incrementalBench(small = 10_000, large = 1_000_000): Promise<Figure[]> {
  const stores = [await filledStore(small), await filledStore(large)] as const
  try {
    for (const { store } of stores) await readOnce(store.path)
    for (const store of stores) await renewStale(store, 0)
    const ms: [number[], number[]] = [[], []]
    for (let round = 1; round <= ROUNDS; round++) {
      ms[0].push(await renewStale(stores[0], round))
      ms[1].push(await renewStale(stores[1], round))
    }
    return [
      {
        what: `a stale account among ${large}, ${STALE} to a run, median of ${ROUNDS} runs`,
        unit: 'ms',
        ours: median(ms[1]),
        floor: median(ms[0]),
        floorIs: `the same among ${small} accounts`,
      },
    ]
  } finally {
    for (const { store } of stores) await store.remove()
  }
}

interface FilledStore {
  readonly store: BenchStore
  readonly accounts: number
}

async function filledStore(accounts: number): Promise<FilledStore> {
  const folder = process.env.BENCH_STORES
  const kept = folder && join(folder, `incremental-${accounts}.db`)
  if (kept && existsSync(kept)) return { store: await openBenchStore(kept), accounts }

  const store = await openBenchStore()
  await fillWithFacts(store.db, { accounts, touchesEach: 3, models: MODELS })
  await attribute(store.deps)
  if (!folder || !kept) return { store, accounts }

  // Closing moves what is still in the log into the file, so that the file alone is the store.
  await store.db.close()
  mkdirSync(folder, { recursive: true })
  copyFileSync(store.path, kept)
  rmSync(dirname(store.path), { recursive: true })
  return { store: await openBenchStore(kept), accounts }
}

async function readOnce(path: string): Promise<void> {
  for await (const _ of createReadStream(path, { highWaterMark: 1 << 20 })) {
    // The operating system keeps what was read.
  }
}

/** Imports a touch for each of some accounts, other ones in each round. @returns milliseconds of the run per account */
async function renewStale({ store, accounts }: FilledStore, round: number): Promise<number> {
  const apart = Math.floor(accounts / STALE)
  const rows = Array.from({ length: STALE }, (_, i) => {
    const number = i * apart + (round % apart)
    return `late-${round}-${i},2026-01-01T00:00:00Z,${accountRef(number)},Email\n`
  })
  const report = await importRows({ ...store.deps, settings: defaultSettings }, 'touches', bytesOf(rows))
  if (report.rejected_total > 0) throw new Error(JSON.stringify(report.rejected[0]))
  const started = performance.now()
  const run = await attribute(store.deps)
  if (run.accounts !== STALE) throw new Error(`${run.accounts} accounts were stale`)
  return (performance.now() - started) / STALE
}

async function* bytesOf(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(`external_id,at,account,channel\n${lines.join('')}`)
}
