/** What each page and file earned of some deals: the credit of every touch, shared over what its session read. */
import type { Database } from '../../db/database.ts'
import type { CreditPart } from '../../db/queries/credit-totals.ts'
import { readsOfSessions } from '../../db/queries/session-reads.ts'
import { type TouchAbout, touchesOfDeals, touchParts } from '../../db/queries/touch-credits.ts'
import { type ContentShare, contentShares, sharedAmount } from '../attribution/content-shares.ts'

/**
 * Per deal and model the parts add up to the deal. A touch counts with each content that it read.
 * @param models  keys of the models that are asked for
 * @returns null when another run was published between the reads
 */
export async function contentParts(
  db: Database,
  stage: string,
  dealIds: readonly string[],
  models: ReadonlySet<string>,
): Promise<CreditPart[] | null> {
  const earned = await touchParts(db, stage, dealIds)
  const sharesOf = await contentsOf(db, await touchesOfDeals(db, stage, dealIds))
  const sums = new Map<string, Map<string | null, Sum>>()
  for (const { deal_id, run_id, model, touch_id, base_minor } of earned) {
    if (!models.has(model)) continue
    const shares = touch_id === '' ? unattributed : sharesOf.get(touchKey(run_id, touch_id))
    if (!shares) return null
    // Runs for every credit there is; a model’s key holds no blank.
    const key = `${model} ${touch_id === ''} ${deal_id}`
    const contents = sums.get(key) ?? new Map<string | null, Sum>()
    if (contents.size === 0) sums.set(key, contents)
    const amounts = sharedAmount(base_minor, shares)
    for (const [i, { content_id }] of shares.entries()) {
      const sum = contents.get(content_id) ?? newSum(deal_id, run_id, model, content_id, touch_id === '')
      contents.set(content_id, sum)
      sum.base_minor += amounts[i] ?? 0
      if (touch_id !== '') sum.touches += 1
    }
  }
  return [...sums.values()].flatMap(contents => [...contents.values()])
}

type Sum = { -readonly [Field in keyof CreditPart]: CreditPart[Field] }

const newSum = (deal_id: string, run_id: string, model: string, key: string | null, isUnattributed: boolean): Sum => ({
  deal_id,
  run_id,
  model,
  key,
  is_unattributed: isUnattributed ? 1 : 0,
  base_minor: 0,
  touches: 0,
})

async function contentsOf(db: Database, touches: readonly TouchAbout[]): Promise<Map<string, ContentShare[]>> {
  const reads = await readsOfSessions(
    db,
    touches.flatMap(touch => touch.session_id ?? []),
  )
  const readsOf = Map.groupBy(reads, read => read.session_id)
  return new Map(
    touches.map(touch => [
      touchKey(touch.run_id, touch.touch_id),
      contentShares(touch, readsOf.get(touch.session_id ?? '') ?? []),
    ]),
  )
}

const unattributed: readonly ContentShare[] = [{ content_id: null, title: null, content_kind: 'session', weight: 1 }]

const touchKey = (run: string, touch: string) => `${run} ${touch}`
