/** Sales links over a real store, with the collector beside them and a clock that stands still. */
import { sql } from 'drizzle-orm'
import { Hono } from 'hono'
import type { Database } from '../../../db/database.ts'
import type { IdentityLink, LinkClick } from '../../../db/schema.ts'
import { salesLinkRoutes } from '../../../worker/identity/route.ts'
import { createSalesLink, type NewSalesLink, type SalesLinkOrder } from '../../../worker/identity/sales-link.ts'
import { CHROME, type Collector, startCollector } from '../collect/collector.ts'

export const TARGET = 'https://www.example.com/pricing?plan=pro#yearly'

export interface SalesLinks {
  readonly db: Database
  readonly clock: { now: number }
  readonly collector: Collector
  /** Makes a link and lets the mail be read: ten seconds pass. */
  link(order?: Partial<SalesLinkOrder>): Promise<NewSalesLink>
  /** As a browser does unless told otherwise. */
  follow(token: string, init?: RequestInit): Promise<Response>
  /** Follows the link as a person and gives back the address of the page. */
  click(token: string): Promise<string>
  outcomes(): Promise<string[]>
  links(): Promise<IdentityLink[]>
}

export async function openSalesLinks(db: Database, asn: number | null = null): Promise<SalesLinks> {
  const collector = await startCollector(db)
  const { clock } = collector
  const deps = { now: () => clock.now, newId: () => crypto.randomUUID() }
  const app = new Hono()
    .onError((error, c) => c.json({ error: 'internal', detail: String(error.stack) }, 500))
    .route('/', salesLinkRoutes({ db, ...deps, asnOf: () => asn }))
  const follow: SalesLinks['follow'] = async (token, init = {}) =>
    app.request(`https://t.example.com/l/${token}`, { ...init, headers: { 'user-agent': CHROME, ...init.headers } })
  return {
    db,
    clock,
    collector,
    follow,
    async link(order = {}) {
      const made = { person: 'jane@acme.com', target_url: TARGET, created_by: 'test', ...order }
      const link = await createSalesLink(db, made, { ...deps, origin: 'https://t.example.com' })
      clock.now += 10_000
      return link
    },
    async click(token) {
      const answer = await follow(token)
      if (answer.status !== 302) throw new Error(`${answer.status} ${await answer.text()}`)
      return answer.headers.get('Location') ?? ''
    },
    outcomes: async () =>
      (await db.all<LinkClick>(sql`select * from link_clicks order by hit_at, click_id`)).map(({ outcome }) => outcome),
    links: () => db.all<IdentityLink>(sql`select * from identity_links order by link_id`),
  }
}
