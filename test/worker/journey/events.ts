/** Rows to make journeys from in tests. */
import type { Event, IdentityLink, Session } from '../../../db/schema.ts'

export const MINUTE = 60_000
export const START = Date.UTC(2026, 2, 2, 9)
export const SITE = 'https://www.acme.com'

/** An event `minute` minutes after START; `body` is what it carries beside the common columns. */
export function eventAt(
  minute: number,
  type: string,
  { body = {}, ...columns }: Partial<Omit<Event, 'body'>> & { body?: unknown } = {},
): Event {
  const occurred_at = START + Math.round(minute * MINUTE)
  return {
    event_id: `${type}-${String(minute).padStart(6, '0')}`,
    site_id: 'site',
    origin: 'browser',
    type,
    visitor_id: 'visitor',
    occurred_at,
    created_at: occurred_at,
    sent_at: occurred_at,
    received_at: occurred_at,
    time_flag: null,
    url: type === 'page' ? `${SITE}/` : null,
    title: null,
    referrer: null,
    body: JSON.stringify(body),
    body_fp: '',
    country: null,
    device: null,
    browser: null,
    os: null,
    bot_reason: null,
    account_ref: null,
    account_rule: null,
    ...columns,
  }
}

/** A page view of a path on our site, from a referrer. */
export function pageAt(
  minute: number,
  path = '/',
  referrer: string | null = null,
  columns: Partial<Omit<Event, 'body'>> = {},
): Event {
  return eventAt(minute, 'page', { url: path.startsWith('/') ? SITE + path : path, referrer, ...columns })
}

/** Active time on a page view. */
export function engageAt(minute: number, page: Event, engaged_ms: number, scroll_percent = 0): Event {
  return eventAt(minute, 'engage', { url: page.url, body: { page_id: page.event_id, engaged_ms, scroll_percent } })
}

export function link(link_id: string, person_id: string, minute: number, columns: Partial<IdentityLink> = {}): IdentityLink {
  return {
    link_id,
    visitor_id: 'visitor',
    person_id,
    linked_at: START + minute * MINUTE,
    method: 'form',
    trust: 'claimed',
    evidence: '',
    recorded_at: START,
    closed_at: null,
    closed_by: null,
    closed_reason: null,
    ...columns,
  }
}

export const aSession: Session = {
  session_id: 's_1',
  visitor_id: 'visitor',
  site_id: 'site',
  started_at: START,
  ended_at: START + 5 * MINUTE,
  channel: 'Organic Search',
  source: 'google',
  medium: 'organic',
  campaign: null,
  term: null,
  content: null,
  click_id: null,
  referrer_host: 'www.google.com',
  landing_url: `${SITE}/pricing?a=1`,
  page_views: 1,
  downloads: 0,
  forms: 0,
  events: 1,
  engaged_ms: 12_000,
  country: null,
  device: null,
  browser: null,
  os: null,
  bot_reason: null,
  account_ref: null,
  account_rule: null,
}
