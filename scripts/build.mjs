/**
 * Builds dist/: the command line with its migrations, the assets that browsers load, the Worker for Cloudflare, and the
 * snippet as a module.
 *
 *   npm run build
 *
 * Every file is written beside its place and renamed into it: commands may start while another one builds.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { buildModule, buildSnippet, builds } from './build-snippet.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const cli = join(dist, 'cli.js')

/** Builds the command line and the assets when a source is newer than they are. @returns {Promise<{cli: string}>} file URL */
export async function buildIfStale() {
  if (isStale()) {
    await buildAssets()
    await buildCli()
  }
  return { cli: pathToFileURL(cli).href }
}

function isStale() {
  if (!existsSync(cli)) return true
  const built = statSync(cli).mtimeMs
  return ['snippet', 'worker', 'db', 'scripts', 'package.json'].some(name => newestIn(join(root, name)) > built)
}

/** @returns {number} modification time of the newest file */
function newestIn(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map(name => newestIn(join(path, name))))
}

async function buildCli() {
  const folder = new URL('../db/migrations/', import.meta.url)
  for (const file of readdirSync(folder)) write(`migrations/${file}`, readFileSync(new URL(file, folder)))
  const { outputFiles } = await build({ ...forNode, entryPoints: [join(root, 'scripts/cli.ts')] })
  write('cli.js', outputFiles[0].contents)
}

/** @returns {Promise<string>} path of the built benchmarks */
export async function buildBench() {
  const { outputFiles } = await build({ ...forNode, entryPoints: [join(root, 'scripts/bench/main.ts')] })
  return write('bench.js', outputFiles[0].contents)
}

async function buildAssets() {
  for (const [name, file] of Object.entries(builds)) write(`assets/${file}`, (await buildSnippet(name)).source)
  for (const [name, entry] of [
    ['pages.js', 'worker/pages/client/pages.ts'],
    ['style.css', 'worker/pages/style.css'],
  ]) {
    const { outputFiles } = await build({
      ...shared,
      entryPoints: [join(root, entry)],
      format: 'iife',
      minify: true,
      target: ['es2022', 'chrome100', 'firefox100', 'safari15.4'],
      external: ['*.woff2'],
    })
    write(`assets/${name}`, outputFiles[0].contents)
  }
  const inter = join(dirname(fileURLToPath(import.meta.resolve('@fontsource-variable/inter/package.json'))), 'files')
  write('assets/inter.woff2', readFileSync(join(inter, 'inter-latin-wght-normal.woff2')))
  write('assets/inter-ext.woff2', readFileSync(join(inter, 'inter-latin-ext-wght-normal.woff2')))
}

/**
 * The snippet as a module for other people's bundlers, with its types. Needs TypeScript, so it is built for the package
 * and not by whoever installed it.
 */
export async function buildPackage() {
  write('module/snippet.js', await buildModule())
  const folder = mkdtempSync(join(tmpdir(), 'tributary-types-'))
  try {
    execFileSync(
      process.execPath,
      [tsc(), join(root, 'snippet/module.ts'), join(root, 'snippet/build.d.ts'), ...TYPES_ONLY, '--outDir', folder],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    )
    for (const name of typesFrom(folder, 'module')) write(`module/${name}.d.ts`, typesOf(folder, name))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const TYPES_ONLY =
  '--ignoreConfig --declaration --emitDeclarationOnly --strict --skipLibCheck --allowImportingTsExtensions --target es2024 --module esnext --moduleResolution bundler --types node'.split(
    ' ',
  )

const tsc = () => join(dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))), 'bin/tsc')

/** Declarations name their neighbours as the sources do; whoever imports them finds `.js` under every resolution. */
const typesOf = (folder, name) =>
  readFileSync(join(folder, `${name}.d.ts`), 'utf8').replace(/(from\s+['"]\.\/[\w-]+)\.ts(?=['"])/g, '$1.js')

/** @returns {string[]} names of the declarations that one needs, itself included */
function typesFrom(folder, first) {
  const names = [first]
  for (const name of names) {
    const needed = typesOf(folder, name).matchAll(/(?:from|import\()\s*['"]\.\/([\w-]+)/g)
    for (const [, other] of needed) if (!names.includes(other)) names.push(other)
  }
  return names
}

/** The Worker carries its assets inside, so that it is one file with no binding to configure. */
async function buildWorker() {
  const { outputFiles } = await build({
    ...shared,
    entryPoints: [join(root, 'worker/cloudflare.ts')],
    conditions: ['workerd', 'browser'],
    target: 'es2024',
    minify: true,
    plugins: [builtAssets],
  })
  write('worker.js', outputFiles[0].contents)
}

const builtAssets = {
  name: 'built-assets',
  setup(build) {
    build.onResolve({ filter: /^#assets$/ }, ({ path }) => ({ path, namespace: 'assets' }))
    build.onLoad({ filter: /./, namespace: 'assets' }, () => {
      const folder = join(dist, 'assets')
      const files = readdirSync(folder).map(name => [name, readFileSync(join(folder, name)).toString('base64')])
      return { contents: `export default ${JSON.stringify(files)}`, loader: 'js' }
    })
  },
}

const shared = { bundle: true, write: false, format: 'esm', logLevel: 'warning', absWorkingDir: root, legalComments: 'none' }

const forNode = {
  ...shared,
  platform: 'node',
  target: 'node22',
  // Native or optional: Node finds the first one where it was installed, pg does without the second.
  external: ['better-sqlite3', 'pg-native'],
  // Packages in CommonJS ask for Node's own modules by require.
  banner: { js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);" },
  define: { 'process.env.TRIBUTARY_VERSION': JSON.stringify(version()) },
}

function version() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version
}

function write(name, contents) {
  const path = join(dist, name)
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}`
  writeFileSync(beside, contents)
  renameSync(beside, path)
  return path
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildAssets()
  await buildCli()
  await buildWorker()
  await buildPackage()
}
