/** The machine's own Chrome or Chromium, without a window, in which all host names lead to this machine. */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PATHS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** A headless browser says so, and trackers take it for a bot. */
export const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36'

/**
 * @param backForwardCache  keeps left pages alive as visitors' browsers do; then each page may have a process of its own
 * @throws Error when there is none
 */
export function openChromium({ backForwardCache = false } = {}): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH || PATHS.find(path => existsSync(path))
  if (!executablePath) throw new Error('no Chromium found: install Chrome or Chromium, or name one in CHROMIUM_PATH')
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--host-resolver-rules=MAP * 127.0.0.1'],
    ignoreDefaultArgs: ['--enable-automation', ...(backForwardCache ? ['--disable-back-forward-cache'] : [])],
  })
}
