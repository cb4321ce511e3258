import { daysBefore, form, openWorkspace, page } from '../jobs/workspace.ts'

/** Two companies, one deal each; Beta's consultant has a contact role in Acme's. One deal that nothing led to. */
export async function openStory(db: Parameters<typeof openWorkspace>[0]) {
  const ws = await openWorkspace(db)
  await ws.import('accounts', [
    { external_id: 'A1', name: '=Acme, "the" one', domains: 'acme.com;acme.de' },
    { external_id: 'A2', name: 'Beta', domains: 'beta.io' },
  ])
  await ws.visit(
    'visitor-jane-0001',
    page(daysBefore(2.5), 'https://www.example.com/?utm_source=google&utm_medium=cpc', { id: 'event-jane-1' }),
  )
  await ws.visit('visitor-jane-0001', form(daysBefore(2.499), 'jane@acme.com', { id: 'event-jane-2' }))
  await ws.import('touches', [
    { external_id: 'T1', at: daysBefore(30), person: 'jane@acme.com', channel: 'Event', campaign: '+fair' },
    { external_id: 'T2', at: daysBefore(20), account: 'A1', channel: 'direct' },
    { external_id: 'T3', at: daysBefore(19), person: 'max@beta.io', channel: 'Webinar' },
  ])
  await ws.import('people', [{ external_id: 'P9', email: 'max@beta.io' }])
  await ws.import('activities', [
    { external_id: 'V1', kind: 'call', at: daysBefore(2), person: 'jane@acme.com', rep_email: 'rep@example.com' },
  ])
  const dates = { created_at: daysBefore(2.1), closed_at: daysBefore(1) }
  await ws.import('deals', [
    { external_id: 'D1', account: 'A1', name: 'Big', amount: '-0.10', currency: 'USD', status: 'won', contacts: 'P9', ...dates },
    { external_id: 'D2', account: 'nobody', name: 'Lonely', amount: '1000', currency: 'JPY', status: 'won', ...dates },
  ])
  await ws.import('rates', [{ currency: 'USD', rate: '0.5' }])
  await ws.import('spend', [{ day: '2025-12-01', channel: 'Paid Search', amount: '12.5', currency: 'EUR', clicks: '3' }])
  await ws.attribute()
  return ws
}
