import { expect, it } from 'vitest'
import { describeEachEngine } from '../../engines.ts'
import { daysBefore, form, openWorkspace, page, publishedCredits } from './workspace.ts'

describeEachEngine('attribute', open => {
  it('splits a won deal over the visits of its account', async () => {
    const ws = await openWorkspace(await open())
    await ws.visit('visitor-aaaaaaaa', page(daysBefore(2.5), 'https://www.example.com/?utm_source=google&utm_medium=cpc'))
    await ws.visit('visitor-aaaaaaaa', page(daysBefore(1.5), 'https://www.example.com/'), form(daysBefore(1.49), 'jane@acme.com'))
    await ws.import('accounts', [{ external_id: 'A1', name: 'Acme', domains: 'acme.com' }])
    await ws.import('deals', [
      {
        external_id: 'D1',
        account: 'A1',
        amount: '100.01',
        currency: 'EUR',
        status: 'won',
        created_at: daysBefore(1.2),
        closed_at: daysBefore(1),
      },
    ])
    await ws.attribute()
    const credits = await publishedCredits(ws.db)
    expect(credits.filter(row => row.stage === 'won' && row.model === 'linear').map(row => row.amount_minor)).toEqual([
      5001, 5000,
    ])
  })
})
