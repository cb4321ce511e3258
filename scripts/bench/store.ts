/** A store of its own for a benchmark, on disk, gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../db/database.ts'
import { openStore } from '../../db/open.ts'

export interface BenchStore {
  readonly db: Database
  /** Of the SQLite file. */
  readonly path: string
  /** A file beside it. */
  readonly beside: (name: string) => string
  readonly deps: { readonly db: Database; readonly now: () => number; readonly newId: () => string }
  remove(): Promise<void>
}

export async function openBenchStore(): Promise<BenchStore> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
  const path = join(folder, 'bench.db')
  const db = await openStore(`sqlite:${path}`, Date.now)
  return {
    db,
    path,
    beside: name => join(folder, name),
    deps: { db, now: Date.now, newId: () => crypto.randomUUID() },
    async remove() {
      await db.close()
      rmSync(folder, { recursive: true })
    },
  }
}
