/**
 * The dataset `content-credits`: each row of `credits` over what its session read. Sums per (deal, stage, model) are
 * those of `credits`, in both currencies and in weight.
 */
import { sql } from 'drizzle-orm'
import type { Database, Row } from '../../db/database.ts'
import { readsOfSessions } from '../../db/queries/session-reads.ts'
import { type ContentShare, contentShares, type SharedTouch, sharedAmount } from '../attribution/content-shares.ts'
import {
  credit,
  creditChannel,
  creditKey,
  creditModel,
  currentCredits,
  person,
  publishedCredits,
  run,
  SOURCE,
} from './columns.ts'
import { type Dataset, given, of } from './dataset.ts'

export const contentCredits: Dataset = {
  columns: [
    ...credit,
    ...of('touches', 'kind'),
    creditChannel,
    ...of('touches', SOURCE),
    ...person,
    ...given('content_id title content_kind weight:share weight_e15:integer amount_minor:integer'),
    ...of('journeys', 'currency'),
    ...given('base_amount_minor:integer'),
    ...of('journeys', 'base_currency'),
    ...run,
  ],
  from: publishedCredits,
  where: currentCredits,
  key: creditKey,
  whole: 3,
  filters: { model: creditModel, stage: sql`credits.stage`, at: sql`journeys.stage_at` },
  expand: {
    needs: {
      session_id: sql`touches.session_id`,
      touch_url: sql`touches.url`,
      touch_title: sql`touches.title`,
      touch_weight: sql`credits.weight_e15`,
      touch_minor: sql`credits.amount_minor`,
      touch_base_minor: sql`credits.base_amount_minor`,
    },
    rows: creditsByContent,
  },
}

async function creditsByContent(db: Database, rows: readonly Row[]): Promise<Row[]> {
  const reads = await readsOfSessions(
    db,
    rows.flatMap(row => textIn(row.session_id) ?? []),
  )
  const readsOf = Map.groupBy(reads, read => read.session_id)
  return rows.flatMap(row => {
    const shares = row.touch_id === '' ? unattributed : contentShares(touchOf(row), readsOf.get(String(row.session_id)) ?? [])
    const weights = sharedAmount(Number(row.touch_weight), shares)
    const amounts = sharedAmount(Number(row.touch_minor), shares)
    const baseAmounts = row.touch_base_minor === null ? null : sharedAmount(Number(row.touch_base_minor), shares)
    return shares.map(({ content_id, title, content_kind }, i) => ({
      ...row,
      content_id: row.touch_id === '' ? '(unattributed)' : content_id,
      title,
      content_kind: row.touch_id === '' ? null : content_kind,
      weight: weights[i],
      weight_e15: weights[i],
      amount_minor: amounts[i],
      base_amount_minor: baseAmounts === null ? null : baseAmounts[i],
    }))
  })
}

/** What no touch earned stays in one piece. */
const unattributed: readonly ContentShare[] = [{ content_id: null, title: null, content_kind: 'session', weight: 1 }]

const touchOf = ({ kind, touch_url, content, touch_title }: Row): SharedTouch => ({
  kind: kind === 'activity' || kind === 'offline' ? kind : 'session',
  url: textIn(touch_url),
  content: textIn(content),
  title: textIn(touch_title),
})

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null)
