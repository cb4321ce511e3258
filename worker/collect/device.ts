/** User agent → device, browser, operating system, and whether it is known to be a machine's. */
import { isbot } from 'isbot'
import UserAgentParser from 'ua-parser-js'
import { agentReasonFrom, type BotReason } from './bots.ts'

export interface Device {
  /** `desktop`, `mobile`, `tablet`, …; null when there is no user agent. */
  readonly device: string | null
  readonly browser: string | null
  readonly os: string | null
  readonly bot_reason: BotReason | null
}

/** Real ones are shorter; regular expressions run over no more than this. */
const MAX_LENGTH = 512

/** Few user agents make most requests, and a parse takes 30 µs. */
const MAX_KEPT = 2000

const kept = new Map<string, Device>()

export function deviceFrom(userAgent: string): Device {
  const text = userAgent.slice(0, MAX_LENGTH)
  const known = kept.get(text)
  if (known) return known
  const found = parse(text)
  if (kept.size >= MAX_KEPT) kept.clear()
  kept.set(text, found)
  return found
}

function parse(text: string): Device {
  if (text.trim() === '') return { device: null, browser: null, os: null, bot_reason: agentReasonFrom('', false) }
  const { device, browser, os } = new UserAgentParser(text).getResult()
  return {
    device: device.type ?? 'desktop',
    browser: browser.name ?? null,
    os: os.name ?? null,
    bot_reason: agentReasonFrom(text, isbot(text)),
  }
}
