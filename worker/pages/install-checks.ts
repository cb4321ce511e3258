/** Does the snippet of a site work? Told from what arrived. Pure. */
import type { RecentlyIdentified, RecentType, RejectedExample, SiteCount } from '../../db/queries/site-health.ts'
import { ago, count, plural } from './figures.ts'
import { mendingOf } from './reject-words.ts'

export interface Check {
  readonly state: 'yes' | 'no' | 'bad'
  readonly title: string
  readonly detail: string
}

export interface SiteEvidence {
  readonly siteId: string
  readonly counts: readonly SiteCount[]
  readonly types: readonly RecentType[]
  readonly identified: RecentlyIdentified
  readonly rejected: readonly RejectedExample[]
  /** How many of the newest events `types` looked at, and how far back `counts` goes. */
  readonly newest: number
  readonly days: number
}

/** The four steps in the order in which they come true, then what was turned away. */
export function checksOf(evidence: SiteEvidence, now: number): Check[] {
  const own = evidence.counts.filter(row => row.site_id === evidence.siteId)
  const seen = own.reduce<number | null>((latest, row) => Math.max(latest ?? 0, row.last_hour_at), null)
  const page = evidence.types.find(row => row.type === 'page')
  const form = evidence.types.find(row => row.type === 'form')
  const { identified, newest, days } = evidence
  const step = (title: string, at: number | null | undefined, detail: string, otherwise: string): Check =>
    at == null ? { state: 'no', title, detail: otherwise } : { state: 'yes', title, detail: `${detail}${ago(at, now)}` }
  return [
    step(
      'Tag seen',
      page?.last_at ?? seen,
      'Something arrived with this key, most recently ',
      `Nothing has arrived with this key in ${days} days. Paste the snippet into the head of every page, then open one.`,
    ),
    step(
      'Page view arrived',
      page?.last_at,
      `${plural(page?.events ?? 0, 'page view')}${page?.last_human_at == null ? ', all by bots' : ''}, most recently `,
      `No page view of this site is among the newest ${count(newest)} events.`,
    ),
    step(
      'Form seen',
      form?.last_at,
      `${plural(form?.events ?? 0, 'form fill')}, most recently `,
      'Fill in a form of the site: its e-mail field tells who the visitor is.',
    ),
    step(
      'Person identified',
      identified.last_at,
      `${plural(identified.people, 'person', 'people')}, most recently `,
      'It comes with the first form that holds an e-mail address.',
    ),
    ...rejections(evidence, now),
  ]
}

function rejections({ siteId, counts, rejected, days }: SiteEvidence, now: number): Check[] {
  const refused = counts.filter(row => row.outcome === 'rejected' || row.outcome === 'refused')
  // Nobody knows whose event with an unknown key is, so every site shows them.
  const own = refused.filter(row => row.site_id === siteId || row.reason === 'unknown_write_key')
  return [...Map.groupBy(own, row => row.reason)].map(([reason, rows]): Check => {
    const example = rejected.find(row => row.reason === reason)
    const events = rows.reduce((sum, row) => sum + row.events, 0)
    const last = example?.received_at ?? Math.max(...rows.map(row => row.last_hour_at))
    const detail = example?.detail ? ` ${example.field ? `${example.field}: ` : ''}${example.detail}.` : ''
    return {
      state: 'bad',
      title: `${plural(events, 'event')} rejected: ${reason.replaceAll('_', ' ')}`,
      detail: `In the last ${days} days, most recently ${ago(last, now)}. ${mendingOf(reason)}${detail}`,
    }
  })
}
