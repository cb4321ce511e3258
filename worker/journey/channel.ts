/**
 * The channel of a visit: one pure function over landing address, referrer and data; there is no second copy in SQL.
 *
 * Order: the workspace's own rules; campaign parameters and paid click ids; marks of mailing tools; the referrer;
 * nothing. A UTM beats the referrer always, and with any UTM a visit is never Direct. Paid needs a paid medium, an
 * ad product as source (google-ads) or a paid click id; `utm_source=facebook` alone is Organic Social.
 *
 * GA4's default channel groups (support.google.com/analytics/answer/9756891) become:
 *   Organic and Paid Search, Organic and Paid Social, Display, Email, Referral, Direct   the same
 *   Affiliates → Affiliate    Organic Video, Paid Video → Video    Paid Shopping → Paid Search
 *   Organic Shopping → Organic Search for a search engine, else Referral (a campaign's name decides nothing)
 *   Cross-network → Paid Search, since its campaigns come as google / cpc
 *   Audio, SMS, Mobile Push Notifications, Paid Other, Unassigned → Other, unless a medium says more (retargeting: Display)
 * GA4 lets a known source outrank `email`, `affiliate` and other mediums that name a channel; here the medium does,
 * because people tag mailings as linkedin / email.
 */
import type { OfflineTouch } from '../../db/schema.ts'
import { type Campaign, campaignIn, hostOf, noCampaign } from './address.ts'
import type { ClickId } from './channel-data.ts'
import { channelOfCampaign, channelOfSite } from './channel-order.ts'
import { type ChannelRule, campaignNames, customRules, type Matchable, nothingKnown } from './custom-rules.ts'
import { registrableDomain } from './host.ts'
import { internalTest, isPassThrough, passThroughTest } from './referrer.ts'
import { type Site, siteOfHost } from './site.ts'
import { foldKey } from './words.ts'

/** What is known of a visit's beginning. */
export interface Evidence {
  url: string | null
  referrer: string | null
  /** Campaign values that a server stated itself; they count instead of the address's. */
  campaign?: Campaign | null
}

export interface ChannelConfig {
  /** Hosts of the workspace's sites. */
  readonly site_hosts: readonly string[]
  readonly channel_rules: readonly ChannelRule[]
  /** Patterns of hosts that are no source; absent: the list of pass-through.ts. */
  readonly pass_through?: readonly string[]
}

export interface Classification extends Campaign {
  channel: string
  /** `gclid=…`: the click id that counted, with its value. */
  click_id: string | null
  /** Host of an external referrer; null for the workspace's own and for pass-through hosts. */
  referrer_host: string | null
  /** What decided: `custom:3`, `campaign:medium`, `click:fbclid`, `referrer:search`, `direct` … */
  rule: string
  /** The stated campaign values in compared form; null when there are none. Equal keys are the same campaign. */
  campaign_key: string | null
  /** The click id when it is one that somebody pays for. */
  paid_click: string | null
}

/** Classifies one visit. For many of one workspace, use classifierFrom. */
export function classify(evidence: Evidence, config: ChannelConfig): Classification {
  return classifierFrom(config)(evidence)
}

/** classify with the configuration read once. */
export function classifierFrom(config: ChannelConfig): (evidence: Evidence) => Classification {
  const isInternal = internalTest(config.site_hosts)
  const isStep = config.pass_through ? passThroughTest(config.pass_through) : isPassThrough
  const customRule = customRules(config.channel_rules)
  const renamed = renamedBy(config.channel_rules)

  function externalReferrer({ url, referrer }: Evidence): Referrer | null {
    const host = referrer ? hostOf(referrer) : null
    if (!referrer || !host || isInternal(host)) return null
    const landing = url ? hostOf(url) : null
    if (landing && registrableDomain(landing) === registrableDomain(host)) return null
    if (isStep(host) && !customRule({ ...nothingKnown, referrer_host: host, landing_url: url })) return null
    return referrerFrom(host, /^\s*(android|ios)-app:/i.test(referrer))
  }

  return evidence => {
    const inUrl = campaignIn(evidence.url)
    const stated = hasValue(evidence.campaign) ? evidence.campaign : inUrl.campaign
    const referrer = externalReferrer(evidence)
    const found = classificationFrom(stated, inUrl.click, referrer)
    return renamed(found, { ...found, landing_url: evidence.url })
  }
}

/** A touch that an import names: what classifyNamed looks at. */
export type NamedTouch = Pick<OfflineTouch, 'channel' | 'source' | 'medium' | 'campaign' | 'term' | 'content' | 'url'>

/**
 * Classifies an imported touch. A channel that is given stays as it is, any name; without one, source and medium
 * decide as they do for a visit, then the campaign in `url`; with nothing at all the channel is Other. Only GA4's
 * `(direct)` / `(none)` is Direct.
 */
export function classifyNamed(touch: NamedTouch, rules: readonly ChannelRule[]): Classification {
  const named = textsOf(touch)
  const known = { ...named, ...noEvidence, campaign_key: keyOf(named) }
  if (touch.channel !== null && touch.channel.trim() !== '') {
    const campaign = campaignNames(rules)({ ...known, landing_url: touch.url })?.name ?? named.campaign
    return { ...known, campaign, channel: touch.channel, rule: 'given' }
  }
  if (isNamedDirect(named)) return { ...known, channel: 'Direct', rule: 'campaign:direct' }

  const inUrl = campaignIn(touch.url)
  const stated = hasValue(named) ? named : inUrl.campaign
  const found = classificationFrom(stated, inUrl.click, null)
  const orOther: Classification = found.rule === 'direct' ? { ...found, channel: 'Other', rule: 'nothing' } : found
  return renamedBy(rules)(orOther, { ...orOther, landing_url: touch.url })
}

const noEvidence = { click_id: null, referrer_host: null, paid_click: null }

/** An external referrer, with what `source` and `medium` it stands for. */
interface Referrer {
  host: string
  site: Site | null
  source: string
  medium: string
}

type Click = ClickId & { value: string }

function referrerFrom(host: string, isApp: boolean): Referrer {
  const site = siteOfHost(host)
  const medium = site?.kind === 'search' ? 'organic' : 'referral'
  return { host, site, source: site?.name ?? (isApp ? host : registrableDomain(host)), medium }
}

function classificationFrom(stated: Campaign | null, click: Click | null, referrer: Referrer | null): Classification {
  const click_id = click && `${click.param}=${click.value}`
  const isPaid = click?.trust === 'paid'
  const evidence = {
    click_id,
    referrer_host: referrer?.host ?? null,
    paid_click: isPaid ? click_id : null,
    campaign_key: stated && keyOf(stated),
  }

  if (stated || isPaid) {
    const campaign = completed(stated ?? noCampaign, click, referrer)
    const { channel, rule } = channelOfCampaign(campaign, click)
    return { ...campaign, ...evidence, channel, rule: stated ? `campaign:${rule}` : `click:${click?.param}` }
  }
  if (click?.channel && marks(click, referrer)) {
    return {
      ...noCampaign,
      ...evidence,
      source: click.source,
      medium: click.medium,
      channel: click.channel,
      rule: `click:${click.param}`,
    }
  }
  if (referrer) {
    const { channel, rule } = channelOfSite(referrer.site)
    return { ...noCampaign, ...evidence, source: referrer.source, medium: referrer.medium, channel, rule: `referrer:${rule}` }
  }
  return { ...noCampaign, ...evidence, channel: 'Direct', rule: 'direct' }
}

/** A mark of a mailing tool outweighs a referrer that says nothing; a weak one only the lack of any. */
function marks(click: Click, referrer: Referrer | null): boolean {
  if (!referrer) return true
  return click.trust === 'mail' && (referrer.site === null || referrer.site.kind === 'mail')
}

/** Fills what the campaign leaves open from the same visit's click id or referrer, never from an earlier visit. */
function completed(stated: Campaign, click: Click | null, referrer: Referrer | null): Campaign {
  if (stated.source !== null) return stated
  const hint = click && click.source !== null && (click.trust === 'paid' || marks(click, referrer)) ? click : referrer
  return { ...stated, source: hint?.source ?? null, medium: stated.medium ?? hint?.medium ?? null }
}

function isNamedDirect({ source, medium }: Campaign): boolean {
  const from = source === null ? '' : foldKey(source)
  const by = medium === null ? '' : foldKey(medium)
  return /^(\(direct\)|direct)$/.test(from) ? /^(|\(none\)|\(not set\)|none|direct)$/.test(by) : from === '' && by === '(none)'
}

/** Gives the channel and the campaign's name that the workspace's rules say; its key stays that of what was stated. */
function renamedBy(rules: readonly ChannelRule[]): (found: Classification, seen: Matchable) => Classification {
  const [channelOf, campaignOf] = [customRules(rules), campaignNames(rules)]
  return (found, seen) => {
    const [channel, campaign] = [channelOf(seen), campaignOf(seen)]
    return {
      ...found,
      ...(channel && { channel: channel.name, rule: `custom:${channel.position}` }),
      ...(campaign && { campaign: campaign.name }),
    }
  }
}

function textsOf(touch: NamedTouch): Campaign {
  const text = (value: string | null) => (value === null || value.trim() === '' ? null : value.trim())
  return {
    source: text(touch.source),
    medium: text(touch.medium),
    campaign: text(touch.campaign),
    term: text(touch.term),
    content: text(touch.content),
  }
}

function hasValue(campaign: Campaign | null | undefined): campaign is Campaign {
  return campaign != null && Object.values(campaign).some(value => value !== null)
}

function keyOf({ source, medium, campaign, term, content }: Campaign): string {
  return [source, medium, campaign, term, content].map(value => (value === null ? '' : foldKey(value))).join('\n')
}
