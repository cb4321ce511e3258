/** One request of a Segment client from its bytes to what is to be stored of it. What becomes of each call: ../steps.ts */
import { RequestRefused } from '../../errors.ts'
import { type ArriveContext, type Arrived, decideAll, letterFor } from '../arrive.ts'
import { declaredLength, jsonFrom, readBytes } from '../read.ts'
import { requireOwnOrigin, type Seen, seenFrom } from '../visit.ts'
import { type Calls, callsIn, writeKeyIn } from './body.ts'
import type { Call } from './call.ts'
import { type FindSender, type Sender, writeKeyOf } from './sender.ts'

export interface SegmentContext extends Pick<ArriveContext, 'now' | 'sha256' | 'countryOf' | 'asnOf'> {
  readonly findSender: FindSender
}

/** @param call  what the address says that the body is */
export async function arriveCalls(request: Request, call: Call | 'batch', context: SegmentContext): Promise<Arrived> {
  const { now, findSender } = context
  const received_at = now()
  let sender: Sender | null = null
  let bytes: Uint8Array | null = null
  let seen: Seen | null = null
  let events = 1
  try {
    const keyInHeader = writeKeyOf(request.headers)
    if (keyInHeader !== null) {
      sender = await findSender(keyInHeader)
      requireSender(sender, request)
    }
    bytes = await readBytes(request)
    seen = seenBy(request, sender, NOT_SAID, context)
    const body = jsonFrom(bytes)
    sender ??= await findSender(writeKeyIn(body) ?? '')
    requireSender(sender, request)
    const calls = callsIn(body, call)
    events = calls.messages.length
    const { site, siteOf } = sender
    const visit = { ...seenBy(request, sender, calls, context), site, received_at }
    const arrived = await decideAll(calls.messages, visit, context)
    const candidates = arrived.arrival.candidates.map(candidate => ({
      ...candidate,
      row: { ...candidate.row, site_id: siteOf(URL.parse(candidate.row.url ?? '')).site_id },
    }))
    return { ...arrived, arrival: { ...arrived.arrival, candidates } }
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error
    const { reason, message } = error
    if (reason === 'empty_batch') events = 0
    const letter = sender && letterFor(reason, bytes, declaredLength(request), seen)
    const refused = { reason, detail: message, events, letter }
    const site_id = sender?.site.site_id ?? ''
    return {
      arrival: { site_id, received_at, received: events, seen, candidates: [], rejected: [], refused },
      refusal: error,
      visitorId: null,
    }
  }
}

/** @throws RequestRefused unknown_write_key, secret_key_in_browser, origin_not_allowed */
function requireSender(sender: Sender | null, request: Request): asserts sender {
  if (!sender) throw new RequestRefused('unknown_write_key', 'the write key must be the key of a site, or a secret key')
  const origin = request.headers.get('origin')
  if (sender.isServer && origin !== null) {
    throw new RequestRefused('secret_key_in_browser', 'a secret key must not stand in a page: use the site key there')
  }
  if (!sender.isServer) requireOwnOrigin(origin, sender.site)
}

/** What a server calls itself and where it stands tells nothing about the visitor. */
function seenBy(
  request: Request,
  sender: Sender | null,
  said: Pick<Calls, 'sent_at' | 'user_agent'>,
  { countryOf, asnOf }: SegmentContext,
): Seen {
  const isPage = request.headers.has('origin')
  const api = { isServer: sender?.isServer ?? false, origin: isPage ? ('browser' as const) : ('server' as const) }
  const seen = seenFrom(request, said, countryOf, asnOf)
  return isPage ? { ...seen, api } : { ...seen, country: null, device: null, browser: null, os: null, bot_reason: null, api }
}

/** Of a request that was refused nobody has read what its body says. */
const NOT_SAID = { sent_at: null, user_agent: null }
