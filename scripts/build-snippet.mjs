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
import { minify } from 'terser'

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
  const bundled = await bundle('snippet/main.ts', name, { format: 'esm', target: 'es2020' })
  // Terser finds what esbuild leaves; it takes what stands in modules for known, so let it know of no global variable.
  const { code } = await minify(bundled.replace(/^var /gm, 'let '), {
    ecma: 2020,
    module: true,
    compress: { passes: 5, unsafe: true, unsafe_arrows: true, unsafe_methods: true, keep_fargs: false, pure_getters: true },
  })
  // A block keeps names from the page as a function would.
  const source = `{${code.replace(/;$/, '')}}`
  return {
    source,
    hash: createHash('sha256').update(source).digest('hex').slice(0, 12),
    integrity: `sha384-${createHash('sha384').update(source).digest('base64')}`,
  }
}

/**
 * The same source as an ES module for bundlers, exporting `load` and `tributary` (snippet/module.ts). Nothing runs
 * when it is imported, so servers may.
 *
 * @returns {Promise<string>}
 */
export const buildModule = () => bundle('snippet/module.ts', 'full', { format: 'esm', target: 'es2020', minify: true }, true)

async function bundle(entry, name, options, isModule = false) {
  const { outputFiles } = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    // The engines' strict mode changes nothing here but the size.
    tsconfigRaw: {},
    define: { BUILD: JSON.stringify(name), IS_MODULE: String(isModule) },
    minifySyntax: true,
    legalComments: 'none',
    write: false,
    ...options,
  })
  return outputFiles[0].text
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
