/**
 * Whether a request for a sales link is a person's click. Gateways open the links of a mail before, or when, somebody
 * clicks, many under the name of a usual browser; only what nothing speaks against may say who came. Pure.
 */
import type { SalesLink } from '../../db/schema.ts'
import { type BotReason, botReasonFrom } from '../collect/bots.ts'
import { deviceFrom } from '../collect/device.ts'

/** Closed list: `outcome` of link_clicks. */
export type ClickOutcome =
  | 'human'
  /** A person's click, too late to say who came. */
  | 'expired'
  | 'revoked'
  /** Asks whether the page is there. */
  | 'head'
  /** Fetched by a page or shown inside of one: a preview. */
  | 'embedded'
  /** So soon after the link was made that nobody can have read the mail. */
  | 'early'
  /** Other links of the same person were asked for at the same time. */
  | 'burst'
  | BotReason

export interface Hit {
  readonly method: string
  readonly headers: Headers
  /** Number of the network that the request came from, when the platform knows it. */
  readonly asn: number | null
  /** Whether another link of the person was asked for within BURST_MS. */
  readonly isOneOfMany: boolean
}

/** A mail gateway that opens a whole mail takes some seconds; a person reads one page before the next. */
export const BURST_MS = 5000
const EARLY_MS = 5000

export function outcomeOf({ method, headers, asn, isOneOfMany }: Hit, link: SalesLink, now: number): ClickOutcome {
  if (link.revoked_at !== null) return 'revoked'
  if (method === 'HEAD') return 'head'
  const machine = botReasonFrom(deviceFrom((headers.get('user-agent') ?? '').trim()).bot_reason, headers, asn)
  if (machine !== null) return machine
  if ((headers.get('sec-fetch-dest') ?? 'document') !== 'document') return 'embedded'
  if (now - link.created_at < EARLY_MS) return 'early'
  if (isOneOfMany) return 'burst'
  return now < link.expires_at ? 'human' : 'expired'
}
