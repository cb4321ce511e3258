/**
 * What the snippet costs a page and what it sees, next to other companies' scripts as the npm registry has them now.
 * Needs Chrome or Chromium: the machine's own, or the one that CHROMIUM_PATH names.
 *
 *   npm run bench:snippet                  main-thread time at load and per event, interleaved rounds, medians
 *   npm run bench:snippet -- --battery     what each records of one page's actions
 *   npm run bench:snippet -- --delivery    last clicks and forms that arrive, of 200 navigations
 *   npm run bench:snippet -- --json        for programs; goes with each of them
 */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { buildIfStale } from './build.mjs'

await buildIfStale()
const outfile = fileURLToPath(new URL('../dist/bench-snippet.js', import.meta.url))
await mkdir(new URL('../dist/', import.meta.url), { recursive: true })
await build({
  entryPoints: [fileURLToPath(new URL('bench/snippet.ts', import.meta.url))],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node22',
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  logLevel: 'warning',
})
const { runSnippetBench } = await import(pathToFileURL(outfile).href)
await runSnippetBench(process.argv.slice(2))
