import { describe, expect, it } from 'vitest'
import { modelNamed } from '../../../worker/attribution/models.ts'
import { readReceipt } from '../../../worker/export/receipt.ts'
import { currentModels } from '../../../worker/models-in-force.ts'
import { readSettings } from '../../../worker/settings.ts'
import { useStores } from '../../engines.ts'
import { daysBefore, openWorkspace, publishedCredits, type Workspace } from '../jobs/workspace.ts'

describe('readReceipt', () => {
  const open = useStores('sqlite')

  async function start(): Promise<Workspace> {
    const ws = await openWorkspace(await open())
    const at = (external_id: string, days: number, channel = 'Event') => ({
      external_id,
      at: daysBefore(days),
      account: 'acme.com',
      channel,
    })
    await ws.import('touches', [at('T1', 9), at('T2', 8), at('T3', 6, 'direct'), at('T4', 0)])
    await ws.import('people', [{ external_id: 'P1', email: 'jane@acme.com', lead_created_at: daysBefore(8) }])
    const deal = { account: 'acme.com', amount: '100.01', currency: 'EUR', created_at: daysBefore(7) }
    await ws.import('deals', [
      { external_id: 'D1', status: 'won', closed_at: daysBefore(1), ...deal },
      { external_id: 'D2', status: 'open', ...deal },
      { external_id: 'D3', status: 'won', closed_at: daysBefore(1), ...deal, account: 'A9' },
      { external_id: 'D4', status: 'open', ...deal, created_at: '' },
    ])
    await ws.import('adjustments', [{ deal: 'D1', amount: '-0.01', at: daysBefore(0), kind: 'refund' }])
    await ws.attribute()
    return ws
  }
  const receipt = (ws: Workspace, deal: string, model = 'linear', stage?: string) =>
    readReceipt(ws.db, deal, modelNamed(model)!, stage)

  it('lists every touch with what it earned or why it earned nothing', async () => {
    const { touches, ...about } = await receipt(await start(), 'D1')
    expect(about).toMatchObject({
      deal: 'D1',
      stage: 'won',
      model: 'linear',
      amount_minor: 10000,
      currency: 'EUR',
      unattributed_minor: 0,
      missing_milestones: [],
      settings: { timezone: 'UTC' },
      run_id: 'r1',
    })
    expect(
      touches.map(one => [one.touch_external_id, one.eligible, one.reason, one.milestones, one.weight_e15, one.amount_minor]),
    ).toEqual([
      ['T1', true, null, ['FT'], 333_333_333_333_334, 3334],
      ['T2', true, null, ['LC', 'OC'], 333_333_333_333_333, 3333],
      ['T3', true, null, ['CW'], 333_333_333_333_333, 3333],
      ['T4', false, 'after_stage', [], 0, 0],
    ])
  })

  it('says to the minor unit what the credits say, under every model', async () => {
    const ws = await start()
    const credits = await publishedCredits(ws.db)
    for (const model of await currentModels(ws.db, await readSettings(ws.db))) {
      const { deal_id, touches } = await readReceipt(ws.db, 'D1', model)
      const booked = credits.filter(row => row.deal_id === deal_id && row.stage === 'won' && row.model === model.key)
      expect(booked.length).toBeGreaterThan(0)
      const told = touches
        .filter(one => one.weight_e15 > 0)
        .map(one => [one.touch_id, one.weight_e15, one.amount_minor, one.base_amount_minor])
      const stored = booked.toSorted((a, b) => a.position - b.position)
      expect([model.name, told]).toEqual([
        model.name,
        stored.map(row => [row.touch_id, row.weight_e15, row.amount_minor, row.base_amount_minor]),
      ])
    }
  })

  it('tells how the money was booked: lines of a touch sum to its credit', async () => {
    const { bookings, touches } = await receipt(await start(), 'D1')
    expect(bookings.map(booking => [booking.kind, booking.booked_at, booking.amount_minor, booking.base_amount_minor])).toEqual([
      ['original', daysBefore(1), 10001, 10001],
      ['refund', daysBefore(0), -1, -1],
    ])
    const booked = bookings.map(({ lines }) => lines.map(line => [line.touch_external_id, line.amount_minor]))
    expect(booked).toEqual([
      [
        ['T1', 3334],
        ['T2', 3334],
        ['T3', 3333],
      ],
      [
        ['T1', 0],
        ['T2', -1],
        ['T3', 0],
      ],
    ])
    expect(touches.slice(0, 3).map(touch => touch.amount_minor)).toEqual([3334, 3333, 3333])
    expect((await receipt(await start(), 'D3')).bookings).toMatchObject([
      { kind: 'original', lines: [{ touch_id: '', amount_minor: 10001 }] },
    ])
  })

  it('names the version of a fitted model, its window, and the run', async () => {
    const ws = await start()
    const fitted = (await currentModels(ws.db, await readSettings(ws.db))).find(({ name }) => name === 'markov_1')!
    expect(await readReceipt(ws.db, 'D1', fitted)).toMatchObject({
      model: 'markov_1',
      model_version: { version_id: fitted.key, definition: { window: { from: expect.any(Number), to: expect.any(Number) } } },
      run: { kind: 'full', finished_at: expect.any(String) },
    })
    expect(await receipt(ws, 'D1')).toMatchObject({ model_version: null, convention: null, entered_at: [daysBefore(1)] })
  })

  it('is found by our own id of the deal, and for the stage that is asked for', async () => {
    const ws = await start()
    const { deal_id, stage } = await receipt(ws, 'D1')
    expect(stage).toBe('won')
    expect(await receipt(ws, deal_id, 'linear', 'opportunity')).toMatchObject({
      deal: 'D1',
      stage: 'opportunity',
      missing_milestones: ['CW'],
    })
    expect(await receipt(ws, 'D2')).toMatchObject({ stage: 'opportunity' })
  })

  it('keeps the whole amount of a deal without touches in sight', async () => {
    expect(await receipt(await start(), 'D3')).toMatchObject({
      touches: [],
      unattributed_minor: 10001,
      unattributed_reason: 'no_account',
    })
  })

  it.each([
    ['D9', undefined, 'there is no deal D9'],
    ['D4', undefined, 'deal D4 has no credit'],
    ['D2', 'won', 'deal D2 has no credit for stage won'],
  ])('refuses deal %s, stage %s', async (deal, stage, detail) => {
    const asked = receipt(await start(), deal, 'linear', stage)
    await expect(asked).rejects.toMatchObject({ reason: 'not_found', message: expect.stringContaining(detail) })
  })
})
