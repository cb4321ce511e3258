/**
 * Events of one visitor → sessions, and what each session read. Order is time only: (occurred_at, event_id).
 *
 * A session ends
 * - when nothing happens for longer than the time-out. An `engage` event stands for the active time that it reports, so
 *   an hour of reading is no gap, and a tab found open the next morning is no new session: an `engage` of a known page
 *   that comes after the time-out is added to that page's session and starts none.
 * - when a page is opened by a new campaign (any UTM or paid click id other than the session's) or from a new external
 *   source. The same campaign again, own and pass-through referrers, and no referrer continue it. A referrer host that
 *   the session began with continues it as well: single-page apps and reloads repeat `document.referrer`.
 * - when an event from a server states another campaign than the session's.
 *
 * Only these events break a session; its source is that of its first event with an address or a stated campaign. When
 * that is no page view (a queued `identify` overtakes it), the view of the same address says it again, with its referrer.
 * Active time belongs to the session that opened the page, though another may have begun in a second tab; the event
 * itself counts where it happens.
 */
import type { Event, Read, Session } from '../../db/schema.ts'
import { compareCodePoints } from '../attribution/order.ts'
import { type ChannelConfig, type Classification, classifierFrom, type Evidence } from './channel.ts'
import { type EventBody, parseBody } from './event-body.ts'
import { addEngagement } from './reads.ts'
import { addEvent, countEvent, type Draft, draftFrom, setSource } from './session-draft.ts'
import { isSameCampaign, isSameSource } from './source.ts'

export interface SessionConfig extends ChannelConfig {
  readonly timeout_minutes: number
}

export interface Sessions {
  sessions: Session[]
  reads: Read[]
}

/**
 * The sessions of one visitor, oldest first, and their reads. The result does not depend on the order of the events,
 * and an event that is there twice counts once. A session's id is `s_` and its first event's id.
 *
 * @throws RangeError when an event has no visitor or the events are of several
 */
export function sessionsFrom(events: readonly Event[], config: SessionConfig): Sessions {
  const ordered = inOrder(events)
  const pages = new Map(ordered.filter(event => event.type === 'page').map(page => [page.event_id, page]))
  const classify = classifierFrom(config)
  const timeout = config.timeout_minutes * 60_000
  const drafts: Draft[] = []
  const draftOfPage = new Map<string, Draft>()
  const engagements: Engagement[] = []

  for (const event of ordered) {
    const body = hasBody(event) ? parseBody(event) : null
    const isEngage = event.type === 'engage' && body !== null
    const page = isEngage && body.page_id !== null ? (pages.get(body.page_id) ?? null) : null
    const evidence = evidenceOf(event, body)

    const current = drafts.at(-1) ?? null
    const activeFrom = event.occurred_at - (isEngage ? body.engaged_ms : 0)
    const isLate = !current || activeFrom - current.session.ended_at > timeout
    if (isEngage && isLate && page) {
      engagements.push({ event, body, page, happensIn: null })
      continue
    }

    const opens = !isLate && isFirstViewOf(current, event)
    const goesOn = !isLate && (opens || !beginsAnew(current, event, evidence, classify))
    const draft = goesOn ? current : draftFrom(event)
    if (!goesOn) drafts.push(draft)
    addEvent(draft, event, body)
    if (evidence && (opens || !draft.source)) setSource(draft, classify(evidence), event.url)
    if (event.type === 'page') draftOfPage.set(event.event_id, draft)
    if (isEngage) engagements.push({ event, body, page, happensIn: draft })
  }

  for (const engagement of engagements) addTime(engagement, draftOfPage)
  return { sessions: drafts.map(draft => draft.session), reads: drafts.flatMap(draft => [...draft.reads.values()]) }
}

interface Engagement {
  event: Event
  body: EventBody
  /** The page event that it names, when that is known. */
  page: Event | null
  /** null: it came after the time-out and counts in its page's session. */
  happensIn: Draft | null
}

function inOrder(events: readonly Event[]): Event[] {
  const visitor = events[0]?.visitor_id
  if (events.some(event => event.visitor_id === null || event.visitor_id !== visitor))
    throw new RangeError('sessions are made of the events of one visitor')
  const sorted = events.toSorted(
    (a, b) =>
      a.occurred_at - b.occurred_at || compareCodePoints(a.event_id, b.event_id) || compareCodePoints(a.body_fp, b.body_fp),
  )
  const seen = new Set<string>()
  return sorted.filter(event => !seen.has(event.event_id) && seen.add(event.event_id))
}

/** Bodies are JSON: read only those that sessions need. */
const hasBody = (event: Event) => event.origin === 'server' || event.type === 'engage' || event.type === 'download'

/** What an event says about where the visitor came from. */
function evidenceOf(event: Event, body: EventBody | null): Evidence | null {
  const campaign = event.origin === 'server' ? (body?.campaign ?? null) : null
  return event.url || campaign ? { url: event.url, referrer: event.referrer, campaign } : null
}

/** Whether a page view tells where an event that came before it was; not against a campaign that a server stated. */
function isFirstViewOf({ session, source }: Draft, event: Event): boolean {
  if (event.type !== 'page' || session.page_views > 0 || event.url === null || event.url !== session.landing_url) return false
  return event.origin === 'browser' || source?.campaign_key === null
}

function beginsAnew(
  { source }: Draft,
  event: Event,
  evidence: Evidence | null,
  classify: (evidence: Evidence) => Classification,
): boolean {
  const isPage = event.type === 'page'
  if (!source || !evidence || (!isPage && event.origin !== 'server')) return false
  const found = classify(evidence)
  if (found.campaign_key !== null || found.paid_click !== null) return !isSameCampaign(source, found)
  return isPage && found.source !== null && !isSameSource(source, found)
}

/** Adds active time to the session that opened the page. */
function addTime({ event, body, page, happensIn }: Engagement, draftOfPage: ReadonlyMap<string, Draft>): void {
  const draft = (page && draftOfPage.get(page.event_id)) ?? happensIn
  if (!draft) return
  if (!happensIn) countEvent(draft.session, event)
  draft.session.engaged_ms += body.engaged_ms
  addEngagement(draft.reads, draft.session.session_id, page ?? event, event, body)
}
