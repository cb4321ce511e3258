/** Companies, by the CRM's id or by a domain of theirs. How rows find their account: ../plan-accounts.ts */
import { count, domains, email, instant, list, name, partyId, word } from '../cells.ts'
import { kindOf, optional } from '../kind.ts'
import { planAccounts } from '../plan-accounts.ts'

export const accounts = kindOf({
  columns: [
    optional('external_id', partyId),
    optional('name', name),
    optional('domains', domains),
    optional('industry', word),
    optional('employees', count),
    optional('country', word),
    optional('technologies', list),
    optional('owner_email', email),
    optional('created_at', instant),
  ],
  oneOf: ['external_id', 'domains'],
  keepsUnknown: true,
  plan: planAccounts,
})
