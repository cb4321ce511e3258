/**
 * Looks for what somebody wants to be told of, and puts it into the outbox: each fact once, and nothing that happened before
 * a webhook was made. Costs one query while there is no webhook, and two while no run has published anything.
 */
import { dealsChanged, dealsSeen, freshTouches, mergesSince, pagesViewed, subjectsRenewed } from '../../db/queries/alert-facts.ts'
import { alertsForgotten, markOf, markSet, toldSince } from '../../db/queries/alerts.ts'
import { lastCompleteRun } from '../../db/queries/run-publication.ts'
import { activeWebhooks } from '../../db/queries/webhooks.ts'
import type { JobDeps } from '../jobs/attribute.ts'
import { takeLease } from '../jobs/lease.ts'
import { readMerged } from '../jobs/merged.ts'
import { readSettings } from '../settings.ts'
import { digestNotices } from './digest.ts'
import type { AlertKind, Notice } from './kinds.ts'
import { moveNotices } from './moves.ts'
import { type Context, tell } from './outbox.ts'
import { RHYTHM_MS } from './silence.ts'
import { silenceNotices } from './silences.ts'
import { DAY_MS, type FreshTouch, VISIT_FRESH_MS, visitNotices } from './visits.ts'
import { kindsOf } from './webhooks.ts'
import { weekBefore } from './week.ts'

const JOB = 'alerts'

const MINUTE_MS = 60_000

/** A visit may have begun so long before the page that is news. */
const VISIT_SPAN_MS = VISIT_FRESH_MS + 12 * 60 * MINUTE_MS

/** Runs that began earlier have nothing in them that is news. */
const RUNS_MS = 2 * DAY_MS

const SILENCE_EVERY_MS = 10 * MINUTE_MS

/** After a longer pause than this we have been away, and what did not come meanwhile tells nothing. */
const AWAY_MS = 15 * MINUTE_MS

/** An import writes its rows some time after it has dated them. */
const OVERLAP_MS = 60 * MINUTE_MS

const DEALS_AT_ONCE = 1000
const SUBJECTS_AT_ONCE = 500

const KEPT_MS = 400 * DAY_MS

/** @throws RequestRefused `job_running` while another process looks */
export async function raiseAlerts(deps: JobDeps): Promise<void> {
  const { db, now } = deps
  const webhooks = await activeWebhooks(db)
  if (webhooks.length === 0) return
  const lease = await takeLease(db, JOB, JOB, now)
  try {
    const wanted = new Set(webhooks.flatMap(kindsOf))
    const context = { ...deps, lease, webhooks, wanted, at: now() }
    const upSince = await hearing(context)
    await lookAtRuns(context)
    if (wanted.has('data.stopped')) await lookForSilence(context, upSince)
    if (wanted.has('digest.weekly')) await lookBack(context)
  } catch (error) {
    // The first error says what went wrong. A store that is gone lets the lease expire by itself.
    await lease.release().catch(() => {})
    throw error
  }
  await lease.release()
}

/** @returns since when we have been looking without a pause */
async function hearing({ db, lease, at }: Context): Promise<number> {
  const heard = Number(await markOf(db, 'heard_at'))
  const isBack = at - heard > AWAY_MS
  if (isBack) await lease.commit(markSet('heard_at', `${at}`), markSet('up_since', `${at}`))
  else if (at - heard >= MINUTE_MS) await lease.commit(markSet('heard_at', `${at}`))
  return isBack ? at : Number(await markOf(db, 'up_since'))
}

async function lookAtRuns(context: Context): Promise<void> {
  const { db, lease, at, wanted } = context
  // How deals stood before the first webhook for them was made is noted at once: the next import brings the first move.
  if (Number(await markOf(db, 'deals_at')) < newestListener(context, 'deal.moved')) await lookAtDeals(context)
  const last = await lastCompleteRun(db)
  const [seenId, seenFrom = '0'] = ((await markOf(db, 'run')) ?? '').split(' ')
  if (!last || last.run_id === seenId) return
  if (wanted.has('deal.moved')) await lookAtDeals(context)
  if (wanted.has('account.pricing_viewed') || wanted.has('account.woke'))
    await lookAtVisits(context, Math.max(Number(seenFrom), at - RUNS_MS))
  await lease.commit(markSet('run', `${last.run_id} ${last.started_at}`))
}

const newestListener = ({ webhooks }: Context, kind: AlertKind): number =>
  Math.max(-1, ...webhooks.flatMap(webhook => (kindsOf(webhook).includes(kind) ? [webhook.since_at] : [])))

/** A full run renews every subject: they are looked at in parts, so that a request has not to wait for all of them. */
async function lookAtVisits(context: Context, runsFrom: number): Promise<void> {
  for (let after = ''; ; ) {
    const subjects = await subjectsRenewed(context.db, runsFrom, after, SUBJECTS_AT_ONCE)
    const last = subjects.at(-1)
    if (last === undefined) return
    const touches = await freshTouches(context.db, runsFrom, { after, last }, context.at - VISIT_SPAN_MS)
    if (touches.length > 0) await tell(context, await visitsIn(context, touches))
    after = last
  }
}

async function visitsIn({ db, at, wanted }: Context, touches: readonly FreshTouch[]): Promise<Notice[]> {
  const settings = await readSettings(db)
  const cold_after_days = settings['heat.cold_after_days']
  const since = at - VISIT_SPAN_MS
  const sessions = touches.flatMap(({ session_id }) => (session_id === null ? [] : [session_id]))
  const [reads, merges, viewed, woke, merged] = await Promise.all([
    pagesViewed(db, sessions, at - VISIT_FRESH_MS),
    mergesSince(db, since),
    toldSince(db, 'account.pricing_viewed', since - DAY_MS),
    toldSince(db, 'account.woke', since - cold_after_days * DAY_MS),
    readMerged(db),
  ])
  const notices = visitNotices(touches, reads, {
    now: at,
    pricing_paths: settings['alerts.pricing_paths'],
    cold_after_days,
    rootOf: merged.accounts.rootOf,
    told: [...viewed, ...woke],
    merges,
  })
  return notices.filter(({ facts }) => wanted.has(facts.kind))
}

/** Each batch of deals is told of and noted as seen at once. */
async function lookAtDeals(context: Context): Promise<void> {
  const { db, lease, at } = context
  const since = Number((await markOf(db, 'deals_at')) ?? OVERLAP_MS) - OVERLAP_MS
  for (;;) {
    const changed = await dealsChanged(db, since, DEALS_AT_ONCE)
    const deals = changed.map(({ status_before, stage_before, ...deal }) => ({
      ...deal,
      before: status_before === null ? null : { status: status_before, stage: stage_before ?? '' },
    }))
    await tell(context, moveNotices(deals, at), [dealsSeen(changed)])
    if (changed.length < DEALS_AT_ONCE) break
  }
  await lease.commit(markSet('deals_at', `${at}`))
}

async function lookForSilence(context: Context, upSince: number): Promise<void> {
  const { db, at } = context
  if (at - Number(await markOf(db, 'silence_at')) < SILENCE_EVERY_MS) return
  await tell(context, await silenceNotices(db, at, upSince), [
    markSet('silence_at', `${at}`),
    ...alertsForgotten(at - KEPT_MS, at - 2 * RHYTHM_MS),
  ])
}

/** Once a week. */
async function lookBack(context: Context): Promise<void> {
  const { db, at } = context
  const settings = await readSettings(db)
  const week = weekBefore(at, settings.timezone)
  if (at < week.due_at || (await markOf(db, 'digest')) === week.first_day) return
  await tell(context, await digestNotices(db, week, settings, at), [markSet('digest', week.first_day)])
}
