/** Why a touch or a deal earned nothing, and what settings mean, in plain words. */
import type { ModelVersion } from '../../db/schema.ts'
import type { ExclusionReason } from '../attribution/exclusions.ts'
import { defaultSettings, type Settings } from '../settings.ts'
import { plural } from './figures.ts'

export const exclusionWords: Readonly<Record<ExclusionReason, string>> = {
  out_of_scope: 'outside the scope: not by somebody of this deal',
  after_stage: 'after the deal had reached the stage',
  outside_lookback: 'before the look-back window',
  before_previous_win: 'before the account’s previous win',
  folded: 'folded into the same touch just before',
  direct_dropped: 'direct, and others were not',
}

const unattributedWords: Readonly<Record<string, string>> = {
  no_close_date: 'The deal has no close date, so no touch can be said to have come before it.',
  no_account: 'The deal belongs to no account: its reference in the CRM leads to none.',
  no_contact: 'The deal names no contact, and the scope counts only those.',
  no_touch: 'No touch of the account is known.',
  no_eligible_touch: 'Touches of the account are known, but none may earn credit.',
}

export const unattributedReason = (reason: string): string => unattributedWords[reason] ?? reason.replaceAll('_', ' ')

const milestones: Readonly<Record<string, string>> = {
  FT: 'first touch',
  LC: 'lead creation',
  OC: 'opportunity creation',
  CW: 'close',
}

/** A stage of the workspace's own goes by its name. */
export const milestoneWords = (name: string): string => milestones[name] ?? name

const scopes: Readonly<Record<Settings['attribution.scope'], string>> = {
  account: 'touches of everybody of the account',
  contact_roles: 'touches of the deal’s contacts',
  primary_contact: 'touches of the deal’s primary contact',
}

/** The rules that a run counted by. Settings of an older run may lack newer ones. */
export function rulesOf(json: string): string[] {
  const settings: Settings = { ...defaultSettings, ...JSON.parse(json) }
  const days = settings['attribution.lookback_days']
  const minutes = settings['attribution.dedupe_minutes']
  return [
    scopes[settings['attribution.scope']],
    days === null ? 'no look-back limit' : `within ${plural(days, 'day')} before the stage`,
    minutes === 0 ? 'repeated touches all count' : `repeats within ${plural(minutes, 'minute')} fold into one`,
    settings['attribution.direct_policy'] === 'keep'
      ? 'direct touches count'
      : 'direct touches count only where there are no others',
    settings['attribution.repeat_deals'] === 'no_reset' ? 'an earlier win resets nothing' : 'only touches after the previous win',
    ...settings['attribution.stages'].map(({ stage, names }) => `the stage ${stage} is the CRM’s ${names.join(' or ')}`),
  ]
}

/** Which numbers a model weighed by that are the workspace's own. */
export function versionWords({ version_id, made_at, definition }: ModelVersion, day: (at: number) => string): string {
  const { window }: { readonly window?: { readonly from: number | null; readonly to: number | null } } = JSON.parse(definition)
  const made = `version ${version_id} of ${day(made_at)}`
  return window?.from == null || window.to == null
    ? made
    : `${made}, fitted on touches from ${day(window.from)} to ${day(window.to)}`
}

/** When a deal came to a stage more than once, or nobody knows when; null when there is nothing to say. */
export function entriesWords(stage: string, enteredAt: readonly number[], day: (at: number) => string): string | null {
  if (enteredAt.length === 1) return null
  if (enteredAt.length === 0) return 'reached on an unknown date, so no touch can be said to have come before'
  return `reached ${enteredAt.length} times: ${enteredAt.map(day).join(', ')}; the ${stage === 'won' ? 'last' : 'first'} counts`
}
