/** Why a journey changed, in plain words. */
import type { ChangeCause } from '../attribution/change-causes.ts'
import type { MoveCause } from '../attribution/credit-moves.ts'
import type { CauseNames } from './run-diff.ts'

/** How the reader's side writes times and money. */
export interface CauseFormat {
  readonly day: (at: number) => string
  readonly money: (minor: number, currency: string) => string
}

/** Of one kind of cause, in a table: `Late identification`. */
export const causeTitles: Readonly<Record<MoveCause, string>> = {
  deal_amount: 'Deal amount',
  adjustment: 'Refund or amendment',
  rate: 'Exchange rate',
  stage_date: 'Stage date',
  new_touch: 'New touch',
  late_identification: 'Late identification',
  touch_gone: 'Touch gone',
  settings: 'Settings',
  milestone: 'Lead or opportunity date',
  channel: 'Channel rules',
  account: 'Account of the deal',
  other: 'Contacts or dates of touches',
  model: 'Model',
  several: 'Several causes',
}

/** `a visitor of 3 Mar 2026 was identified as Ann Lee (2 touches)`; no capital, no full stop. */
export function causeWords(cause: ChangeCause, names: CauseNames, { day, money }: CauseFormat): string {
  const person = (id: string | null) => (id === null ? null : (names.people.get(id) ?? id))
  const account = (id: string | null) => (id === null ? 'no account' : (names.accounts.get(id) ?? id))
  switch (cause.cause) {
    case 'deal_amount':
      return `the amount went from ${money(cause.before.amount_minor, cause.before.currency)} to ${money(cause.after.amount_minor, cause.after.currency)}`
    case 'adjustment':
      return `a refund or amendment took it from ${money(cause.before.amount_minor, cause.before.currency)} to ${money(cause.after.amount_minor, cause.after.currency)}`
    case 'rate':
      return `the exchange rate went from ${cause.before ?? 'unknown'} to ${cause.after ?? 'unknown'}`
    case 'stage_date':
      if (cause.before === null) return `the deal came to this stage on ${day(cause.after ?? 0)}`
      if (cause.after === null) return 'the deal is no longer at this stage'
      return `the date of the stage went from ${day(cause.before)} to ${day(cause.after)}`
    case 'account':
      return `the deal moved from ${account(cause.before)} to ${account(cause.after)}`
    case 'settings':
      return `settings changed: ${cause.settings.map(({ setting, before, after }) => `${setting} from ${valueWords(before)} to ${valueWords(after)}`).join(', ')}`
    case 'milestone':
      return `milestone ${cause.milestone} moved to another touch: its date changed`
    case 'late_identification': {
      const who = person(cause.person_id)
      const touches = touchWords(cause.touch_ids)
      if (who === null) return `${touches} from ${day(cause.first_touch_at)} on turned out to be this account’s`
      return cause.link_id === null
        ? `${who} joined the account with ${touches} from ${day(cause.first_touch_at)} on`
        : `a visitor of ${day(cause.first_touch_at)} was identified as ${who} (${touches})`
    }
    case 'touch_gone': {
      const who = person(cause.person_id)
      return who === null || cause.link_id === null
        ? goneWords(cause.touch_ids)
        : `${goneWords(cause.touch_ids)}: a link to ${who} was made or undone`
    }
    case 'new_touch':
      return newTouchWords(cause.touch_ids)
    case 'channel':
      return `${touchWords(cause.touch_ids)} put into another channel`
    case 'other':
      return `${touchWords(cause.touch_ids)} counted otherwise: the deal’s contacts or the touches’ dates changed`
  }
}

const touchWords = (ids: readonly string[]) => `${ids.length} ${ids.length === 1 ? 'touch' : 'touches'}`

const newTouchWords = ({ length }: readonly string[]) => `${length} new ${length === 1 ? 'touch' : 'touches'} came in`

const goneWords = ({ length }: readonly string[]) => (length === 1 ? '1 touch is gone' : `${length} touches are gone`)

const valueWords = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
