/** Opportunities, by the CRM's id. */
import { accountRef, amount, currency, email, id, instant, name, oneOf, personRef, personRefs, word } from '../cells.ts'
import { kindOf, optional, required } from '../kind.ts'
import { planDeals } from '../plan-deals.ts'

export const deals = kindOf({
  columns: [
    required('external_id', id),
    optional('account', accountRef, 'account_ref'),
    optional('name', name),
    optional('amount', amount),
    optional('currency', currency),
    optional('status', oneOf('open', 'won', 'lost')),
    optional('stage', word),
    optional('created_at', instant),
    optional('closed_at', instant),
    optional('owner_email', email),
    optional('contacts', personRefs),
    optional('primary_contact', personRef),
  ],
  keepsUnknown: true,
  plan: planDeals,
})
