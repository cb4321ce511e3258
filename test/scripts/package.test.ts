/** The package as somebody gets it: packed, unpacked into a project of theirs, imported, typed, bundled. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildPackage } from '../../scripts/build.mjs'

const run = promisify(execFile)
const project = mkdtempSync(join(tmpdir(), 'tributary-package-'))
const installed = join(project, 'node_modules/tributary')

beforeAll(async () => {
  await buildPackage()
  mkdirSync(installed, { recursive: true })
  const { stdout } = await run('npm', ['pack', '--json', '--offline', '--ignore-scripts', '--pack-destination', project])
  const [packed] = Object.values<{ filename: string }>(JSON.parse(stdout))
  await run('tar', ['-xzf', join(project, packed?.filename ?? ''), '-C', installed, '--strip-components=1'])
  writeFileSync(join(project, 'package.json'), '{"type": "module"}')
})
afterAll(() => rmSync(project, { recursive: true, force: true }))

describe('tributary/snippet', () => {
  it('has types, which refuse wrong calls and need nothing of Node', async () => {
    writeFileSync(join(project, 'page.ts'), USE)
    writeFileSync(join(project, 'wrong.ts'), WRONG)
    const tsc = resolve('node_modules/typescript/bin/tsc')
    const options = '--ignoreConfig --noEmit --strict --module nodenext --lib es2022,dom --pretty false'.split(' ')
    const failed = await run(process.execPath, [tsc, ...options, 'page.ts', 'wrong.ts'], { cwd: project }).catch(
      (error: { stdout: string }) => error,
    )
    expect(failed.stdout.match(/^\S+\(\d+/gm)).toEqual(['wrong.ts(2', 'wrong.ts(3'])
  })

  it('goes into a bundle for browsers, whole', async () => {
    writeFileSync(join(project, 'page.ts'), USE)
    const options = { absWorkingDir: project, bundle: true, minify: true, write: false, format: 'esm' } as const
    const { outputFiles, warnings } = await build({ ...options, platform: 'browser', entryPoints: ['page.ts'] })
    expect(warnings).toEqual([])
    expect(outputFiles[0]?.text).toContain('sendBeacon')
  })

  it('does nothing when a server imports it', async () => {
    writeFileSync(join(project, 'server.mjs'), USE.replace(/^import type.*$/m, ''))
    const { stdout, stderr } = await run(process.execPath, ['server.mjs'], { cwd: project })
    expect([stdout, stderr]).toEqual(['', ''])
  })
})

it('the package holds what it needs and nothing of tests', () => {
  expect(readdirSync(installed).sort()).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'dist', 'docs', 'package.json', 'scripts']),
  )
  expect(readdirSync(installed)).not.toContain('test')
  expect(readdirSync(join(installed, 'docs')).sort()).toEqual(
    readdirSync('docs')
      .filter(file => !file.endsWith('.png'))
      .sort(),
  )
})

const USE = `import { load, tributary } from 'tributary/snippet'
load({ site: 'pk_0123456789', host: 'https://t.example.com', consent: 'required' })
tributary('track', 'Trial started', { plan: 'team' })
`

const WRONG = `import { load, tributary } from 'tributary/snippet'
load({ site: 1, host: 'https://t.example.com' })
tributary('trakc', 'Trial started')
`
