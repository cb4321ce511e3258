/** One run from its marks to its publication: read this first. */
import { insertInto } from '../../db/database.ts'
import { allRates } from '../../db/queries/all-rates.ts'
import { versionsInForce } from '../../db/queries/model-versions.ts'
import { runPublished } from '../../db/queries/run-publication.ts'
import { allMarksRemoved, countTaken } from '../../db/queries/stale-marks.ts'
import { siteDomains } from '../../db/queries/visitor-facts.ts'
import { runs } from '../../db/schema.ts'
import { ratesFrom } from '../attribution/rates.ts'
import { redate } from '../crm/redate.ts'
import { matchRulesFrom } from '../identity/match-rules.ts'
import { modelsToCompute } from '../models-in-force.ts'
import { readSettings } from '../settings.ts'
import type { AttributeOptions, JobDeps } from './attribute.ts'
import { renewDeals, renewPeople } from './belongings.ts'
import { markAll } from './everything.ts'
import { isFitDue, renewFits } from './fits.ts'
import type { RunBefore } from './journey-changes.ts'
import type { Lease } from './lease.ts'
import { type AccountMaker, withdrawAccounts } from './made-accounts.ts'
import { takeMarks, takenMarks } from './marks.ts'
import { type Progress, pauseRun, RunPaused, STEPS, type Step } from './progress.ts'
import { renewAccountRefs, renewPersonRefs } from './references.ts'
import { everythingIsStale, type StaleKind } from './stale.ts'
import type { Terms } from './subject-rows.ts'
import { renewSubjects, type Tally } from './subjects.ts'
import { renewVersionCredits } from './version-credits.ts'
import { renewVisitors } from './visitors.ts'

export interface RunContext extends JobDeps, AttributeOptions {
  readonly lease: Lease
  readonly run_id: string
  readonly startedAt: number
  readonly tally: Tally
  readonly before: RunBefore | null
  /** Where it goes on; null: it begins. */
  readonly from: Progress | null
}

/** @throws RunPaused when the slice is over */
export async function runOnce(run: RunContext): Promise<void> {
  const { db, lease, run_id, now, tally, from } = run
  if (!from) {
    await redate(db, (await readSettings(db)).timezone, run.slice)
    if (run.slice?.isOver()) throw new RunPaused('dates are moved on later')
    if (run.full) await lease.commit(everythingIsStale())
  }
  const marks = placeIn(run, 'marks')
  if (marks) await takeMarks(db, lease, run_id, marks, after => pauseIfOver(run, 'marks', after, false))
  const isFull = from?.isFull || (await countTaken(db, 'everything', run_id)) > 0
  const pauseIn = (step: Step, after: readonly string[] = []) => pauseIfOver(run, step, after, isFull)
  // What is read from here on is as new as the marks, or newer: then there is a mark for the next run.
  const settings = await readSettings(db)
  if (marks) {
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
  }
  const sources = placeIn(run, 'everything')
  if (isFull && sources) await markAll(db, lease, run_id, sources, after => pauseIn('everything', after))
  const rules = settings['channels.rules']
  const rates = ratesFrom(await allRates(db))
  if (placeIn(run, 'history')) {
    const siteHosts = await siteDomains(db)
    const config = { site_hosts: siteHosts, channel_rules: rules, timeout_minutes: settings['session.timeout_minutes'] }
    let isIdle = true
    const onBatch = () => {
      isIdle = false
      return pauseIn('history')
    }
    await handle(run, 'visitor', 'visitors', VISITORS_AT_ONCE, ids => renewVisitors(db, lease, run_id, ids, config), onBatch)
    await place({ ...run, rules: matchRulesFrom(settings, siteHosts) }, onBatch)
    if (isFull || (await isFitDue(db, settings, await countTaken(db, 'subject', run_id), run.startedAt))) {
      // A slice that had nothing else to do has as much left as any.
      if (run.slice && !isIdle && !run.slice.isFresh())
        await pauseRun(db, lease, { run_id, step: 'history', after: [], isFull, tally })
      run.onProgress?.({ phase: 'fits', done: 0, total: 1 })
      await renewFits(db, lease, settings, rules, rates, run.startedAt, run.slice)
    }
  }

  const { models, renewed } = await modelsToCompute(db, settings)
  const terms: Terms = { run_id, settings, models, rates }
  const subjects = placeIn(run, 'subjects')
  if (subjects) {
    const step = (ids: readonly string[]) => renewSubjects(db, lease, ids, rules, terms, run.before, tally)
    const onBatch = (last: string) => pauseIn('subjects', [last])
    await handle(run, 'subject', 'subjects', SUBJECTS_AT_ONCE, step, onBatch, subjects[0])
  }
  run.onProgress?.({ phase: 'models', done: 0, total: 1 })
  const [after = ''] = placeIn(run, 'models') ?? []
  await renewVersionCredits(db, lease, run_id, renewed, after, (last, written) => {
    tally.credits += written
    return pauseIn('models', [last])
  })
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

/** Where a step begins in this slice; null when an earlier one has done it. */
function placeIn({ from }: RunContext, step: Step): readonly string[] | null {
  if (from === null || from.step === step) return from?.after ?? []
  return STEPS.indexOf(step) > STEPS.indexOf(from.step) ? [] : null
}

async function pauseIfOver(run: RunContext, step: Step, after: readonly string[], isFull: boolean): Promise<void> {
  const { db, lease, run_id, tally, slice } = run
  if (slice?.isOver()) await pauseRun(db, lease, { run_id, step, after, isFull, tally })
}

const VISITORS_AT_ONCE = 50
const REFERENCES_AT_ONCE = 200
const PEOPLE_AT_ONCE = 200
const SUBJECTS_AT_ONCE = 50

type OnBatch = (lastKey: string) => Promise<void>

/** Decides whose account everybody is. An account that is made or taken back makes references to its domain stale. */
async function place(run: RunContext & AccountMaker, onBatch: OnBatch): Promise<void> {
  const { db, lease, run_id } = run
  let handled: number
  do {
    handled = 0
    handled += await handle(
      run,
      'account_ref',
      'people',
      REFERENCES_AT_ONCE,
      refs => renewAccountRefs(db, lease, run_id, refs, run),
      onBatch,
    )
    handled += await handle(
      run,
      'person_ref',
      'people',
      REFERENCES_AT_ONCE,
      refs => renewPersonRefs(db, lease, run_id, refs, run.now()),
      onBatch,
    )
    handled += await handle(run, 'person', 'people', PEOPLE_AT_ONCE, ids => renewPeople(db, lease, run_id, ids, run), onBatch)
    if (handled === 0) handled = await withdrawAccounts(db, lease, run_id)
  } while (handled > 0)
  await handle(run, 'deal_ref', 'deals', REFERENCES_AT_ONCE, refs => renewDeals(db, lease, run_id, refs), onBatch)
}

/**
 * Hands the taken marks of a kind to a step, batch by batch.
 * @param onBatch  after each batch
 * @param after    only keys after this one
 * @returns how many there were
 */
async function handle(
  { db, run_id, onProgress }: RunContext,
  kind: StaleKind,
  phase: Parameters<NonNullable<AttributeOptions['onProgress']>>[0]['phase'],
  size: number,
  step: (keys: readonly string[]) => Promise<void>,
  onBatch: OnBatch,
  after = '',
): Promise<number> {
  let done = 0
  let total = 0
  for await (const keys of takenMarks(db, kind, run_id, size, after)) {
    if (done === 0) total = keys.length < size ? keys.length : await countTaken(db, kind, run_id)
    await step(keys)
    done += keys.length
    onProgress?.({ phase, done, total: Math.max(done, total) })
    await onBatch(keys.at(-1) ?? '')
  }
  return done
}
