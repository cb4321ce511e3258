/** What the pages about collecting are made of: the ledger, and dead letters. */
import type { Database } from '../../db/database.ts'
import {
  type LetterChoice,
  type LetterLine,
  letterById,
  letterCounts,
  letterCountsByReason,
  letterLines,
} from '../../db/queries/dead-letters.ts'
import { ledgerSince, receivedSince } from '../../db/queries/ledger-counts.ts'
import { allSites } from '../../db/queries/site-health.ts'
import type { DeadLetter, Site } from '../../db/schema.ts'
import { RequestRefused } from '../errors.ts'
import { botSums, lostReasons, type SpanKey, siteDays, spanFrom, startOf, stepsOf, sumOf } from './collection-ledger.ts'
import type { Frame } from './frame.ts'
import { pageNumberFrom } from './table.tsx'

export const LETTERS_PER_PAGE = 50

export interface ReasonLine {
  readonly reason: string
  /** All of them, also those of which nothing is kept. */
  readonly events: number
  readonly letters: number
  readonly waiting: number
}

export async function readCollection(db: Database, frame: Frame) {
  const { clock, query } = frame
  const span: SpanKey = spanFrom(query.span)
  const since = startOf(span, clock.now)
  const [entries, received, sites, kept, all] = await Promise.all([
    ledgerSince(db, since),
    receivedSince(db, since),
    allSites(db),
    letterCountsByReason(db, { since }),
    letterCounts(db, {}),
  ])
  const lettersOf = new Map<string, { letters: number; waiting: number }>()
  for (const { reason, letters, waiting } of kept) {
    const sum = lettersOf.get(reason) ?? { letters: 0, waiting: 0 }
    lettersOf.set(reason, { letters: sum.letters + letters, waiting: sum.waiting + waiting })
  }
  const reasons = lostReasons(entries).map(
    (line): ReasonLine => ({ ...line, ...(lettersOf.get(line.reason) ?? { letters: 0, waiting: 0 }) }),
  )
  return {
    frame,
    span,
    balance: sumOf(entries, received),
    steps: stepsOf(entries, span, clock.now),
    reasons,
    bots: botSums(entries),
    days: siteDays(entries, received),
    sites: new Map(sites.map(site => [site.site_id, site.domain])),
    /** Letters of whatever age. */
    waiting: all.waiting,
  }
}

export type CollectionProps = Awaited<ReturnType<typeof readCollection>>

export interface LettersProps {
  readonly frame: Frame
  readonly sites: readonly Site[]
  /** What the URL asks for. */
  readonly reason: string | null
  readonly site: Site | null
  /** Reasons that there are letters for. */
  readonly reasons: readonly string[]
  readonly letters: readonly LetterLine[]
  readonly total: number
  readonly waiting: number
  readonly page: number
}

export async function readLetters(db: Database, frame: Frame): Promise<LettersProps> {
  const { query } = frame
  const page = pageNumberFrom(query.page)
  const sites = await allSites(db)
  const site = sites.find(one => one.site_id === query.site) ?? null
  const reason = query.reason || null
  const choice: LetterChoice = { reason: reason ?? undefined, site_id: site?.site_id }
  const [counts, letters, kept] = await Promise.all([
    letterCounts(db, choice),
    letterLines(db, choice, null, LETTERS_PER_PAGE, (page - 1) * LETTERS_PER_PAGE),
    letterCountsByReason(db, {}),
  ])
  return {
    frame,
    sites,
    reason,
    site,
    reasons: [...new Set(kept.map(line => line.reason))].sort(),
    letters,
    total: counts.letters,
    waiting: counts.waiting,
    page,
  }
}

export interface LetterProps {
  readonly frame: Frame
  readonly letter: DeadLetter
  readonly domain: string | null
}

/** @throws RequestRefused `not_found` */
export async function readLetter(db: Database, frame: Frame, id: string): Promise<LetterProps> {
  const letter = await letterById(db, id)
  if (!letter) throw new RequestRefused('not_found', 'there is no such dead letter: they are kept for 30 days')
  const domain = (await allSites(db)).find(site => site.site_id === letter.site_id)?.domain ?? null
  return { frame, letter, domain }
}
