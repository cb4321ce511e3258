/** Whether two visits have the same source. */
import type { Classification } from './channel.ts'
import { siteOfSource } from './site.ts'
import { foldKey } from './words.ts'

type Source = Pick<Classification, 'source' | 'referrer_host' | 'campaign_key' | 'paid_click'>

/** Two clicks on ads are told apart by their ids; a link that lost its id is told by its UTM. */
export function isSameCampaign(current: Source, next: Source): boolean {
  if (current.paid_click !== null && next.paid_click !== null) return current.paid_click === next.paid_click
  return next.campaign_key !== null && current.campaign_key === next.campaign_key
}

/** Compares a visit without a campaign: `LinkedIn`, `linkedin.com` and a referrer of lnkd.in are one source. */
export function isSameSource(current: Source, next: Source): boolean {
  if (next.referrer_host !== null && next.referrer_host === current.referrer_host) return true
  return current.source !== null && next.source !== null && sourceKey(current.source) === sourceKey(next.source)
}

function sourceKey(source: string): string {
  return siteOfSource(source)?.site.name ?? foldKey(source)
}
