import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { tributary, tributaryJson } from '../tributary.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-diff-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const store = `sqlite:${join(folder, 'tributary.db')}`

async function importRows(kind: string, text: string): Promise<void> {
  const file = join(folder, 'file.csv')
  writeFileSync(file, text)
  const { code, err } = await tributary(store, 'import', kind, file)
  if (code !== 0) throw new Error(err)
}

it('lists runs, and tells what changed between the last two of them', async () => {
  expect((await tributary(store, 'diff')).code).toBe(2)
  const deal = (amount: string) =>
    `external_id,account,amount,currency,status,closed_at\nD1,acme.com,${amount},EUR,won,2026-03-01\n`
  await importRows('deals', deal('100'))
  await importRows('touches', 'external_id,at,account,channel\nT1,2026-01-01,acme.com,Event\n')
  await tributary(store, 'attribute')
  expect(await tributary(store, 'diff')).toMatchObject({ code: 2, err: expect.stringContaining('only one run') })
  await importRows('touches', 'external_id,at,account,channel\nT2,2026-02-01,acme.com,Email\n')
  await importRows('deals', deal('130'))
  const second = await tributaryJson<{ run_id: string }>(store, 'attribute')

  const { runs } = await tributaryJson<{ runs: { run_id: string; journeys_changed: number }[] }>(store, 'runs')
  expect(runs.map(run => run.journeys_changed)).toEqual([1, 0])
  expect(runs[0]?.run_id).toBe(second.run_id)

  const diff = await tributaryJson<Record<string, unknown>>(store, 'diff')
  expect(diff).toMatchObject({
    from: { run_id: runs[1]?.run_id },
    to: { run_id: second.run_id },
    model: 'linear',
    stage: 'won',
    base_currency: 'EUR',
    before_minor: 100_00,
    after_minor: 130_00,
    moved_minor: 65_00,
    by_channel: [
      { channel: 'Email', before_minor: 0, after_minor: 65_00 },
      { channel: 'Event', before_minor: 100_00, after_minor: 65_00 },
    ],
    deals: [
      {
        deal: 'D1',
        causes: [
          { cause: 'deal_amount', before: { amount_minor: 100_00 }, after: { amount_minor: 130_00 } },
          { cause: 'new_touch', touch_ids: ['o_T2'] },
        ],
        parts: [
          { touch_id: 'o_T1', channel: 'Event', before_minor: 100_00, after_minor: 65_00 },
          { touch_id: 'o_T2', channel: 'Email', before_minor: 0, after_minor: 65_00 },
        ],
      },
    ],
  })
  const { out } = await tributary(store, 'diff', runs[1]?.run_id ?? '', second.run_id, '--model', 'first_touch')
  expect(out).toContain('the amount went from 100.00 EUR to 130.00 EUR')
  expect((await tributary(store, 'diff', 'r1', 'r99')).code).toBe(1)
}, 120_000)
