/**
 * What the snippet sends to `POST /e`, as `text/plain` JSON.
 *
 * Old copies of the snippet stay in browser caches for months, so a field is only
 * ever added, never renamed or given another meaning; test/fixtures/wire-v1.json pins it.
 */

/** One request: everything that happened since the last one. */
export interface WireBatch {
  /** Public site key, from `data-site`. */
  site: string
  /** RFC 3339, the browser's clock at sending; with `created_at` it tells how long an event waited. */
  sent_at: string
  /** `navigator.userAgent` when the page was opened; requests that outlive their page may carry another one. */
  user_agent?: string
  batch: WireEvent[]
}

/** What the visitor allowed. Absent on an event: the site's default. */
export interface WireConsent {
  analytics: boolean
  identify: boolean
}

interface WireEventBase {
  /** Random, made in the browser: 8 to 64 of `A-Za-z0-9_-`. A batch that is sent twice is stored once. */
  id: string
  /** The visitor; absent without consent and under Global Privacy Control. */
  anonymous_id?: string
  /** Absolute address with query string; the worker reads campaign parameters and click ids from it. */
  url: string
  title?: string
  /** On a page's first view `document.referrer`, on later views of a single-page app the address before. */
  referrer?: string | undefined
  /** RFC 3339, the browser's clock when it happened. */
  created_at: string
  consent?: WireConsent
  /** Of forms: the page prevented what the browser does at that, as pages do that send by script or check the values first. */
  prevented?: true
}

export interface WirePage extends WireEventBase {
  type: 'page'
}

/** Sent when a page is left, and again when more was read after that: each carries what was added since the last. */
export interface WireEngage extends WireEventBase {
  type: 'engage'
  /** `id` of the page event. */
  page_id: string
  /** Milliseconds visible, focused and active since the last `engage` of this page view. */
  engaged_ms: number
  /** Deepest point reached in this page view, 0 to 100. */
  scroll_percent: number
}

export interface WireLink extends WireEventBase {
  type: 'download' | 'outbound'
  href: string
  text?: string
}

export interface WireForm extends WireEventBase {
  type: 'form'
  /** The form's id, name or action path. */
  form: string
  email?: string | undefined
  /** Allow-listed fields only, by their canonical name. */
  fields: Record<string, string>
}

export interface WireTrack extends WireEventBase {
  type: 'track'
  name: string
  props?: Record<string, unknown>
}

export interface WireIdentify extends WireEventBase {
  type: 'identify'
  email?: string | undefined
  external_id?: string
  traits?: Record<string, unknown>
}

export type WireEvent = WirePage | WireEngage | WireLink | WireForm | WireTrack | WireIdentify

/** The answer to a batch, status 202. */
export interface WireAnswer {
  accepted: number
  duplicates: number
  rejected: { index: number; id: string | null; reason: string; field: string | null }[]
}
