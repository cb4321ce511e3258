import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/database.ts'
import { openStore } from '../../db/open.ts'
import type { WireAnswer } from '../../snippet/wire.ts'
import { addSite } from '../../worker/collect/sites.ts'
import { pageView } from './collect/collector.ts'
import { buildServer, startServer } from './node-process.ts'

const KILLS = 8
const CLIENTS = 6
const MAX_BATCH = 20

describe('a server that is killed under load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-kill-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('has every event that it answered, once, and no others', async () => {
    const databaseUrl = `sqlite:${join(folder, 'killed.db')}`
    const siteKey = await prepare(databaseUrl)
    const script = await buildServer(folder)
    const clients = Array.from({ length: CLIENTS }, (_, i) => newClient(`c${i}`))

    for (let kill = 0; kill < KILLS; kill++) {
      const server = await startServer(script, databaseUrl)
      const load = Promise.all(clients.map(client => client.sendUntilRefused(server.url, siteKey)))
      await new Promise(resolve => setTimeout(resolve, 60 + Math.random() * 240))
      await server.end('SIGKILL')
      await load
    }

    const server = await startServer(script, databaseUrl)
    for (const client of clients) await client.sendWaiting(server.url, siteKey)
    expect(await server.end('SIGTERM')).toBe(0)

    const db = await openStore(databaseUrl, Date.now)
    const acknowledged = clients.flatMap(client => client.acknowledged).sort()
    expect(new Set(acknowledged).size).toBe(acknowledged.length)
    expect(acknowledged.length).toBeGreaterThan(KILLS * CLIENTS)
    expect(await storedIds(db)).toEqual(acknowledged)
    expect(await ledgerTotal(db, 'accepted')).toBe(acknowledged.length)
    expect(await db.all(sql`pragma quick_check`)).toEqual([{ quick_check: 'ok' }])
    await db.close()
  })
})

async function prepare(databaseUrl: string): Promise<string> {
  const db = await openStore(databaseUrl, Date.now)
  const { site_key } = await addSite(db, 'example.com', { now: Date.now, newId: () => crypto.randomUUID() })
  await db.close()
  return site_key
}

/** One browser: what was not answered it sends again, with the same ids. */
function newClient(name: string) {
  const acknowledged: string[] = []
  let waiting: ReturnType<typeof pageView>[] = []
  let count = 0

  const send = async (url: string, site: string) => {
    const response = await fetch(`${url}/e`, { method: 'POST', body: JSON.stringify({ site, batch: waiting }) })
    const answer: WireAnswer = await response.json()
    if (answer.accepted + answer.duplicates !== waiting.length) throw new Error(`not taken: ${JSON.stringify(answer)}`)
    acknowledged.push(...waiting.map(({ id }) => id))
    waiting = []
  }

  return {
    acknowledged,
    sendWaiting: send,
    async sendUntilRefused(url: string, site: string) {
      for (;;) {
        if (waiting.length === 0) {
          const size = 1 + Math.floor(Math.random() * MAX_BATCH)
          waiting = Array.from({ length: size }, () =>
            pageView({ id: `kill-${name}-${++count}`, anonymous_id: name, created_at: undefined }),
          )
        }
        try {
          await send(url, site)
        } catch (error) {
          // fetch fails with TypeError when the connection breaks off.
          if (error instanceof TypeError) return
          throw error
        }
      }
    },
  }
}

async function storedIds(db: Database): Promise<string[]> {
  const rows = await db.all<{ event_id: string }>(sql`select event_id from events order by event_id`)
  return rows.map(row => row.event_id)
}

async function ledgerTotal(db: Database, outcome: string): Promise<number> {
  const rows = await db.all<{ total: number }>(sql`select sum(events) as total from ledger where outcome = ${outcome}`)
  return rows[0]!.total
}
