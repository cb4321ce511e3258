/** Who an event says that its visitor is. */
import type { Claim } from '../identity/link.ts'
import type { FormDetails, IdentifyDetails } from './details.ts'
import type { Draft } from './steps.ts'

/** Null when it says nothing, when nobody can be told from anybody else, and for bots: they identify nobody. */
export function claimFrom({ event_id, visitor_id, occurred_at, bot_reason, details }: Draft): Claim | null {
  if (visitor_id === null || bot_reason !== null) return null
  if (details.type !== 'form' && details.type !== 'identify') return null
  const { email } = details
  const external_id = details.type === 'identify' && email === null ? details.external_id : null
  if (email === null && external_id === null) return null
  return { event_id, visitor_id, occurred_at, method: details.type, email, external_id, ...namesIn(details) }
}

const MAX_NAME = 255

function namesIn(details: FormDetails | IdentifyDetails): Pick<Claim, 'name' | 'title'> {
  const values = details.type === 'form' ? details.fields : details.traits
  const text = (key: string) => {
    const value = values[key]
    return typeof value === 'string' ? value.trim().slice(0, MAX_NAME).toWellFormed() : ''
  }
  const fullName = `${text('first_name')} ${text('last_name')}`.trim()
  return { name: text('name') || fullName || null, title: text('job_title') || text('title') || null }
}
