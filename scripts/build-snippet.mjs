/**
 * Builds the script for customers' pages from snippet/main.ts, in three sizes.
 *
 *   node scripts/build-snippet.mjs     writes dist/assets/t.js and prints its size
 */
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))

/** File names of the builds, smallest first. `/t.js` has everything. */
export const builds = { core: 't.core.js', standard: 't.standard.js', full: 't.js' }

/**
 * The script, minified, for browsers of 2020 and later.
 *
 * @param {'core' | 'standard' | 'full'} name
 *   core: page views, single-page apps, the page's own events;
 *   standard: also reading, links and forms; full: also embedded forms and other domains
 * @returns {Promise<{ source: string, hash: string, integrity: string }>} `hash` names the version
 *   in `/t.<hash>.js`; `integrity` is what a script tag's attribute of that name takes
 */
export async function buildSnippet(name = 'full') {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'snippet/main.ts')],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    // The engines' strict mode changes nothing here but the size.
    tsconfigRaw: {},
    define: { BUILD: JSON.stringify(name) },
    legalComments: 'none',
    write: false,
  })
  const source = outputFiles[0].text
  return {
    source,
    hash: createHash('sha256').update(source).digest('hex').slice(0, 12),
    integrity: `sha384-${createHash('sha384').update(source).digest('base64')}`,
  }
}

/** Builds the script into `folder`/t.js, for the server to hand out. */
export async function writeSnippet(folder = join(root, 'dist/assets')) {
  const snippet = await buildSnippet()
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, builds.full), snippet.source)
  return snippet
}

/** Bytes of a text as it is, and as web servers send it: gzip at level 9, brotli at 11. */
export const sizeOf = source => ({
  raw: Buffer.byteLength(source),
  gzip: gzipSync(source, { level: 9 }).length,
  brotli: brotliCompressSync(source).length,
})

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { source, hash, integrity } = await writeSnippet()
  console.log(JSON.stringify({ file: 'dist/assets/t.js', hash, integrity, ...sizeOf(source) }))
}
