/**
 * What is wrong with the tagging of campaigns: spend whose visits cannot be told, visits whose spend cannot, one campaign
 * under several names, clicks that were paid for and say no campaign. Pure.
 */
import { clickIds } from '../journey/channel-data.ts'
import { foldKey } from '../journey/words.ts'
import { isLikelySame, looseKey } from './spelling.ts'

/** What was spent on one campaign. */
export interface CampaignSpend {
  readonly channel: string
  readonly source: string
  readonly campaign: string
  readonly base_minor: number
  readonly clicks: number
}

/** A visit, or an imported touch. */
export interface TaggedVisit {
  readonly channel: string
  readonly source: string | null
  readonly medium: string | null
  readonly campaign: string | null
  /** `gclid=…` */
  readonly click_id: string | null
  readonly landing_url: string | null
}

export const findingKinds = ['untagged_clicks', 'spend_without_visits', 'visits_without_spend', 'spellings'] as const

export type FindingKind = (typeof findingKinds)[number]

export interface Finding {
  readonly kind: FindingKind
  /** The campaign; of clicks the parameter of their id. */
  readonly name: string
  readonly channel: string
  readonly source: string
  readonly visits: number
  readonly base_minor: number
  readonly clicks: number
  /** Names that this one may stand for; the most used first. */
  readonly likely: readonly string[]
  /** Landing addresses. */
  readonly examples: readonly string[]
}

export interface Audit {
  /** Of each kind the weightiest first. */
  readonly findings: readonly Finding[]
  /** The kind to mend first: it concerns the largest share of spend or visits. Null: nothing is wrong. */
  readonly first: FindingKind | null
  readonly visits: number
  /** Visits that somebody paid for, or of channels with spend. */
  readonly paid_visits: number
  readonly spent_minor: number
}

const EXAMPLES = 3
/** Every pair of names is compared. */
const MOST_NAMES = 600

const paidChannels: ReadonlySet<string> = new Set(['Paid Search', 'Paid Social', 'Display', 'Affiliate'])
const paidIds: ReadonlySet<string> = new Set(clickIds.filter(({ trust }) => trust === 'paid').map(({ param }) => param))

export function auditTagging(spend: readonly CampaignSpend[], visits: readonly TaggedVisit[]): Audit {
  const spending = new Set(spend.map(({ channel }) => channel))
  const isPaid = ({ channel, click_id }: TaggedVisit) =>
    paidChannels.has(channel) || spending.has(channel) || (click_id !== null && paidIds.has(parameterOf(click_id)))
  const paid = visits.filter(isPaid)
  const visitsOf = Map.groupBy(
    visits.filter(visit => visit.campaign !== null),
    visit => visit.campaign ?? '',
  )
  const named = spend.filter(({ campaign }) => campaign !== '')
  const names = namesIn(visitsOf, named)

  const untagged = untaggedClicks(paid)
  const idle = spendWithoutVisits(named, visitsOf, names)
  const unknown = named.length === 0 ? [] : visitsWithoutSpend(paid, named, names)
  const spellings = otherSpellings(visitsOf, names)
  const findings = [...untagged, ...idle, ...unknown, ...spellings]
  const spent_minor = sum(spend, row => row.base_minor)
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : 0)
  const weights: Readonly<Record<FindingKind, number>> = {
    untagged_clicks: share(
      sum(untagged, finding => finding.visits),
      paid.length,
    ),
    spend_without_visits: share(
      sum(idle, finding => finding.base_minor),
      spent_minor,
    ),
    visits_without_spend: share(
      sum(unknown, finding => finding.visits),
      paid.length,
    ),
    spellings: share(
      sum(spellings, finding => finding.visits),
      visits.length,
    ),
  }
  const found = findingKinds.filter(kind => findings.some(finding => finding.kind === kind))
  const first = found.reduce<FindingKind | null>((most, kind) => (most && weights[most] >= weights[kind] ? most : kind), null)
  return { findings, first, visits: visits.length, paid_visits: paid.length, spent_minor }
}

/** Clicks with an id of an advertisement, or on a paid channel with the id of a network, and no campaign. */
function untaggedClicks(paid: readonly TaggedVisit[]): Finding[] {
  const clicks = paid.filter(({ click_id, campaign }) => click_id !== null && campaign === null)
  return [...Map.groupBy(clicks, ({ click_id }) => parameterOf(click_id ?? ''))]
    .map(([name, own]) => ({ ...findingOf('untagged_clicks', name, own), likely: [] }))
    .sort(byVisits)
}

function spendWithoutVisits(
  spend: readonly CampaignSpend[],
  visitsOf: ReadonlyMap<string, readonly TaggedVisit[]>,
  names: readonly Name[],
): Finding[] {
  const visited = new Set([...visitsOf.keys()].map(foldKey))
  return [...Map.groupBy(spend, ({ campaign }) => foldKey(campaign))]
    .filter(([key]) => !visited.has(key))
    .map(([, rows]): Finding => {
      const [{ campaign, channel, source } = noSpend] = rows
      return {
        kind: 'spend_without_visits',
        name: campaign,
        channel,
        source,
        visits: 0,
        base_minor: sum(rows, row => row.base_minor),
        clicks: sum(rows, row => row.clicks),
        likely: likelyNames(
          campaign,
          names.filter(name => name.visits > 0),
        ),
        examples: [],
      }
    })
    .sort((a, b) => b.base_minor - a.base_minor || (a.name < b.name ? -1 : 1))
}

const noSpend = { campaign: '', channel: '', source: '' }

function visitsWithoutSpend(paid: readonly TaggedVisit[], spend: readonly CampaignSpend[], names: readonly Name[]): Finding[] {
  const known = new Set(spend.map(({ campaign }) => foldKey(campaign)))
  const strangers = paid.filter(({ campaign }) => campaign !== null && !known.has(foldKey(campaign)))
  return [...Map.groupBy(strangers, ({ campaign }) => foldKey(campaign ?? ''))]
    .map(([, own]) => {
      const name = own[0]?.campaign ?? ''
      return {
        ...findingOf('visits_without_spend', name, own),
        likely: likelyNames(
          name,
          names.filter(other => other.isSpend),
        ),
      }
    })
    .sort(byVisits)
}

/** Of names that are likely one: each but the most used, with that one as likely. */
function otherSpellings(visitsOf: ReadonlyMap<string, readonly TaggedVisit[]>, names: readonly Name[]): Finding[] {
  const found: Finding[] = []
  const mains: Name[] = []
  for (const name of names) {
    if (name.visits === 0) continue
    const main = mains.find(other => isLikelySame(other.name, name.name))
    if (main) found.push({ ...findingOf('spellings', name.name, visitsOf.get(name.name) ?? []), likely: [main.name] })
    else mains.push(name)
  }
  return found.sort(byVisits)
}

interface Name {
  readonly name: string
  readonly visits: number
  readonly isSpend: boolean
}

/** The most visited first: the names that most likely are meant. */
function namesIn(visitsOf: ReadonlyMap<string, readonly TaggedVisit[]>, spend: readonly CampaignSpend[]): Name[] {
  const known = new Set(spend.map(({ campaign }) => campaign))
  return [...new Set([...visitsOf.keys(), ...known])]
    .map(name => ({ name, visits: visitsOf.get(name)?.length ?? 0, isSpend: known.has(name) }))
    .sort((a, b) => b.visits - a.visits || Number(b.isSpend) - Number(a.isSpend) || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_NAMES)
}

const likelyNames = (name: string, others: readonly Name[]) =>
  others
    .filter(other => foldKey(other.name) !== foldKey(name) && looseKey(other.name) !== '' && isLikelySame(other.name, name))
    .slice(0, EXAMPLES)
    .map(other => other.name)

function findingOf(kind: FindingKind, name: string, visits: readonly TaggedVisit[]): Omit<Finding, 'likely'> {
  const addresses = visits.flatMap(({ landing_url }) => landing_url ?? [])
  return {
    kind,
    name,
    channel: visits[0]?.channel ?? '',
    source: visits[0]?.source ?? '',
    visits: visits.length,
    base_minor: 0,
    clicks: 0,
    examples: [...new Set(addresses)].slice(0, EXAMPLES),
  }
}

const byVisits = (a: Finding, b: Finding) => b.visits - a.visits || (a.name < b.name ? -1 : 1)

const parameterOf = (clickId: string) => clickId.split('=', 1)[0] ?? ''

const sum = <T>(rows: readonly T[], of: (row: T) => number) => rows.reduce((total, row) => total + of(row), 0)
