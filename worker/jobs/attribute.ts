/**
 * The job: turns what has become stale into sessions, touches, journeys and credits.
 *
 *   marks taken → sessions → whose account → models fitted → touches, journeys, credits under the run's id →
 *   published → swept
 *
 * One run at a time, and whole runs only: readers see the rows of a subject's published run, and one transaction
 * publishes them all. A run that is killed at any point leaves its marks, and the next one does their work.
 */
import { type Database, insertInto } from '../../db/database.ts'
import { allRates } from '../../db/queries/all-rates.ts'
import { versionsInForce } from '../../db/queries/model-versions.ts'
import { lastCompleteRun, runPublished } from '../../db/queries/run-publication.ts'
import { allMarksRemoved, countTaken, isAnythingStale } from '../../db/queries/stale-marks.ts'
import { siteDomains } from '../../db/queries/visitor-facts.ts'
import { runs } from '../../db/schema.ts'
import { ratesFrom } from '../attribution/rates.ts'
import { forgetOldSalts } from '../collect/daily-visitor.ts'
import { removeOldLetters } from '../collect/dead-letter-retention.ts'
import { forgetDelivered } from '../collect/queue/retention.ts'
import { redate } from '../crm/redate.ts'
import { matchRulesFrom } from '../identity/match-rules.ts'
import { modelsToCompute } from '../models-in-force.ts'
import { readSettings } from '../settings.ts'
import { renewDeals, renewPeople } from './belongings.ts'
import type { RefusedAdjustment } from './deal-money.ts'
import { markAll } from './everything.ts'
import { isFitDue, renewFits } from './fits.ts'
import { type RunBefore, runBefore } from './journey-changes.ts'
import { type Lease, takeLease } from './lease.ts'
import { type AccountMaker, withdrawAccounts } from './made-accounts.ts'
import { takeMarks, takenMarks } from './marks.ts'
import { renewAccountRefs, renewPersonRefs } from './references.ts'
import { everythingIsStale, type StaleKind } from './stale.ts'
import type { Terms } from './subject-rows.ts'
import { renewSubjects, type Tally } from './subjects.ts'
import { isSwept, sweep } from './sweep.ts'
import { renewVersionCredits } from './version-credits.ts'
import { renewVisitors } from './visitors.ts'

export const ATTRIBUTE_JOB = 'attribute'

export interface JobDeps {
  readonly db: Database
  readonly now: () => number
  readonly newId: () => string
}

export interface AttributeOptions {
  /** Computes everything anew, not only what is stale. */
  readonly full?: boolean
  /** Who runs the job, for whoever finds it running. */
  readonly owner?: string
  readonly onProgress?: (progress: Progress) => void
}

/** `total` is what is known of so far: handling marks finds more. */
export interface Progress {
  readonly phase: 'visitors' | 'people' | 'deals' | 'fits' | 'subjects' | 'models'
  readonly done: number
  readonly total: number
}

export interface AttributeResult {
  /** The run that reports now show; an earlier one when nothing was stale. */
  readonly run_id: string
  readonly accounts: number
  readonly deals: number
  readonly credits: number
  readonly ms: number
  /** Adjustments that are no amount in their deal's currency and were left out. */
  readonly refused_adjustments: readonly RefusedAdjustment[]
}

/**
 * Runs the job once.
 * @throws RequestRefused `job_running` while another run holds the lease
 * @throws LeaseLost when another run took over because this one stalled; it has published nothing
 */
export async function attribute(deps: JobDeps, options: AttributeOptions = {}): Promise<AttributeResult> {
  const { db, now } = deps
  const startedAt = now()
  await forgetOldSalts(db, startedAt)
  await removeOldLetters(db, startedAt)
  await forgetDelivered(db, startedAt)
  const last = await lastCompleteRun(db)
  const current = last && !options.full && !(await isAnythingStale(db)) ? last.run_id : null
  if (current !== null && (await isSwept(db))) return resultOf(current, newTally(), now() - startedAt)

  const lease = await takeLease(db, ATTRIBUTE_JOB, options.owner ?? ATTRIBUTE_JOB, now)
  try {
    await sweep(db, lease)
    const run_id = current ?? `r${lease.fence}`
    const tally = newTally()
    if (current === null) {
      await runOnce({ ...deps, ...options, lease, run_id, startedAt, tally, before: runBefore(last) })
      await sweep(db, lease)
    }
    await lease.release()
    return resultOf(run_id, tally, now() - startedAt)
  } catch (error) {
    // The first error says what went wrong. A store that is gone lets the lease expire by itself.
    await lease.release().catch(() => {})
    throw error
  }
}

interface RunContext extends JobDeps, AttributeOptions {
  readonly lease: Lease
  readonly run_id: string
  readonly startedAt: number
  readonly tally: Tally
  readonly before: RunBefore | null
}

async function runOnce(run: RunContext): Promise<void> {
  const { db, lease, run_id, now, tally } = run
  await redate(db, (await readSettings(db)).timezone)
  if (run.full) await lease.commit(everythingIsStale())
  await takeMarks(db, lease, run_id)
  const isFull = (await countTaken(db, 'everything', run_id)) > 0
  // What is read from here on is as new as the marks, or newer: then there is a mark for the next run.
  const settings = await readSettings(db)
  await lease.commit(
    insertInto(runs, [
      {
        run_id,
        kind: isFull ? 'full' : 'incremental',
        status: 'running',
        fence: lease.fence,
        started_at: run.startedAt,
        settings: JSON.stringify(settings),
        subjects: 0,
        deals: 0,
        credits: 0,
        models: '[]',
      },
    ]),
  )
  if (isFull) await markAll(db, lease, run_id)
  const rules = settings['channels.rules']
  const siteHosts = await siteDomains(db)
  const config = { site_hosts: siteHosts, channel_rules: rules, timeout_minutes: settings['session.timeout_minutes'] }
  await handle(run, 'visitor', 'visitors', VISITORS_AT_ONCE, ids => renewVisitors(db, lease, run_id, ids, config))
  await place({ ...run, rules: matchRulesFrom(settings, siteHosts) })

  const rates = ratesFrom(await allRates(db))
  if (isFull || (await isFitDue(db, settings, await countTaken(db, 'subject', run_id), run.startedAt))) {
    run.onProgress?.({ phase: 'fits', done: 0, total: 1 })
    await renewFits(db, lease, settings, rules, rates, run.startedAt)
  }
  const { models, renewed } = await modelsToCompute(db, settings)
  const terms: Terms = { run_id, settings, models, rates }
  await handle(run, 'subject', 'subjects', SUBJECTS_AT_ONCE, ids =>
    renewSubjects(db, lease, ids, rules, terms, run.before, tally),
  )
  run.onProgress?.({ phase: 'models', done: 0, total: 1 })
  tally.credits += await renewVersionCredits(db, lease, run_id, renewed)
  await lease.commit(
    ...runPublished({
      run_id,
      finished_at: now(),
      subjects: tally.subjects,
      deals: tally.deals,
      credits: tally.credits,
      models: JSON.stringify(models.map(model => model.key)),
    }),
    allMarksRemoved('subject', run_id),
    // Before the versions: whoever saves a model writes its mark first, too, so neither waits for the other in a ring.
    allMarksRemoved('model', run_id),
    ...versionsInForce(renewed.map(model => model.key)),
  )
}

const VISITORS_AT_ONCE = 50
const REFERENCES_AT_ONCE = 200
const PEOPLE_AT_ONCE = 200
const SUBJECTS_AT_ONCE = 50

/** Decides whose account everybody is. An account that is made or taken back makes references to its domain stale. */
async function place(run: RunContext & AccountMaker): Promise<void> {
  const { db, lease, run_id } = run
  let handled: number
  do {
    handled = 0
    handled += await handle(run, 'account_ref', 'people', REFERENCES_AT_ONCE, refs =>
      renewAccountRefs(db, lease, run_id, refs, run),
    )
    handled += await handle(run, 'person_ref', 'people', REFERENCES_AT_ONCE, refs =>
      renewPersonRefs(db, lease, run_id, refs, run.now()),
    )
    handled += await handle(run, 'person', 'people', PEOPLE_AT_ONCE, ids => renewPeople(db, lease, run_id, ids, run))
    if (handled === 0) handled = await withdrawAccounts(db, lease, run_id)
  } while (handled > 0)
  await handle(run, 'deal_ref', 'deals', REFERENCES_AT_ONCE, refs => renewDeals(db, lease, run_id, refs))
}

/** Hands the taken marks of a kind to a step, batch by batch. @returns how many there were */
async function handle(
  { db, run_id, onProgress }: RunContext,
  kind: StaleKind,
  phase: Progress['phase'],
  size: number,
  step: (keys: readonly string[]) => Promise<void>,
): Promise<number> {
  let done = 0
  let total = 0
  for await (const keys of takenMarks(db, kind, run_id, size)) {
    if (done === 0) total = keys.length < size ? keys.length : await countTaken(db, kind, run_id)
    await step(keys)
    done += keys.length
    onProgress?.({ phase, done, total: Math.max(done, total) })
  }
  return done
}

const newTally = (): Tally => ({ subjects: 0, accounts: 0, deals: 0, credits: 0, refused: new Map() })

const resultOf = (run_id: string, { accounts, deals, credits, refused }: Tally, ms: number): AttributeResult => ({
  run_id,
  accounts,
  deals,
  credits,
  ms,
  refused_adjustments: [...refused.values()],
})
