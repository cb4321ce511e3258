/** A store of its own for a benchmark, on disk, gone afterwards. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
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

/** @param copyOf  a store's file to begin with; absent: an empty store */
export async function openBenchStore(copyOf?: string): Promise<BenchStore> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
  const path = join(folder, 'bench.db')
  if (copyOf) copyFileSync(copyOf, path)
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
