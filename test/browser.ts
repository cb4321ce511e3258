/**
 * A real Chromium for tests: the one that CHROMIUM_PATH names, else the machine's own, else the
 * one that comes as a package (Linux x64). TEST_BROWSER=packaged passes over the first two.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** For root, and for machines without a network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface BrowserOptions {
  /** Further command line flags, for example `--host-resolver-rules=MAP * 127.0.0.1`. */
  args?: readonly string[]
  /** Keeps left pages alive as visitors' browsers do. Routing and network events of the test's tools do not follow such pages. */
  backForwardCache?: boolean
}

/** Starts a browser without a window, or throws: a test that needs one must not pass without. */
export async function openBrowser({ args = [], backForwardCache = false }: BrowserOptions = {}): Promise<Browser> {
  const own = ownChromium()
  const { executablePath, env } = own ? { executablePath: own, env: process.env } : await packagedChromium()
  return chromium.launch({
    executablePath,
    env,
    args: [...FLAGS, ...args],
    ignoreDefaultArgs: backForwardCache ? ['--disable-back-forward-cache'] : [],
  })
}

interface Executable {
  executablePath: string
  env: NodeJS.ProcessEnv
}

/** The packaged Chromium is a bare shell without the back/forward cache. */
export const hasBackForwardCache = () => ownChromium() !== undefined

function ownChromium(): string | undefined {
  if (process.env.TEST_BROWSER === 'packaged') return undefined
  return process.env.CHROMIUM_PATH || SYSTEM.find(path => existsSync(path))
}

/**
 * The packaged Chromium, unpacked once per user and version. On a machine without NSS and fonts it
 * runs on those that the package brings along.
 */
async function packagedChromium(): Promise<Executable> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('no Chromium found: install Chrome or Chromium, or name one in CHROMIUM_PATH')
  const folder = await unpackedFolder()
  const executablePath = join(folder, 'chromium')
  const env = { ...process.env }
  if (!existsSync('/etc/fonts')) env.FONTCONFIG_PATH = join(folder, 'fonts')
  if (spawnSync(executablePath, ['--version'], { env }).status !== 0) env.LD_LIBRARY_PATH = join(folder, 'al2023/lib')

  const probe = spawnSync(executablePath, ['--version'], { env, encoding: 'utf8' })
  if (probe.status !== 0) throw new Error(`the packaged Chromium does not start: ${probe.stderr || probe.error}`)
  return { executablePath, env }
}

async function unpackedFolder(): Promise<string> {
  const packageFolder = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..')
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))
  const folder = join(tmpdir(), `tributary-chromium-${version}-${userInfo().uid}`)
  if (existsSync(folder)) return folder

  const { default: packaged, inflate } = await import('@sparticuz/chromium')
  const fresh = await mkdtemp(`${folder}-`)
  const before = process.env.TMPDIR
  try {
    // The package unpacks into the temporary folder itself, half-written for whoever looks meanwhile.
    process.env.TMPDIR = fresh
    await packaged.executablePath()
    await inflate(join(packageFolder, 'bin/al2023.tar.br'))
  } finally {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  }
  try {
    await rename(fresh, folder)
  } catch (error) {
    // Another process was faster.
    await rm(fresh, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}
