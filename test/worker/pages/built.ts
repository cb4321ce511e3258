/** The files that pages load, built as scripts/build.mjs does it, so that these tests need no dist folder. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { type Assets, assetsFrom } from '../../../worker/assets.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const inter = `${root}node_modules/@fontsource-variable/inter/files`

export async function pageAssets(): Promise<Assets> {
  return assetsFrom([
    ['t.js', new TextEncoder().encode('/* the snippet */')],
    ['pages.js', await bundled('worker/pages/client/pages.ts')],
    ['style.css', await bundled('worker/pages/style.css')],
    ['inter.woff2', new Uint8Array(readFileSync(`${inter}/inter-latin-wght-normal.woff2`))],
    ['inter-ext.woff2', new Uint8Array(readFileSync(`${inter}/inter-latin-ext-wght-normal.woff2`))],
  ])
}

async function bundled(entry: string): Promise<Uint8Array<ArrayBuffer>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    legalComments: 'none',
    target: ['es2022', 'chrome100', 'firefox100', 'safari15.4'],
    external: ['*.woff2'],
  })
  return new Uint8Array(outputFiles[0]!.contents)
}
