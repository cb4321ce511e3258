/** Requests a second with one event each, durable before the answer, against a bare Hono server that parses and answers. */
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serve as serveHono } from '@hono/node-server'
import { Hono } from 'hono'
import { openStore } from '../../db/open.ts'
import { addSite } from '../../worker/collect/sites.ts'
import { serve } from '../../worker/node.ts'
import { builtAssets } from '../built-assets.ts'
import { type Figure, median } from './main.ts'

const CONNECTIONS = 64
const REQUESTS = 15_000
const ROUNDS = 3

export async function ingestBench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-bench-'))
  const db = await openStore(`sqlite:${join(folder, 'bench.db')}`, Date.now)
  const deps = { db, now: Date.now, newId: () => crypto.randomUUID() }
  const { site_key } = await addSite(db, 'shop.example', deps)
  const ours = await serve({ ...deps, assets: await builtAssets(), report: console.error, port: 0, host: '127.0.0.1' })
  const bare = await serveBare()
  try {
    const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] }
    await load(ours.port, site_key)
    await load(bare.port, site_key)
    for (let round = 0; round < ROUNDS; round++) {
      rates.ours.push(await load(ours.port, site_key))
      rates.bare.push(await load(bare.port, site_key))
    }
    return [
      {
        what: `POST /e, one event, ${CONNECTIONS} connections`,
        unit: 'requests/s',
        ours: median(rates.ours),
        floor: median(rates.bare),
        floorIs: 'a bare Hono server that parses the body and stores nothing, load generator in the same process',
      },
    ]
  } finally {
    await ours.close()
    await bare.close()
    await db.close()
    rmSync(folder, { recursive: true })
  }
}

async function serveBare(): Promise<{ port: number; close(): Promise<void> }> {
  const app = new Hono().post('/e', async c => c.json({ accepted: JSON.parse(await c.req.text()).batch.length }, 202))
  return new Promise(resolve => {
    const server = serveHono({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({ port, close: () => new Promise(closed => void server.close(() => closed())) }),
    )
  })
}

/** @returns requests a second */
async function load(port: number, site: string): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  let sent = 0
  const started = performance.now()
  const client = async () => {
    while (sent++ < REQUESTS) await post(agent, port, bodyOf(site))
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, client))
  agent.destroy()
  return REQUESTS / ((performance.now() - started) / 1000)
}

function bodyOf(site: string): string {
  const at = new Date().toISOString()
  const id = crypto.randomUUID()
  const url = `https://www.shop.example/blog/post-${id.slice(0, 2)}?utm_source=linkedin&utm_medium=cpc&utm_campaign=spring`
  const page = { id, type: 'page', anonymous_id: `visitor-${id.slice(0, 18)}`, url, title: 'How teams buy', created_at: at }
  return JSON.stringify({ site, sent_at: at, batch: [{ ...page, referrer: 'https://www.linkedin.com/' }] })
}

const USER_AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

function post(agent: Agent, port: number, body: string): Promise<void> {
  const headers = { 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(body), 'User-Agent': USER_AGENT }
  return new Promise((resolve, reject) => {
    const outgoing = request({ agent, port, host: '127.0.0.1', path: '/e', method: 'POST', headers }, response => {
      response.resume()
      if (response.statusCode !== 202) reject(new Error(`the server answered ${response.statusCode}`))
      response.on('end', resolve)
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
