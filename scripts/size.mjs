/**
 * What the snippet weighs as a browser loads it, against its budgets, with other companies' scripts beside it.
 *
 *   npm run size             a table
 *   npm run size -- --json   {"builds": [{name, file, raw, gzip, brotli, budget}], "peers": [{name, file, raw, gzip, brotli}]}
 *
 * Exits 1 when a build is over its budget. Peers come from the npm registry at that moment; one that cannot be had
 * says so in `error`, and has no figures.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { transform } from 'esbuild'
import { buildSnippet, builds, sizeOf } from './build-snippet.mjs'

/** Bytes at most: gzip at level 9, brotli at 11. */
export const budgets = {
  core: { brotli: 1200 },
  standard: { brotli: 2400 },
  full: { gzip: 3550, brotli: 3200 },
}

/** Brotli that no build may exceed while it is still on its way to its budget; to be lowered with each step. */
export const ceilings = { core: 1862, standard: 3150, full: 3739 }

/** The file of each package that a page loads; minified by us where it is published unminified. */
const peers = [
  ['@plausible-analytics/tracker', 'plausible.js'],
  ['@counterscale/tracker', 'dist/loader/tracker.js'],
  ['@vemetric/web', 'dist/main.js'],
  ['@openpanel/web', 'dist/src/tracker.global.js'],
  ['web-vitals', 'dist/web-vitals.iife.js'],
  ['swetrix', 'dist/swetrix.js'],
  ['@usermaven/sdk-js', 'dist/lib.js'],
  ['mixpanel-browser', 'dist/mixpanel.min.js'],
  ['@rudderstack/analytics-js', 'dist/npm/modern/cjs/index.cjs'],
  ['posthog-js', 'dist/array.js'],
]

/** @returns {Promise<{ name: string, file: string, raw: number, gzip: number, brotli: number, budget: object }[]>} */
export async function sizesOfBuilds() {
  const sizes = Object.entries(builds).map(async ([name, file]) => ({
    name,
    file,
    ...sizeOf((await buildSnippet(name)).source),
    budget: budgets[name],
  }))
  return Promise.all(sizes)
}

/** @returns {string[]} one sentence for each budget that is broken */
export const brokenBudgets = sizes =>
  sizes.flatMap(({ name, budget, ...size }) =>
    Object.entries(budget)
      .filter(([coding, most]) => size[coding] > most)
      .map(([coding, most]) => `${name} is ${size[coding]} B ${coding}, ${size[coding] - most} B over its ${most} B`),
  )

async function sizeOfPeer([name, path]) {
  try {
    const { version, source } = await fileOfPeer(name, path)
    const { code } = await transform(source, { minify: true, target: 'es2020', legalComments: 'none' })
    return { name: `${name} ${version}`, file: path, ...sizeOf(code.length < source.length ? code : source) }
  } catch (error) {
    return { name, file: path, error: String(error.message).split('\n')[0] }
  }
}

/**
 * A file of a package as it is published now.
 *
 * @returns {Promise<{ version: string, source: string }>}
 * @throws Error when the registry cannot be reached, or has no such file
 */
export async function fileOfPeer(name, path) {
  const folder = await mkdtemp(join(tmpdir(), 'peer-'))
  try {
    const { stdout } = await run('npm', ['pack', name, '--json', '--pack-destination', folder], { timeout: 60_000 })
    const packed = Object.values(JSON.parse(stdout))[0]
    await run('tar', ['-xzf', join(folder, packed.filename), '-C', folder])
    return { version: packed.version, source: await readFile(join(folder, 'package', path), 'utf8') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const run = promisify(execFile)

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sizes = await sizesOfBuilds()
  const others = []
  for (const peer of peers) others.push(await sizeOfPeer(peer))
  const broken = brokenBudgets(sizes)
  if (process.argv.includes('--json')) console.log(JSON.stringify({ builds: sizes, peers: others }, null, 2))
  else console.log([['', 'raw', 'gzip', 'brotli'], ...[...sizes, ...others].map(rowOf)].map(lineOf).join('\n'))
  for (const sentence of broken) console.error(sentence)
  if (broken.length > 0) process.exitCode = 1
}

function rowOf({ name, file, raw, gzip, brotli, error }) {
  return [`${name} ${file}`, ...(error ? [`not measured: ${error}`] : [raw, gzip, brotli])]
}

function lineOf([name, ...figures]) {
  return `${name.padEnd(60)}${figures.map(figure => String(figure).padStart(9)).join('')}`
}
