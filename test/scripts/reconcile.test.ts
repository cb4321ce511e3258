import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { tributary, tributaryJson } from '../tributary.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-reconcile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('prints revenue against credit by month and currency, and each deal with a gap', async () => {
  const store = `sqlite:${join(folder, 'tributary.db')}`
  const file = join(folder, 'deals.csv')
  writeFileSync(file, 'external_id,account,amount,currency,status,closed_at\nD1,nobody,12.50,EUR,won,2026-03-02T00:00:00Z\n')
  await tributaryJson(store, 'import', 'deals', file)
  expect(await tributaryJson(store, 'reconcile')).toMatchObject({
    months: [{ month: '2026-03', currency: 'EUR', deals: 1, won_minor: 1250, credited_minor: 0, difference_minor: 1250 }],
    deals: [{ deal: 'D1', reasons: ['not_computed'] }],
  })
  await tributaryJson(store, 'attribute')
  expect(await tributaryJson(store, 'reconcile', '--model', 'w_shaped')).toMatchObject({
    model: 'w_shaped',
    months: [{ month: '2026-03', unattributed_minor: 1250, difference_minor: 0 }],
    total: { currency: 'EUR', deals: 1, won_minor: 1250, difference_minor: 0 },
    unrated: [],
    deals: [{ deal: 'D1', won_at: '2026-03-02T00:00:00.000Z', reasons: ['no_account'], excluded: [] }],
  })
  const { out } = await tributary(store, 'reconcile')
  expect(out).toMatch(/2026-03 +EUR +12\.50 +0\.00 +12\.50 +0\.00\n/)
  expect(out).toMatch(/D1 +12\.50 EUR +no_account\n/)
  expect((await tributary(store, 'reconcile', '--model', 'nope')).code).toBe(2)
})
