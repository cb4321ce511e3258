/** A session while its events are being added, in the order of time. */
import type { Event, Session } from '../../db/schema.ts'
import type { Classification } from './channel.ts'
import type { EventBody } from './event-body.ts'
import { addDownload, addView, type Reads } from './reads.ts'

export interface Draft {
  readonly session: Session
  readonly reads: Reads
  /** What the session's source is; null while no event has said. */
  source: Classification | null
}

/** A session that begins with an event of a visitor, which is yet to be added. Its id is a pure function of that event. */
export function draftFrom(first: Event): Draft {
  const session: Session = {
    session_id: `s_${first.event_id}`,
    visitor_id: first.visitor_id!,
    site_id: first.site_id,
    started_at: first.occurred_at,
    ended_at: first.occurred_at,
    channel: 'Direct',
    source: null,
    medium: null,
    campaign: null,
    term: null,
    content: null,
    click_id: null,
    referrer_host: null,
    landing_url: null,
    page_views: 0,
    downloads: 0,
    forms: 0,
    events: 0,
    engaged_ms: 0,
    country: null,
    device: null,
    browser: null,
    os: null,
    bot_reason: null,
    account_ref: null,
    account_rule: null,
  }
  return { session, reads: new Map(), source: null }
}

/** Counts an event that happens in the session. */
export function addEvent(draft: Draft, event: Event, body: EventBody | null): void {
  const { session, reads } = draft
  session.ended_at = event.occurred_at
  session.country ??= event.country
  session.device ??= event.device
  session.browser ??= event.browser
  session.os ??= event.os
  if (session.account_ref === null) {
    session.account_ref = event.account_ref
    session.account_rule = event.account_rule
  }
  countEvent(session, event)

  if (event.type === 'page' || event.type === 'screen') session.page_views += 1
  if (event.type === 'page') addView(reads, session.session_id, event)
  if (event.type === 'form') session.forms += 1
  if (event.type === 'download' && body) {
    session.downloads += 1
    addDownload(reads, session.session_id, event, body)
  }
}

/** Counts an event that belongs to the session without prolonging it. */
export function countEvent(session: Session, event: Event): void {
  session.events += 1
  session.bot_reason ??= event.bot_reason
}

/** Gives the session its source. */
export function setSource(draft: Draft, found: Classification, landing_url: string | null): void {
  draft.source = found
  const { channel, source, medium, campaign, term, content, click_id, referrer_host } = found
  Object.assign(draft.session, { channel, source, medium, campaign, term, content, click_id, referrer_host, landing_url })
}
