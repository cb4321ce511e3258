import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { importer } from './importer.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-memory-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const MB = 1024 * 1024

/** So little that an import which kept its rows would be out of memory long before the end. */
const SMALL_HEAP = ['--max-old-space-size=64', '--max-semi-space-size=4']

it('needs no more memory for 500,000 rows than for 100,000', { timeout: 300_000 }, async () => {
  const args = [...SMALL_HEAP, '--experimental-strip-types', importer, `sqlite:${join(folder, 'memory.db')}`, '500000']
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const { report, rss } = JSON.parse(stdout)
  expect(report).toMatchObject({ imported: 500_000, rejected_total: 0 })
  expect(rss).toHaveLength(5)
  expect(Math.max(...rss) - rss[0]).toBeLessThan(24 * MB)
  expect(Math.max(...rss)).toBeLessThan(256 * MB)
})
