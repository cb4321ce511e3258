/** A web site in front of the real collector, for the delivery of what happens last. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'drizzle-orm'
import type { Event } from '../../db/schema.ts'
import { addSite } from '../../worker/collect/sites.ts'
import { serve } from '../../worker/node.ts'
import { builtAssets } from '../built-assets.ts'
import { openChromium, USER_AGENT } from './snippet-browser.ts'
import { type Delivered, type Delivery, deliveriesOf, leaveOften, leavingBody } from './snippet-delivery.ts'
import { openBenchStore } from './store.ts'

export async function deliveryBench(count: number): Promise<Delivery[]> {
  const store = await openBenchStore()
  const { site_key } = await addSite(store.db, 'site.example', store.deps)
  const collector = await serve({
    ...store.deps,
    assets: await builtAssets(),
    report: console.error,
    port: 0,
    host: '127.0.0.1',
  })
  const script = `<script defer src="http://t.site.example:${collector.port}/t.js" data-site="${site_key}"></script>`
  const server = createServer((incoming, outgoing) => {
    const n = /^\/leave\/(\d+)/.exec(incoming.url ?? '')?.[1]
    const away = `http://www.partner.example:${port}/without`
    outgoing.setHeader('content-type', 'text/html')
    outgoing.end(n ? `<!doctype html><title>${n}</title>${script}${leavingBody(Number(n), away)}` : '<title>Without</title>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const browser = await openChromium()
  try {
    const page = await browser.newPage({ userAgent: USER_AGENT })
    await leaveOften(page, count, n => `http://www.site.example:${port}/leave/${n}`)
    await page.waitForTimeout(2000)
    const rows = await store.db.all<Event>(sql`select * from events where type in ('outbound', 'form')`)
    return deliveriesOf(
      rows.map(({ type, body }): Delivered => ({ type, ...JSON.parse(body) })),
      count,
    )
  } finally {
    await browser.close()
    server.closeAllConnections()
    server.close()
    await collector.close()
    await store.remove()
  }
}
