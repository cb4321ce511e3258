/** Who an event says that its visitor is. */
import type { Claim } from '../identity/link.ts'
import { type Sayings, sayingsFrom } from '../identity/user.ts'
import type { FormDetails, IdentifyDetails } from './details.ts'
import type { Draft } from './steps.ts'

/** Null when it says nothing, when nobody can be told from anybody else, and for bots: they identify nobody. */
export function claimFrom({ event_id, visitor_id, user_id, occurred_at, bot_reason, details, trust }: Draft): Claim | null {
  if (visitor_id === null || bot_reason !== null) return null
  if (details.type !== 'form' && details.type !== 'identify') return null
  const { email } = details
  const external_id = details.type === 'identify' ? details.external_id : null
  if (email === null && external_id === null) return null
  const id_kind = user_id === null ? 'external_id' : 'user_id'
  return { event_id, visitor_id, occurred_at, method: details.type, trust, email, external_id, id_kind, ...namesIn(details) }
}

/** What a call of the Segment API says of its visitor beside that; null when nothing, and for bots. */
export function sayingsOf(draft: Draft): Sayings | null {
  const { visitor_id, user_id, occurred_at, trust, bot_reason, details, claim } = draft
  if (visitor_id === null || bot_reason !== null) return null
  const previous_id = details.type === 'alias' ? details.previous_id : null
  const accounts = details.type === 'group' ? [details.group_id, ...(details.domain ? [details.domain] : [])] : []
  return sayingsFrom({ visitor_id, user_id, occurred_at, trust, type: details.type, previous_id, accounts, claim })
}

const MAX_NAME = 255

function namesIn(details: FormDetails | IdentifyDetails): Pick<Claim, 'name' | 'title'> {
  const values = details.type === 'form' ? details.fields : details.traits
  const text = (key: string) => {
    const value = values[key]
    return typeof value === 'string' ? value.trim().slice(0, MAX_NAME).toWellFormed() : ''
  }
  const fullName = `${text('first_name') || text('firstName')} ${text('last_name') || text('lastName')}`.trim()
  return { name: text('name') || fullName || null, title: text('job_title') || text('title') || null }
}
