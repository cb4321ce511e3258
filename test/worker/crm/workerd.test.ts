import { build } from 'esbuild'
import { Miniflare } from 'miniflare'
import { afterAll, expect, it } from 'vitest'
import { d1Database } from '../../../db/d1.ts'
import { migrate, readMigrations } from '../../../db/migrate.ts'
import { NOW } from '../../engines.ts'
import { csv, rowsOf } from './importing.ts'

let miniflare: Miniflare | undefined
afterAll(() => miniflare?.dispose())

it('imports inside workerd, without anything of Node', async () => {
  const { outputFiles } = await build({
    entryPoints: ['test/worker/crm/workerd-entry.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    conditions: ['workerd', 'browser'],
  })
  miniflare = new Miniflare({
    modules: true,
    script: outputFiles[0]!.text,
    compatibilityDate: '2026-07-01',
    d1Databases: ['DB'],
  })
  const db = d1Database(await miniflare.getD1Database('DB'))
  await migrate(db, readMigrations(), () => NOW)

  const rows = Array.from({ length: 2500 }, (_, i) => `d-${i},${i}.50,"Grüße, ${i}",2026-03-29`)
  const file = csv('external_id,amount,name,created_at', ...rows, 'd-x,1,ambiguous,03/04/2026')
  for (const counts of [{ imported: 2500 }, { unchanged: 2500 }]) {
    const answer = await miniflare.dispatchFetch('http://localhost/deals', { method: 'POST', body: file })
    expect(await answer.json()).toMatchObject({
      ...counts,
      rejected: [{ line: 2502, field: 'created_at', reason: 'ambiguous_date' }],
    })
  }
  const stored = await rowsOf(db, 'deals')
  expect(stored).toHaveLength(2500)
  expect(stored).toContainEqual(
    expect.objectContaining({
      external_id: 'd-7',
      amount_minor: 750,
      name: 'Grüße, 7',
      created_at: Date.parse('2026-03-29T21:59:59.999Z'),
    }),
  )
})
