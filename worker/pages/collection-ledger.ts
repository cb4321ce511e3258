/** The ledger as the page shows it: sums over spans of time, sites and reasons. Pure. */
import type { LedgerEntry, ReceivedEntry } from '../../db/queries/add-to-ledger.ts'
import { DAY_MS } from './figures.ts'

const HOUR_MS = 3_600_000

/** What the page can look back over; each column of its chart is `step_ms` long. */
export const spans = {
  '24h': { title: '24 hours', phrase: 'in the last 24 hours', step_ms: HOUR_MS, steps: 24 },
  '7d': { title: '7 days', phrase: 'in the last 7 days', step_ms: 6 * HOUR_MS, steps: 28 },
  '30d': { title: '30 days', phrase: 'in the last 30 days', step_ms: DAY_MS, steps: 30 },
} as const

export type SpanKey = keyof typeof spans

/** What the URL asks for; anything else is the first choice. */
export const spanFrom = (text: string | undefined): SpanKey => (text === '7d' || text === '30d' ? text : '24h')

/** The first whole step that counts; the last one is under way. */
export function startOf(span: SpanKey, now: number): number {
  const { step_ms, steps } = spans[span]
  return (Math.floor(now / step_ms) - steps + 1) * step_ms
}

/** Events that came, and what became of them. */
export interface Balance {
  readonly received: number
  readonly accepted: number
  readonly duplicate: number
  readonly rejected: number
  readonly refused: number
}

/** 0, or something was lost or counted twice. */
export const differenceOf = ({ received, accepted, duplicate, rejected, refused }: Balance): number =>
  received - accepted - duplicate - rejected - refused

export const sumOf = (entries: readonly LedgerEntry[], received: readonly ReceivedEntry[]): Balance => {
  const of = (outcome: LedgerEntry['outcome']) =>
    entries.reduce((sum, entry) => sum + (entry.outcome === outcome ? entry.events : 0), 0)
  return {
    received: received.reduce((sum, entry) => sum + entry.events, 0),
    accepted: of('accepted'),
    duplicate: of('duplicate'),
    rejected: of('rejected'),
    refused: of('refused'),
  }
}

export interface SiteDay extends Balance {
  readonly site_id: string
  /** The first moment of the day, UTC. */
  readonly day_at: number
}

/** The newest day first, the busiest site of a day first. */
export function siteDays(entries: readonly LedgerEntry[], received: readonly ReceivedEntry[]): SiteDay[] {
  const dayOf = (at: number) => Math.floor(at / DAY_MS) * DAY_MS
  const keyOf = ({ hour_at, site_id }: ReceivedEntry) => `${dayOf(hour_at)} ${site_id}`
  const ledger = Map.groupBy(entries, keyOf)
  const came = Map.groupBy(received, keyOf)
  return [...new Set([...ledger.keys(), ...came.keys()])]
    .map(key => {
      const [day = '', site_id = ''] = key.split(' ')
      return { day_at: Number(day), site_id, ...sumOf(ledger.get(key) ?? [], came.get(key) ?? []) }
    })
    .sort((a, b) => b.day_at - a.day_at || b.received - a.received)
}

export interface Step {
  readonly from: number
  readonly events: number
}

/** How many events were not taken in each step of the span. */
export function stepsOf(entries: readonly LedgerEntry[], span: SpanKey, now: number): Step[] {
  const { step_ms, steps } = spans[span]
  const first = startOf(span, now)
  const counts = new Array<number>(steps).fill(0)
  for (const entry of entries.filter(isLost)) {
    const place = Math.floor((entry.hour_at - first) / step_ms)
    counts[place] = (counts[place] ?? 0) + entry.events
  }
  return counts.map((events, place) => ({ from: first + place * step_ms, events }))
}

export interface ReasonSum {
  readonly reason: string
  readonly events: number
}

/** Events that were not taken, by reason; the most frequent first. */
export const lostReasons = (entries: readonly LedgerEntry[]): ReasonSum[] => byReason(entries.filter(isLost))

/** Events that were taken and marked as a machine's, by the sign; the most frequent first. */
export const botSums = (entries: readonly LedgerEntry[]): ReasonSum[] =>
  byReason(entries.filter(({ outcome, reason }) => outcome === 'accepted' && reason !== ''))

const isLost = ({ outcome }: LedgerEntry) => outcome === 'rejected' || outcome === 'refused'

function byReason(entries: readonly LedgerEntry[]): ReasonSum[] {
  const sums = new Map<string, number>()
  for (const { reason, events } of entries) sums.set(reason, (sums.get(reason) ?? 0) + events)
  return [...sums]
    .map(([reason, events]) => ({ reason, events }))
    .filter(({ events }) => events > 0)
    .sort((a, b) => b.events - a.events || (a.reason < b.reason ? -1 : 1))
}
