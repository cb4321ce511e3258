/** What the page of channel rules is made of, and what a change of them would move. */
import type { Database } from '../../db/database.ts'
import { newestRuleChanges, ruleChangeById } from '../../db/queries/channel-rule-changes.ts'
import { namedChannels } from '../../db/queries/names-in-use.ts'
import { type RecentVisit, recentVisits, unnamedTouches } from '../../db/queries/recent-visits.ts'
import { isAnythingStale } from '../../db/queries/stale-marks.ts'
import { eventsOfVisitors, siteDomains } from '../../db/queries/visitor-facts.ts'
import type { ChannelRuleChange } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { campaignIn } from '../journey/address.ts'
import { classifyNamed } from '../journey/channel.ts'
import { channels } from '../journey/channel-data.ts'
import type { ChannelRule } from '../journey/custom-rules.ts'
import { readRules } from '../journey/read-rules.ts'
import { type Classified, type Moves, movesUnder, releasedBy } from '../journey/rule-moves.ts'
import { sessionsFrom } from '../journey/sessions.ts'
import type { Settings } from '../settings.ts'
import { DAY_MS } from './figures.ts'
import type { Frame } from './frame.ts'

export interface RulesFacts {
  /** Names that a rule may well give. */
  readonly channels: readonly string[]
  /** The newest first. */
  readonly history: readonly (Omit<ChannelRuleChange, 'rules'> & { readonly rules: readonly ChannelRule[] })[]
  /** Whether pages still show what was before the last change. */
  readonly is_stale: boolean
}

const CHANGES_SHOWN = 20
const MOST_NAMES = 100

export async function readRulesFacts(db: Database, rules: readonly ChannelRule[]): Promise<RulesFacts> {
  const [named, history, is_stale] = await Promise.all([
    namedChannels(db, MOST_NAMES),
    newestRuleChanges(db, CHANGES_SHOWN),
    isAnythingStale(db),
  ])
  return {
    channels: [...new Set([...channels, ...rules.flatMap(rule => ('channel' in rule ? rule.channel : [])), ...named])],
    history: history.map(change => ({ ...change, rules: readRules(JSON.parse(change.rules)) })),
    is_stale,
  }
}

/** @throws RequestRefused `not_found` */
export async function rulesOfChange(db: Database, changeId: string): Promise<ChannelRule[]> {
  const change = await ruleChangeById(db, changeId)
  if (!change) throw new RequestRefused('not_found', 'there is no such change of the rules')
  return readRules(JSON.parse(change.rules))
}

export const PREVIEW_DAYS = 90
export const PREVIEW_VISITS = 100_000

/** Of visits that no rule decides any more: visitors whose events are read, at most. */
const MOST_RELEASED = 2_000
const AT_ONCE = 50

export interface RulesPreview extends Moves<Classified> {
  readonly looked: number
  readonly isAll: boolean
  /** Visits that no rule would decide any more and that were not looked at: they may move. */
  readonly unknown: number
}

/** Reads only. */
export async function previewRules(
  db: Database,
  { settings, clock }: Frame,
  rules: readonly ChannelRule[],
): Promise<RulesPreview> {
  const since = clock.now - PREVIEW_DAYS * DAY_MS
  const [rows, touches] = await Promise.all([
    recentVisits(db, since, Number.MAX_SAFE_INTEGER, PREVIEW_VISITS + 1, false),
    unnamedTouches(db, since, PREVIEW_VISITS),
  ])
  const visits = rows
    .slice(0, PREVIEW_VISITS)
    .map(row => ({ ...row, id: row.session_id, at: row.started_at, campaign: statedCampaign(row) }))
  const released = releasedBy(visits, settings['channels.rules'], rules)
  const visitors = [...new Set(released.map(visit => visit.visitor_id))]
  const channelOf = await channelsUnder(db, visitors.slice(0, MOST_RELEASED), settings, rules)
  const imported = touches.map(touch => {
    const { channel, source, medium, campaign, term, content } = classifyNamed(touch, settings['channels.rules'])
    const row = { id: `o_${touch.external_id}`, at: touch.touched_at, channel, source, medium, campaign, term, content }
    channelOf.set(row.id, classifyNamed(touch, rules).channel)
    return { ...row, referrer_host: null, click_id: null, landing_url: touch.url }
  })
  const all: Classified[] = [...visits, ...imported]
  const isKnown = new Set(visitors.slice(0, MOST_RELEASED))
  return {
    ...movesUnder(all, rules, visit => channelOf.get(visit.id) ?? null),
    looked: all.length,
    isAll: rows.length <= PREVIEW_VISITS,
    unknown: released.filter(visit => !isKnown.has(visit.visitor_id)).length,
  }
}

/** A rule in force may have renamed the session's; a campaign that a server stated is in no address. */
const statedCampaign = ({ landing_url, campaign }: RecentVisit) => campaignIn(landing_url).campaign?.campaign ?? campaign

/** Channels of these visitors' sessions under the rules, by session. */
async function channelsUnder(
  db: Database,
  visitorIds: readonly string[],
  settings: Settings,
  channel_rules: readonly ChannelRule[],
): Promise<Map<string, string>> {
  const config = { site_hosts: await siteDomains(db), channel_rules, timeout_minutes: settings['session.timeout_minutes'] }
  const found = new Map<string, string>()
  for (let i = 0; i < visitorIds.length; i += AT_ONCE) {
    const events = await eventsOfVisitors(db, visitorIds.slice(i, i + AT_ONCE))
    for (const own of Map.groupBy(events, event => event.visitor_id).values())
      for (const { session_id, channel } of sessionsFrom(own, config).sessions) found.set(session_id, channel)
  }
  return found
}
