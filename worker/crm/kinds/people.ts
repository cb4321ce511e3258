/** Humans, by the CRM's id or by e-mail. How rows find their person: ../plan-people.ts */
import { accountRef, email, instant, name, partyId, word } from '../cells.ts'
import { kindOf, optional } from '../kind.ts'
import { planPeople } from '../plan-people.ts'

export const people = kindOf({
  columns: [
    optional('external_id', partyId),
    optional('email', email),
    optional('name', name),
    optional('title', name),
    optional('role', word),
    optional('seniority', word),
    optional('account', accountRef, 'account_ref'),
    optional('lead_created_at', instant),
    optional('owner_email', email),
  ],
  oneOf: ['external_id', 'email'],
  keepsUnknown: true,
  plan: planPeople,
})
