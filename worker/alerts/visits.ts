/**
 * Which visits are worth telling: a known account on a pricing page, a cold account that comes back. Pure.
 *
 * Keys are made of who came (the browser, or the imported record) and the day, which neither a merge of accounts nor a
 * recomputation changes. Beside that an account is told of once in a while only, whatever it counts as by then.
 */
import type { Merge, Read, Touch } from '../../db/schema.ts'
import { contentId } from '../journey/address.ts'
import { foldKey, matcherOf } from '../journey/words.ts'
import type { AccountWoke, KnownBy, Notice, PricingViewed } from './kinds.ts'

const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** What happened longer ago is no news. */
export const VISIT_FRESH_MS = 24 * HOUR_MS

/** A touch of an account that was not ours, with the one before it. */
export interface FreshTouch
  extends Pick<
    Touch,
    'touch_id' | 'kind' | 'touch_at' | 'person_id' | 'session_id' | 'channel' | 'source' | 'campaign' | 'url' | 'account_rule'
  > {
  readonly account_id: string
  /** The browser of a visit. */
  readonly visitor_id: string | null
  /** The account's last touch before it that was not ours; null: there was none. */
  readonly previous_at: number | null
}

export type PricingRead = Pick<Read, 'session_id' | 'content_id' | 'last_at'>

/** An alert that was made earlier. */
export interface Told {
  readonly kind: string
  readonly account_id: string
  readonly happened_at: number
}

export interface VisitTerms {
  readonly now: number
  readonly pricing_paths: readonly string[]
  readonly cold_after_days: number
  /** The record that an account's record counts as now. */
  readonly rootOf: (account_id: string) => string
  readonly told: readonly Told[]
  /** Merges made or undone of late, people's too. */
  readonly merges: readonly Merge[]
}

/** In the order of time. */
export function visitNotices(
  touches: readonly FreshTouch[],
  reads: readonly PricingRead[],
  terms: VisitTerms,
): Notice<PricingViewed | AccountWoke>[] {
  const { now, cold_after_days } = terms
  const isFresh = (at: number) => at >= now - VISIT_FRESH_MS && at <= now
  const newsOf = settledBefore(terms)
  const settled = touches.filter(newsOf)
  const viewed = pricingNotices(settled, reads, matcherOfPaths(terms.pricing_paths)).filter(notice => isFresh(notice.happened_at))
  const woke = settled.filter(touch => isFresh(touch.touch_at)).flatMap(touch => wokeNotice(touch, cold_after_days))
  return [...oncePer(DAY_MS, viewed, terms), ...oncePer(cold_after_days * DAY_MS, woke, terms)].sort(
    (a, b) => a.happened_at - b.happened_at,
  )
}

function pricingNotices(
  touches: readonly FreshTouch[],
  reads: readonly PricingRead[],
  isPricing: (content_id: string) => boolean,
): Notice<PricingViewed>[] {
  const bySession = new Map(touches.flatMap(touch => (touch.session_id === null ? [] : [[touch.session_id, touch]])))
  return reads.flatMap(({ session_id, content_id, last_at }) => {
    const touch = bySession.get(session_id)
    if (!touch || !isPricing(content_id)) return []
    const { account_id, person_id } = touch
    const facts = { kind: 'account.pricing_viewed', account_id, person_id, page: content_id, known_by: knownBy(touch) } as const
    return [{ alert_key: `${facts.kind} ${whoOf(touch)} ${dayOf(last_at)}`, happened_at: last_at, facts }]
  })
}

function wokeNotice(touch: FreshTouch, cold_after_days: number): Notice<AccountWoke>[] {
  const { account_id, person_id, touch_at, previous_at, channel, source, campaign, url } = touch
  if (previous_at === null || touch_at - previous_at < cold_after_days * DAY_MS) return []
  const silent_days = Math.floor((touch_at - previous_at) / DAY_MS)
  const facts = {
    ...({ kind: 'account.woke', account_id, person_id, silent_days, channel, source, campaign } as const),
    page: url === null ? null : contentId(url),
    known_by: knownBy(touch),
  }
  return [{ alert_key: `${facts.kind} ${whoOf(touch)} ${dayOf(touch_at)}`, happened_at: touch_at, facts }]
}

/**
 * What a merge or its undoing has put together after the visit is no news of the account: the visit was told, or not, under
 * the name that it had.
 */
function settledBefore({ merges, rootOf }: VisitTerms): (touch: FreshTouch) => boolean {
  const changedAt = new Map<string, number>()
  for (const { from_id, into_id, merged_at, undone_at } of merges) {
    const at = Math.max(merged_at, undone_at ?? 0)
    for (const id of [from_id, into_id, rootOf(from_id), rootOf(into_id)]) changedAt.set(id, Math.max(at, changedAt.get(id) ?? 0))
  }
  const wasChanged = (id: string | null, since: number) => id !== null && (changedAt.get(id) ?? 0) > since
  return ({ account_id, person_id, touch_at }) =>
    !wasChanged(account_id, touch_at) && !wasChanged(rootOf(account_id), touch_at) && !wasChanged(person_id, touch_at)
}

/** The first of each account, and those that lie at least so long after the one told before. */
function oncePer<Facts extends PricingViewed | AccountWoke>(
  apart_ms: number,
  notices: readonly Notice<Facts>[],
  { told, rootOf }: VisitTerms,
): Notice<Facts>[] {
  const known = Map.groupBy(told, alert => `${alert.kind} ${rootOf(alert.account_id)}`)
  const times = new Map([...known].map(([key, alerts]) => [key, alerts.map(alert => alert.happened_at)]))
  return notices
    .toSorted((a, b) => a.happened_at - b.happened_at)
    .filter(({ happened_at, facts }) => {
      const key = `${facts.kind} ${rootOf(facts.account_id)}`
      const before = times.get(key) ?? []
      if (before.some(at => Math.abs(happened_at - at) < apart_ms)) return false
      times.set(key, [...before, happened_at])
      return true
    })
}

/**
 * Whether a page, as host and path, is one of these. `*` stands for any text; a leading part that names a language (`/de`,
 * `/en-gb`) may be there or not; case and a final slash make no difference.
 */
export function matcherOfPaths(patterns: readonly string[]): (page: string) => boolean {
  const tests = patterns.map(pattern => matcherOf(foldKey(pattern)))
  return page => {
    const path = foldKey(page.slice(page.indexOf('/'))).replace(/(?<=.)\/$/, '')
    const plain = path.replace(/^\/[a-z]{2}(?:[-_][a-z]{2})?(?=\/)/, '')
    return tests.some(fits => fits(path) || fits(plain))
  }
}

const whoOf = ({ visitor_id, touch_id }: FreshTouch) => visitor_id ?? touch_id

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

const knownBy = ({ person_id, account_rule }: FreshTouch): KnownBy => (person_id === null ? (account_rule ?? 'crm') : 'person')
