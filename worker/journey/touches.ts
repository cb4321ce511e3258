/** Sessions, activities and imported touches → what can earn credit. */
import type { Activity, IdentityLink, OfflineTouch, Read, Session, Touch as TouchRow } from '../../db/schema.ts'
import { compareCodePoints } from '../attribution/order.ts'
import { contentId } from './address.ts'
import { classifyNamed } from './channel.ts'
import type { ChannelRule } from './custom-rules.ts'
import { personTimeline } from './identity.ts'

/** A row of the table touches, before the job says in which run and for which subject. */
export type Touch = Omit<TouchRow, 'subject_id' | 'run_id'>

export interface TouchSources {
  readonly sessions: readonly Session[]
  /** Reads of these sessions, for the titles of their landing pages; may be left empty. */
  readonly reads: readonly Read[]
  /** Identity links of these sessions' visitors, closed ones too. */
  readonly links: readonly IdentityLink[]
  readonly activities: readonly Activity[]
  readonly offline_touches: readonly OfflineTouch[]
  readonly channel_rules: readonly ChannelRule[]
}

/** Look-ups over what the caller has loaded; null when a reference leads nowhere. */
export interface Resolve {
  /** person_id of an e-mail address or external id, as the import gave it. */
  readonly person: (person_ref: string) => string | null
  /** account_id of an external id or domain, as the import gave it. */
  readonly account: (account_ref: string) => string | null
  readonly accountOfPerson: (person_id: string) => string | null
}

/**
 * The touches of everything given, by (touch_at, touch_id).
 *
 * - A session counts when its visitor was somebody at its end, or nobody in particular in the network of an account, no
 *   bot was seen in it, and something was visited: an address, a screen or a stated source. A nightly `identify` of a
 *   server is no visit.
 * - An activity's channel is Sales, its source the kind and its medium the direction.
 * - A touch's account is the one that was given, else the person's. A touch with neither person nor account comes
 *   back with both null: whose it is, the caller cannot know either, but it can say so.
 */
export function touchesFrom(sources: TouchSources, resolve: Resolve): Touch[] {
  const { activities, offline_touches, channel_rules } = sources
  return [
    ...sessionTouches(sources, resolve),
    ...activities.map(activity => activityTouch(activity, resolve)),
    ...offline_touches.map(touch => offlineTouch(touch, channel_rules, resolve)),
  ].sort((a, b) => a.touch_at - b.touch_at || compareCodePoints(a.touch_id, b.touch_id))
}

function sessionTouches({ sessions, reads, links }: TouchSources, resolve: Resolve): Touch[] {
  const linksOf = Map.groupBy(links, link => link.visitor_id)
  const personOf = new Map([...linksOf].map(([visitor_id, own]) => [visitor_id, personTimeline(own)]))
  const titles = new Map(reads.map(read => [titleKey(read.session_id, read.content_id), read.title]))

  return sessions
    .filter(session => session.bot_reason === null && isVisit(session))
    .flatMap(session => {
      const person_id = personOf.get(session.visitor_id)?.(session.ended_at) ?? null
      const account_id =
        person_id !== null ? resolve.accountOfPerson(person_id) : session.account_ref && resolve.account(session.account_ref)
      if (person_id === null && !account_id) return []
      return [sessionTouch(session, { person_id, account_id: account_id || null }, titles)]
    })
}

function sessionTouch(
  session: Session,
  { person_id, account_id }: Pick<Touch, 'person_id' | 'account_id'>,
  titles: ReadonlyMap<string, string | null>,
): Touch {
  const { session_id, channel, source, medium, campaign, term, content, landing_url, engaged_ms } = session
  const landing = landing_url === null ? null : contentId(landing_url)
  return {
    touch_id: session_id,
    external_id: null,
    kind: 'session',
    touch_at: session.started_at,
    account_id,
    person_id,
    session_id,
    channel,
    source,
    medium,
    campaign,
    term,
    content,
    url: landing_url,
    title: landing === null ? null : (titles.get(titleKey(session_id, landing)) ?? null),
    rep_email: null,
    engaged_ms,
    account_rule: person_id === null ? session.account_rule : null,
  }
}

function activityTouch(activity: Activity, resolve: Resolve): Touch {
  const { external_id, activity_id, happened_at, kind, direction, subject, rep_email } = activity
  return {
    touch_id: `a_${external_id ?? activity_id}`,
    external_id,
    kind: 'activity',
    touch_at: happened_at,
    ...whose(activity, resolve),
    session_id: null,
    channel: 'Sales',
    source: kind,
    medium: direction,
    campaign: null,
    term: null,
    content: null,
    url: null,
    title: subject,
    rep_email,
    engaged_ms: 0,
    account_rule: null,
  }
}

function offlineTouch(touch: OfflineTouch, rules: readonly ChannelRule[], resolve: Resolve): Touch {
  const { channel, source, medium, campaign, term, content } = classifyNamed(touch, rules)
  return {
    touch_id: `o_${touch.external_id}`,
    external_id: touch.external_id,
    kind: 'offline',
    touch_at: touch.touched_at,
    ...whose(touch, resolve),
    session_id: null,
    channel,
    source,
    medium,
    campaign,
    term,
    content,
    url: touch.url,
    title: touch.title,
    rep_email: null,
    engaged_ms: 0,
    account_rule: null,
  }
}

function whose({ person_ref, account_ref }: Pick<Activity, 'person_ref' | 'account_ref'>, resolve: Resolve) {
  const person_id = person_ref === null ? null : resolve.person(person_ref)
  const given = account_ref === null ? null : resolve.account(account_ref)
  return { person_id, account_id: given ?? (person_id === null ? null : resolve.accountOfPerson(person_id)) }
}

const isVisit = (session: Session) => session.landing_url !== null || session.page_views > 0 || session.source !== null

/** Session ids are ids of events, which hold no blank. */
const titleKey = (session_id: string, content_id: string) => `${session_id} ${content_id}`
