/** One request from its bytes to what is to be stored of it: the whole way but the store, in order. */
import type { Event, Site } from '../../db/schema.ts'
import { type Reason, RequestRefused } from '../errors.ts'
import type { Arrival, Candidate, Rejected } from './arrival.ts'
import { type DailyVisitorId, nameStrangers } from './daily-visitor.ts'
import { type Letter, letterOfEvent, letterOfRequest, letterOfUnread } from './dead-letter.ts'
import { type KnownNetworkOf, nameAccounts, type OrganisationOf } from './known-network.ts'
import { parseBatch, parseEvent, siteKeyIn } from './parse.ts'
import { declaredLength, jsonFrom, readBytes } from './read.ts'
import { EventRejected } from './reject.ts'
import { messageOf } from './segment/message.ts'
import type { FindSite } from './sites.ts'
import { type Draft, decideEvent } from './steps.ts'

import { type AsnOf, type CountryOf, requireOwnOrigin, type Seen, seenFrom, userAgentOf, type Visit, visitFrom } from './visit.ts'

export interface ArriveContext {
  readonly now: () => number
  readonly sha256: (data: string) => string | Promise<string>
  readonly countryOf: CountryOf
  readonly asnOf: AsnOf
  readonly findSite: FindSite
  readonly dailyVisitorId: DailyVisitorId
  readonly organisationOf: OrganisationOf
  readonly knownNetworkOf: KnownNetworkOf
}

export interface Arrived {
  readonly arrival: Arrival
  /** Why nothing of the request is taken; null when it is. */
  readonly refusal: RequestRefused | null
  /** The visitor of the request's events, when the visitor agreed to be one. */
  readonly visitorId: string | null
}

/** @param address  the browser's in the network, for the visitor of the day and the account's network; null: nobody knows it */
export async function arrive(request: Request, address: string | null, context: ArriveContext): Promise<Arrived> {
  const { now, findSite, countryOf, asnOf } = context
  const received_at = now()
  let site: Site | null = null
  let bytes: Uint8Array | null = null
  let events = 1
  let seen: Seen | null = null
  try {
    const keyInAddress = request.url.includes('?') ? new URL(request.url).searchParams.get('site') : null
    if (keyInAddress) site = await findSite(keyInAddress)
    bytes = await readBytes(request)
    seen = seenFrom(request, NOT_SAID, countryOf, asnOf)
    const body = jsonFrom(bytes)
    const keyInBody = siteKeyIn(body)
    if (keyInBody) site ??= await findSite(keyInBody)
    const batch = parseBatch(body)
    events = batch.events.length
    if (!site) throw new RequestRefused('unknown_write_key', 'site must be the key of a site')
    requireOwnOrigin(request.headers.get('origin'), site)
    const visit = visitFrom(request, site, received_at, batch, countryOf, asnOf)
    const arrived = await decideAll(batch.events, visit, context)
    const user_agent = userAgentOf(request, batch.user_agent)
    const named = await nameStrangers(arrived.arrival, address, user_agent, context.dailyVisitorId)
    const origin = { address, organisation: context.organisationOf(request) }
    return { ...arrived, arrival: await nameAccounts(named, origin, context.knownNetworkOf) }
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error
    const { reason, message } = error
    // An empty batch has no event to count: the installation checker sends one and leaves no trace.
    if (reason === 'empty_batch') events = 0
    const letter = site && letterFor(reason, bytes, declaredLength(request), seen)
    const refused = { reason, detail: message, events, letter }
    return {
      arrival: { site_id: site?.site_id ?? '', received_at, received: events, seen, candidates: [], rejected: [], refused },
      refusal: error,
      visitorId: null,
    }
  }
}

/** What becomes of the events of a request that is taken. */
export async function decideAll(
  sent: readonly unknown[],
  visit: Visit,
  { sha256 }: Pick<ArriveContext, 'sha256'>,
): Promise<Arrived> {
  const candidates: Candidate[] = []
  const rejected: Rejected[] = []
  for (const [index, value] of sent.entries()) {
    try {
      const { event, by } = visit.api ? messageOf(value, visit) : { event: parseEvent(value), by: visit }
      const draft = decideEvent(event, by)
      const row = rowFrom(draft, await sha256(event.canonical))
      const { claim, sayings, link_code } = draft
      const link_code_hash = link_code && (await sha256(link_code))
      candidates.push({ index, row, claim, sayings, link_code_hash, sent: value })
    } catch (error) {
      if (!(error instanceof EventRejected)) throw error
      rejected.push(rejectedFrom(error, index, value, visit))
    }
  }
  const visitorId = candidates.findLast(({ row }) => row.visitor_id !== null)?.row.visitor_id ?? null
  const { site, received_at, ...seen } = visit
  const arrival = { site_id: site.site_id, received_at, received: sent.length, seen, candidates, rejected, refused: null }
  return { arrival, refusal: null, visitorId }
}

/** 128 bits of the hash: enough to tell two bodies apart, and half the bytes in every row. */
const FINGERPRINT_DIGITS = 32

function rowFrom(draft: Draft, hash: string): Event {
  const { details, consent, flags, trust, user_id, stated, claim, sayings, link_code, ...row } = draft
  const { type, ...particular } = details
  const given = Object.entries({ ...particular, user_id }).filter(([, value]) => value !== null)
  const body = { ...Object.fromEntries(given), ...stated, ...(consent && { consent }), ...(flags.length > 0 && { flags }) }
  return { ...row, type, body: JSON.stringify(body), body_fp: hash.slice(0, FINGERPRINT_DIGITS) }
}

function rejectedFrom({ reason, field, message }: EventRejected, index: number, sent: unknown, { isPrivate }: Visit): Rejected {
  const { messageId, id = messageId } = Object(sent)
  return {
    index,
    // A bad id is named when every store and every answer can hold it.
    id: typeof id === 'string' && /^[\x20-\x7e]{1,64}$/.test(id) ? id : null,
    reason,
    field,
    detail: message,
    // Who did not agree leaves no trace here either.
    letter: reason === 'consent_denied' ? null : letterOfEvent(sent, reason, isPrivate),
  }
}

/**
 * Nothing to keep, or not ours to keep: what another site's pages say about their visitors, or what anybody may have sent
 * with a secret key that stood in a page.
 */
const NOT_KEPT: ReadonlySet<Reason> = new Set([
  ...(['empty_body', 'empty_batch', 'origin_not_allowed', 'bad_request', 'secret_key_in_browser'] as const),
])

export function letterFor(reason: Reason, bytes: Uint8Array | null, declared: number | null, seen: Seen | null): Letter | null {
  if (NOT_KEPT.has(reason)) return null
  return bytes && seen ? letterOfRequest(bytes, seen.isPrivate) : letterOfUnread(declared ?? 0)
}

/** Of a request that was refused nobody has read what its body says. */
const NOT_SAID = { sent_at: null, user_agent: null }
