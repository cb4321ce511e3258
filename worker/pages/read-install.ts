/** What the install page and its live feed are made of. */
import type { Database } from '../../db/database.ts'
import { newestEvents, newestRejects, peopleOfVisitors } from '../../db/queries/newest-arrivals.ts'
import { allSites, recentlyIdentified, recentTypes, rejectedExamples, siteCounts } from '../../db/queries/site-health.ts'
import type { FeedProps } from './feed.tsx'
import { type Clock, DAY_MS } from './figures.ts'
import type { Frame } from './frame.ts'
import { checksOf } from './install-checks.ts'

const HOUR_MS = 3_600_000

/** Rejections and counts of this many days are shown. */
const HEALTH_DAYS = 7
/** Whether pages and forms arrive is told from this many events, so that it costs the same on any history. */
const NEWEST_EVENTS = 5000
const FEED_ROWS = 40

export async function readInstall(db: Database, frame: Frame) {
  const { clock, query } = frame
  const sites = await allSites(db)
  const chosen = sites.find(site => site.site_id === query.site) ?? sites[0] ?? null
  const since = clock.now - HEALTH_DAYS * DAY_MS
  const counts = await siteCounts(db, Math.floor(since / HOUR_MS) * HOUR_MS)
  const day = await siteCounts(db, Math.floor((clock.now - DAY_MS) / HOUR_MS) * HOUR_MS)
  return {
    frame,
    sites,
    chosen,
    checks: chosen ? checksOf(await evidenceOf(db, chosen.site_id, since, counts), clock.now) : [],
    accepted: day.reduce((sum, row) => sum + (row.outcome === 'accepted' ? row.events : 0), 0),
  }
}

async function evidenceOf(db: Database, siteId: string, since: number, counts: Awaited<ReturnType<typeof siteCounts>>) {
  const [types, identified, rejected] = await Promise.all([
    recentTypes(db, siteId, NEWEST_EVENTS),
    recentlyIdentified(db, siteId, NEWEST_EVENTS),
    rejectedExamples(db, siteId, since),
  ])
  return { siteId, counts, types, identified, rejected, newest: NEWEST_EVENTS, days: HEALTH_DAYS }
}

/** @param withBots  also what machines did */
export async function readFeed(db: Database, clock: Clock, withBots: boolean): Promise<FeedProps> {
  const [events, rejects] = await Promise.all([newestEvents(db, FEED_ROWS, withBots), newestRejects(db, FEED_ROWS)])
  const known = await peopleOfVisitors(
    db,
    events.flatMap(event => event.visitor_id ?? []),
  )
  return { clock, events, rejects, people: new Map(known.map(person => [person.visitor_id, person])), limit: FEED_ROWS }
}
