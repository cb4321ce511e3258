/** Data-driven models learn from all journeys of the workspace; this decides when, and hands the journeys over. */
import type { Database } from '../../db/database.ts'
import { subjectsAfter } from '../../db/queries/all-keys.ts'
import { livingVersions, subjectsComputedAfter } from '../../db/queries/model-versions.ts'
import { fitFrom } from '../attribution/data-driven/fit.ts'
import { type FitAccount, type FitDeal, pathCollector } from '../attribution/data-driven/null-journeys.ts'
import { journeyTo, type StageEntry } from '../attribution/journey.ts'
import { isFitted } from '../attribution/models.ts'
import type { Rates } from '../attribution/rates.ts'
import type { ChannelRule } from '../journey/custom-rules.ts'
import { proposeVersion } from '../models-in-force.ts'
import type { Settings } from '../settings.ts'
import { dealMoney } from './deal-money.ts'
import type { Lease } from './lease.ts'
import { pause } from './pause.ts'
import type { Slice } from './progress.ts'
import { loadSubjects, type Subject } from './subject-facts.ts'
import { dealJourneys, ownTouches, pathSettings } from './subject-journeys.ts'

const SUBJECTS_AT_ONCE = 90

/** Journeys change every day and the weights hardly: a week without a new fit, or a tenth of all subjects. */
const FIT_DAYS = 7
const FIT_SHARE = 0.1
const DAY_MS = 86_400_000

/**
 * @param computing  subjects that this run computes
 * @returns whether the workspace's data-driven models should be fitted before them
 */
export async function isFitDue(db: Database, settings: Settings, computing: number, now: number): Promise<boolean> {
  const names = settings['attribution.models'].filter(isFitted)
  const versions = (await livingVersions(db)).filter(version => names.some(name => name === version.model))
  if (names.some(name => versions.every(version => version.model !== name))) return true
  if (versions.length === 0) return false

  const oldest = versions.reduce((a, b) => (a.made_at < b.made_at ? a : b))
  const { subjects, fence }: { subjects: number; fence: number } = JSON.parse(oldest.definition)
  const since = computing + (await subjectsComputedAfter(db, fence))
  return now - oldest.made_at >= FIT_DAYS * DAY_MS || since >= subjects * FIT_SHARE
}

/**
 * Fits the workspace's data-driven models on everything known now, and puts them in line for the run. What one slice
 * cannot read keeps the numbers that it has: a fit from a part would be another model.
 */
export async function renewFits(
  db: Database,
  lease: Lease,
  settings: Settings,
  rules: readonly ChannelRule[],
  rates: Rates,
  now: number,
  slice?: Slice,
): Promise<void> {
  const collector = pathCollector({
    null_journeys: settings['attribution.null_journeys'],
    lookback_days: settings['attribution.lookback_days'],
    direct_policy: settings['attribution.direct_policy'],
  })
  const window = { from: null as number | null, to: null as number | null }
  let subjects = 0
  let after = ''
  for (;;) {
    const ids = await subjectsAfter(db, after, SUBJECTS_AT_ONCE)
    for (const subject of await loadSubjects(db, ids, rules)) {
      const account = fitAccount(subject, settings, rates)
      collector.add(account)
      for (const { touch_at } of account.touches) {
        window.from = Math.min(window.from ?? touch_at, touch_at)
        window.to = Math.max(window.to ?? touch_at, touch_at)
      }
    }
    subjects += ids.length
    const last = ids.at(-1)
    if (last === undefined || ids.length < SUBJECTS_AT_ONCE) break
    if (slice?.isOver()) return
    after = last
    await pause()
  }

  const paths = collector.finish()
  const about = { window, subjects, fence: lease.fence, null_journeys: settings['attribution.null_journeys'] }
  for (const model of settings['attribution.models'].filter(isFitted)) {
    const { writes } = await proposeVersion(model, { fit: fitFrom(model, paths) }, about, now)
    await lease.commit(...writes)
    await pause()
  }
}

/** What a subject teaches. One that is no account has deals, and is at no risk of winning others. */
function fitAccount(subject: Subject, settings: Settings, rates: Rates): FitAccount {
  const deals = [...dealJourneys(subject, settings)].map(({ subjectDeal, stages, journeyAt }): FitDeal => {
    const { deal, adjustments } = subjectDeal
    const { amount_minor, base_amount_minor } = dealMoney(deal, adjustments, rates, settings)
    const won = stages.find(({ stage, isDated }) => stage === 'won' && isDated)
    const lost = deal.status === 'lost' && deal.closed_at !== null ? endedAt(deal.closed_at) : undefined
    const end = won ?? lost
    return {
      deal_id: deal.deal_id,
      outcome: deal.status,
      at: end?.stage_at ?? null,
      value: base_amount_minor ?? (amount_minor > 0 ? null : amount_minor),
      path: end ? journeyAt(end).path.map(touch => touch.channel) : [],
    }
  })
  return { account_id: subject.subject_id, touches: subject.account_id === null ? [] : foldedTouches(subject, settings), deals }
}

const endedAt = (at: number) => ({ stage: 'lost', stage_at: at, isDated: true, entered_at: [at] })

/** Every touch of an account, repeats folded as on a path. */
function foldedTouches(subject: Subject, settings: Settings): FitAccount['touches'] {
  const always: StageEntry = { stage: 'none', stage_at: Number.MAX_SAFE_INTEGER }
  const nobody = { deal_id: '', contacts: [], primary_contact: null, own_stages: [] }
  const noDates = { created_at: null, closed_at: null, previous_won_at: null }
  const rules = { ...pathSettings(settings), scope: 'account', lookback_days: null, direct_policy: 'keep' } as const
  const deal = { ...nobody, ...noDates, account_id: subject.account_id }
  return journeyTo(always, deal, [], ownTouches(subject), rules).path
}
