/** A full run of the attribution job under every rule model, against SQLite's own speed at inserting as many credits. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Database } from '../../db/database.ts'
import { openStore } from '../../db/open.ts'
import { importRows } from '../../worker/crm/import.ts'
import { attribute } from '../../worker/jobs/attribute.ts'
import { defaultSettings } from '../../worker/settings.ts'
import { type Figure, median } from './main.ts'

const ACCOUNTS = 5000
const TOUCHES_EACH = 10
const ROUNDS = 3

export async function jobBench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
  const db = await openStore(`sqlite:${join(folder, 'bench.db')}`, Date.now)
  const deps = { db, now: Date.now, newId: () => crypto.randomUUID() }
  try {
    await importCsv(db, 'accounts', ['external_id,name', ...accountIds.map(id => `${id},Company ${id}`)])
    await importCsv(db, 'touches', ['external_id,at,account,channel,campaign', ...accountIds.flatMap(touchesOf)])
    await importCsv(db, 'deals', ['external_id,account,amount,currency,status,created_at,closed_at', ...accountIds.map(dealOf)])
    const times: number[] = []
    const floors: number[] = []
    let credits = 0
    for (let round = 0; round < ROUNDS; round++) {
      const run = await attribute(deps, { full: true })
      credits = run.credits
      times.push(run.ms / 1000)
      floors.push(insertFloor(join(folder, `floor-${round}.db`), credits))
    }
    return [
      {
        what: `full run, ${ACCOUNTS * TOUCHES_EACH} touches, ${ACCOUNTS} deals, ${credits} credits`,
        unit: 's',
        ours: median(times),
        floor: median(floors),
        floorIs: 'SQLite inserting as many credit rows in one prepared loop',
      },
    ]
  } finally {
    await db.close()
    rmSync(folder, { recursive: true })
  }

  async function importCsv(store: Database, kind: 'accounts' | 'touches' | 'deals', lines: readonly string[]) {
    const report = await importRows({ ...deps, db: store, settings: defaultSettings }, kind, bytesOf(lines))
    if (report.rejected_total > 0) throw new Error(`${kind}: ${JSON.stringify(report.rejected[0])}`)
  }
}

const accountIds = Array.from({ length: ACCOUNTS }, (_, i) => `A${i}`)
const channels = ['Paid Search', 'Organic Search', 'Direct', 'Email', 'Paid Social']
const day = (number: number) => new Date(Date.UTC(2026, 0, 1 + number)).toISOString()

const touchesOf = (account: string) =>
  Array.from(
    { length: TOUCHES_EACH },
    (_, i) => `${account}-${i},${day(i * 7)},${account},${channels[i % channels.length]},c${i % 3}`,
  )

const dealOf = (account: string, i: number) => `D${i},${account},${1000 + i}.17,EUR,won,${day(35)},${day(90)}`

async function* bytesOf(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  for (let at = 0; at < lines.length; at += 1000) yield encoder.encode(`${lines.slice(at, at + 1000).join('\n')}\n`)
}

/** @returns seconds that SQLite takes for rows of the credits table, in one transaction, with its key */
function insertFloor(path: string, rows: number): number {
  const sqlite = new Sqlite(path)
  sqlite.pragma('journal_mode = wal')
  sqlite.pragma('synchronous = full')
  sqlite.exec(`create table credits (
    subject_id text not null, run_id text not null, deal_id text not null, stage text not null, model text not null,
    touch_id text not null, position bigint not null, milestones text not null, weight_e15 bigint not null,
    amount_minor bigint not null, base_amount_minor bigint,
    primary key (subject_id, run_id, deal_id, stage, model, touch_id))`)
  const insert = sqlite.prepare('insert into credits values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const started = performance.now()
  sqlite.transaction(() => {
    for (let i = 0; i < rows; i++) {
      const subject = `c_${String(Math.floor(i / 250)).padStart(36, '0')}`
      insert.run(
        subject,
        'r1',
        `d_${subject.slice(2)}`,
        'won',
        `model ${i % 15}`,
        `o_${i}`,
        (i % 10) + 1,
        '',
        1e14,
        12_345,
        12_345,
      )
    }
  })()
  const seconds = (performance.now() - started) / 1000
  sqlite.close()
  return seconds
}
