/** Browsers of the demo's visitors, by the words with which they introduce themselves. */
import type { Random } from './random.ts'

/** One browser: what the collector calls a visitor. */
export interface Browser {
  readonly anonymous_id: string
  readonly user_agent: string
}

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)'
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'

const desktops: readonly (readonly [string, number])[] = [
  [`${WINDOWS} ${WEBKIT} Chrome/141.0.0.0 Safari/537.36`, 34],
  [`${WINDOWS} ${WEBKIT} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`, 26],
  [`${MAC} ${WEBKIT} Chrome/141.0.0.0 Safari/537.36`, 12],
  [`${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`, 10],
  [`${WINDOWS.replace(')', '; rv:143.0)')} Gecko/20100101 Firefox/143.0`, 9],
  [`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36`, 3],
]

const phones: readonly (readonly [string, number])[] = [
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    6,
  ],
  [`Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT} Chrome/141.0.0.0 Mobile Safari/537.36`, 5],
]

export const desktop = (random: Random): Browser => ({ anonymous_id: random.id(), user_agent: random.weighted(desktops) })

export const phone = (random: Random): Browser => ({ anonymous_id: random.id(), user_agent: random.weighted(phones) })

/** Somebody at work: mostly a desktop. */
export const browserOf = (random: Random): Browser => (random.chance(0.86) ? desktop(random) : phone(random))

/** Machines that come by, as they call themselves. */
export const machines = {
  googlebot: `Mozilla/5.0 ${WEBKIT.replace(')', '; compatible; Googlebot/2.1; +http://www.google.com/bot.html)')} Chrome/141.0.0.0 Safari/537.36`,
  gptbot: `Mozilla/5.0 ${WEBKIT}; compatible; GPTBot/1.2; +https://openai.com/gptbot`,
  headless: `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/141.0.0.0 Safari/537.36`,
  uptime: 'Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)',
  /** A mail gateway that opens every link of a newsletter before the reader does. */
  mail_scanner: 'Mozilla/5.0 (compatible; BarracudaCentral/1.0; link protection scanner)',
} as const
