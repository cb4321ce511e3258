/** Which channel a campaign or a site means: rules from top to bottom, the first that answers counts. */
import { type Campaign, hostOf } from './address.ts'
import {
  assistantMediums,
  type Channel,
  type ClickId,
  mediums,
  organicMediums,
  paidMediums,
  referralMediums,
  socialMediums,
  sourceWords,
} from './channel-data.ts'
import type { SiteKind } from './channel-sites.ts'
import { isPublicHost } from './host.ts'
import { type Site, siteOfSource } from './site.ts'
import { entryFor, matches, wordKey } from './words.ts'

export interface Ruling {
  channel: Channel
  rule: string
}

/** The channel of campaign values and a click id, of which at least one says something; never Direct. */
export function channelOfCampaign(campaign: Campaign, click: ClickId | null): Ruling {
  const clues = cluesFrom(campaign, click)
  for (const [rule, decide] of campaignRules) {
    const channel = decide(clues)
    if (channel) return { channel, rule }
  }
  return { channel: 'Other', rule: 'other' }
}

/** The channel of an external referrer. */
export function channelOfSite(site: Site | null): Ruling {
  return site ? { channel: organicChannels[site.kind], rule: site.kind } : { channel: 'Referral', rule: 'other site' }
}

const organicChannels: Readonly<Record<SiteKind, Channel>> = {
  search: 'Organic Search',
  social: 'Organic Social',
  video: 'Video',
  assistant: 'AI Assistant',
  mail: 'Email',
  shop: 'Referral',
  'ad network': 'Display',
}

const paidChannels: Readonly<Record<SiteKind, Channel>> = {
  search: 'Paid Search',
  social: 'Paid Social',
  video: 'Video',
  assistant: 'AI Assistant',
  mail: 'Display',
  shop: 'Paid Search',
  'ad network': 'Display',
}

interface Clues {
  medium: string
  source: string
  kind: SiteKind | null
  isPaid: boolean
  /** The medium or the source says paid, not only the click id. */
  saysPaid: boolean
  click: ClickId | null
}

const campaignRules: readonly (readonly [rule: string, decide: (clues: Clues) => Channel | null])[] = [
  ['medium', ({ medium }) => entryFor(mediums, medium)],
  ['click', ({ saysPaid, click }) => (!saysPaid && click?.trust === 'paid' && isOwnChannel(click) ? click.channel : null)],
  ['paid site', ({ isPaid, kind }) => (isPaid && kind ? paidChannels[kind] : null)],
  ['paid click', ({ click }) => (click?.trust === 'paid' ? click.channel : null)],
  ['paid source', ({ isPaid, source }) => (isPaid ? entryFor(sourceWords, source) : null)],
  ['paid medium', ({ isPaid, medium }) => (isPaid ? (entryFor(paidWords, medium) ?? 'Other') : null)],
  ['social medium', ({ medium }) => (isOneOf(socialMediums, medium) ? 'Organic Social' : null)],
  ['social', ({ kind }) => (kind === 'social' ? 'Organic Social' : null)],
  ['video', ({ kind, medium }) => (kind === 'video' || medium.includes('video') ? 'Video' : null)],
  ['assistant', ({ kind, medium }) => (kind === 'assistant' || isOneOf(assistantMediums, medium) ? 'AI Assistant' : null)],
  ['search', ({ kind, medium }) => (kind === 'search' || isOneOf(organicMediums, medium) ? 'Organic Search' : null)],
  ['site', ({ kind }) => (kind ? organicChannels[kind] : null)],
  ['source', ({ source }) => entryFor(sourceWords, source)],
  ['mail mark', ({ click }) => (click?.trust === 'mail' ? click.channel : null)],
  ['referral', ({ medium }) => (isOneOf(referralMediums, medium) ? 'Referral' : null)],
  ['source host', ({ medium, source }) => (medium === '' && isHost(source) ? 'Referral' : null)],
]

/** What a paid medium says when its source is no known site. */
const paidWords: readonly (readonly [Channel, readonly string[]])[] = [
  ['Video', ['*video*', '*cpv*']],
  ['Paid Social', ['*social*']],
  ['Paid Search', ['*search*', 'sem', '*shopping*']],
  ['Display', ['*cpm*', '*retargeting*', '*remarketing*']],
]

function cluesFrom(campaign: Campaign, click: ClickId | null): Clues {
  const medium = wordKey(campaign.medium ?? '')
  const source = wordKey(campaign.source ?? '')
  const found = siteOfSource(source)
  const saysPaid = isOneOf(paidMediums, medium) || found?.isAd === true
  return { medium, source, kind: found?.site.kind ?? null, saysPaid, isPaid: saysPaid || click?.trust === 'paid', click }
}

/** A display or affiliate click is one on whatever site it happened. */
const isOwnChannel = ({ channel }: ClickId) => channel === 'Display' || channel === 'Affiliate'

const isOneOf = (patterns: readonly string[], word: string) => patterns.some(pattern => matches(pattern, word))

function isHost(source: string): boolean {
  const host = source.includes('.') ? hostOf(source) : null
  return host !== null && isPublicHost(host)
}
