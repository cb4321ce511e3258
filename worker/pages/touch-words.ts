/** What a touch is called and how it is drawn. */
import type { SubjectTouch } from '../../db/queries/account.ts'
import { contentId } from '../journey/address.ts'
import type { MarkKind } from './journey-lanes.ts'

const activityKinds: ReadonlySet<string> = new Set(['email', 'call', 'meeting', 'demo', 'other'] satisfies MarkKind[])

export function markKindOf(touch: Pick<SubjectTouch, 'kind' | 'source' | 'forms' | 'downloads'>): MarkKind {
  if (touch.kind === 'offline') return 'offline'
  if (touch.kind === 'activity') return isActivityKind(touch.source) ? touch.source : 'other'
  if (touch.forms > 0) return 'form'
  return touch.downloads > 0 ? 'download' : 'visit'
}

const isActivityKind = (source: string | null): source is MarkKind => source !== null && activityKinds.has(source)

/** Who made a touch of which no person is known. */
export const nobodyIn = ({ account_rule }: Pick<SubjectTouch, 'account_rule'>): string =>
  account_rule === null ? 'unknown' : `somebody, ${byNetwork[account_rule]}`

const byNetwork = { ip_range: 'by IP range', network: 'by company network' } as const

/** The page, subject or title of a touch: 'Pricing', 'example.com/pricing', 'Follow-up on the offer'. */
export function subjectOf(touch: Pick<SubjectTouch, 'title' | 'url' | 'channel'>): string {
  return touch.title ?? (touch.url === null ? null : (contentId(touch.url) ?? touch.url)) ?? touch.channel
}
