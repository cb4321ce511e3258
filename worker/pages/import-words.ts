import type { KindName } from '../crm/kinds.ts'

/** Kinds of import in plain words. */
export const kindWords: Readonly<Record<KindName, string>> = {
  accounts: 'accounts',
  people: 'people: contacts and leads',
  deals: 'deals',
  'deal-stages': 'deal stages and when they were reached',
  adjustments: 'refunds and amendments',
  activities: 'activities: e-mails, calls, meetings',
  touches: 'offline touches: fairs, webinars',
  spend: 'ad spend',
  rates: 'exchange rates',
  'ip-ranges': 'networks of accounts',
}
