import { describe, expect, it } from 'vitest'
import { type Scenario, simulate } from '../../../worker/insight/simulate.ts'
import { type EvaluationResult, evaluate, isEvaluationDue } from '../../../worker/jobs/evaluate.ts'
import { writeSetting } from '../../../worker/settings.ts'
import { describeEachEngine, NOW, useStores } from '../../engines.ts'
import { pageSite } from '../pages/site.ts'
import { daysBefore, openWorkspace, type Workspace } from './workspace.ts'

const models = 'first_touch,last_touch,linear,time_decay_7d,markov_1'

/** A simulated workspace, brought in as its user would: by the importer. */
async function importSimulation(ws: Workspace, scenario: Scenario, accounts: number) {
  const simulation = simulate({ scenario, accounts, seed: 'evaluate' })
  const late = NOW - simulation.observed_until
  const at = (time: number) => new Date(time + late).toISOString()
  await ws.import(
    'accounts',
    simulation.accounts.map(({ account_id }) => ({ external_id: account_id, name: account_id })),
  )
  await ws.import(
    'touches',
    simulation.accounts.flatMap(({ account_id, touches }) =>
      touches.map(({ touch_at, channel }, i) => ({
        external_id: `${account_id}/${String(i).padStart(4, '0')}`,
        at: at(touch_at),
        account: account_id,
        channel,
      })),
    ),
  )
  const created = new Map(simulation.accounts.map(({ account_id, opportunities }) => [account_id, opportunities[0]]))
  await ws.import(
    'deals',
    simulation.deals.map(({ account_id, deal_id, won_at }) => ({
      external_id: deal_id,
      account: account_id,
      amount: '100',
      currency: 'EUR',
      status: 'won',
      created_at: at(created.get(account_id) ?? won_at),
      closed_at: at(won_at),
    })),
  )
}

const judge = (ws: Workspace): Promise<EvaluationResult> =>
  evaluate({ db: ws.db, now: () => NOW, newId: () => 'evaluation' }, () => {})

describe('evaluate', () => {
  const open = useStores('sqlite')

  it('cannot tell where intent confounds, and the page says so', async () => {
    const ws = await openWorkspace(await open())
    await writeSetting(ws.db, 'attribution.models', models)
    await importSimulation(ws, 'intent_confounded', 700)
    expect(await isEvaluationDue(ws.db, NOW)).toBe(false)
    await ws.attribute()
    expect(await isEvaluationDue(ws.db, NOW)).toBe(true)
    const result = await judge(ws)
    expect(await isEvaluationDue(ws.db, NOW + 8 * 86_400_000)).toBe(false)
    await ws.attribute({ full: true })
    expect(await isEvaluationDue(ws.db, NOW + 6 * 86_400_000)).toBe(false)
    expect(await isEvaluationDue(ws.db, NOW + 7 * 86_400_000)).toBe(true)
    expect(result.decision).toMatchObject({ verdict: 'cannot_tell', model: null })
    expect(result.decision.flags).toContain('intent_confounded')
    expect(result.back_test?.models.map(({ model }) => model)).toEqual(models.split(','))
    expect(result.accounts).toBe(result.accounts_used)
    expect(result.scorecard.map(({ scenario }) => scenario)).toEqual(['clean', 'spill_over', 'intent_confounded', 'both'])

    const html = await (await pageSite(ws.db)).page('/models/choice')
    expect(html).toContain('Cannot tell.')
    expect(html).toContain('Intent confounds')
    expect(html).toContain('nobody can show that a credit is causal')
    const comparison = await (await pageSite(ws.db)).page('/models/compare?period=all&model=markov_1')
    expect(comparison).toContain('What the fit says')
    expect(comparison).toContain('Removal effect')
  })

  it('refuses to judge what was never computed', async () => {
    const ws = await openWorkspace(await open())
    await expect(judge(ws)).rejects.toMatchObject({ reason: 'not_found' })
  })
})

describeEachEngine('an evaluation', open => {
  it('is read from what reports show', async () => {
    const ws = await openWorkspace(await open())
    await writeSetting(ws.db, 'attribution.models', models)
    await ws.import('touches', [
      { external_id: 'T1', at: daysBefore(9), account: 'acme.example', channel: 'Email' },
      { external_id: 'T2', at: daysBefore(8), account: 'beta.example', channel: 'Email' },
    ])
    await ws.import('deals', [
      {
        external_id: 'D1',
        account: 'acme.example',
        amount: '1',
        currency: 'EUR',
        status: 'won',
        created_at: '',
        closed_at: daysBefore(1),
      },
    ])
    await ws.attribute()
    const result = await judge(ws)
    expect(result).toMatchObject({ accounts: 2, won_deals: 1, back_test: null })
    expect(result.decision).toMatchObject({ verdict: 'too_few_deals', flags: ['too_few_deals', 'too_little_history'] })
  })

  it('compares nothing where there is nothing, and says which nothing', async () => {
    const ws = await openWorkspace(await open())
    const comparison = async (query = '') => (await pageSite(ws.db)).page(`/models/compare${query}`)
    expect(await comparison()).toContain('There are no deals yet')
    const deal = { external_id: 'D1', account: 'acme.example', amount: '1', currency: 'EUR', status: 'won' }
    await ws.import('deals', [{ ...deal, created_at: '', closed_at: daysBefore(1) }])
    await ws.attribute()
    expect(await comparison()).toContain('No touch earned money of the')
    expect(await comparison('?period=2019-01-01..2019-12-31')).toContain('No deal was won')
  })
})
