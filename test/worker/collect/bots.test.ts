/** User agents as their makers publish them, and what requests say beside that: sixty machines and sixty people. */
import { expect, it } from 'vitest'
import { parseEvent } from '../../../worker/collect/parse.ts'
import { decideEvent } from '../../../worker/collect/steps.ts'
import { visitFrom } from '../../../worker/collect/visit.ts'
import { NOW } from '../../engines.ts'

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const WINDOWS = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT}`
const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'
const LINUX = `Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT}`
const ANDROID = `Mozilla/5.0 (Linux; Android 10; K) ${WEBKIT}`
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const IPAD = 'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const CHROME = `${WINDOWS} Chrome/147.0.0.0 Safari/537.36`

interface Says {
  readonly headers?: Record<string, string>
  readonly asn?: number
}

const machines: readonly (readonly [reason: string, agent: string, says?: Says])[] = [
  ['user_agent', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
  ['user_agent', `${WEBKIT}; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/147.0.0.0 Safari/537.36`],
  ['user_agent', 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)'],
  ['user_agent', 'DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)'],
  ['user_agent', 'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)'],
  ['user_agent', 'Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)'],
  ['user_agent', 'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)'],
  ['user_agent', 'Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)'],
  ['user_agent', 'Mozilla/5.0 (compatible; MJ12bot/v1.4.8; http://mj12bot.com/)'],
  ['user_agent', 'Mozilla/5.0 (compatible; DotBot/1.2; +https://opensiteexplorer.org/dotbot; help@moz.com)'],
  ['user_agent', 'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)'],
  ['user_agent', 'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)'],
  [
    'user_agent',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; +https://perplexity.ai/perplexitybot)',
  ],
  ['user_agent', 'CCBot/2.0 (https://commoncrawl.org/faq/)'],
  ['user_agent', 'Mozilla/5.0 (compatible; Bytespider; spider-feedback@bytedance.com)'],
  ['user_agent', 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)'],
  ['user_agent', 'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)'],
  ['user_agent', 'Twitterbot/1.0'],
  ['user_agent', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
  ['user_agent', 'WhatsApp/2.23.20.0'],
  ['user_agent', 'TelegramBot (like TwitterBot)'],
  ['user_agent', 'Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)'],
  ['user_agent', 'curl/8.7.1'],
  ['user_agent', 'Wget/1.21.4'],
  ['user_agent', 'python-requests/2.32.3'],
  ['user_agent', 'Go-http-client/2.0'],
  ['user_agent', 'axios/1.7.2'],
  ['user_agent', 'Screaming Frog SEO Spider/20.1'],
  ['user_agent', `${ANDROID} Chrome/147.0.0.0 Mobile Safari/537.36 (compatible; Google-InspectionTool/1.0;)`],
  ['no_user_agent', ''],
  ['prefetch', CHROME, { headers: { 'sec-purpose': 'prefetch' } }],
  ['prefetch', CHROME, { headers: { 'sec-purpose': 'prefetch;prerender' } }],
  ['prefetch', CHROME, { headers: { purpose: 'prefetch' } }],
  ['prefetch', `${WINDOWS} Firefox/140.0`, { headers: { 'x-moz': 'prefetch' } }],
  ['prefetch', `${MAC} Safari/605.1.15`, { headers: { 'x-purpose': 'preview' } }],
  ['uptime', 'Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)'],
  ['uptime', 'Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)'],
  ['uptime', 'Mozilla/5.0 (compatible; PingdomTMS/0.8.5; Linux x86_64) Chrome/61.0'],
  ['uptime', 'StatusCake_Pagespeed_Indev'],
  ['uptime', 'Site24x7'],
  ['uptime', 'Better Uptime Bot Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'],
  ['uptime', `${LINUX} Chrome/120.0.0.0 Safari/537.36 DatadogSynthetics`],
  ['uptime', 'GoogleStackdriverMonitoring-UptimeChecks(https://cloud.google.com/monitoring)'],
  ['uptime', 'Amazon-Route53-Health-Check-Service (ref 12345; report http://amzn.to/1vsZADi)'],
  ['uptime', 'ELB-HealthChecker/2.0'],
  ['uptime', 'Uptime-Kuma/1.23.13'],
  ['uptime', `${LINUX} Chrome/125.0.0.0 Safari/537.36 RuxitSynthetic/1.0 v123`],
  ['headless', `${LINUX} HeadlessChrome/147.0.0.0 Safari/537.36`],
  [
    'headless',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0.0.0 Safari/537.36',
  ],
  ['headless', 'Mozilla/5.0 (Unknown; Linux x86_64) AppleWebKit/538.1 (KHTML, like Gecko) PhantomJS/2.1.1 Safari/538.1'],
  ['headless', 'Mozilla/5.0 (linux) AppleWebKit/537.36 (KHTML, like Gecko) jsdom/26.1.0'],
  ['scanner', 'Mozilla/4.0 (compatible; ms-office; MSOffice 16)'],
  ['scanner', 'Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b'],
  ['scanner', 'Barracuda Sentinel (EE)'],
  ['scanner', 'Mozilla/5.0 (compatible; Proofpoint URL Defense)'],
  ['scanner', CHROME, { asn: 26211 }],
  ['scanner', CHROME, { asn: 30031 }],
  ['scanner', CHROME, { asn: 15324 }],
  ['datacenter', CHROME, { asn: 8075 }],
  ['datacenter', CHROME, { asn: 16509 }],
]

const people: readonly (readonly [agent: string, says?: Says])[] = [
  ...['120', '131', '138', '147'].map(version => [`${WINDOWS} Chrome/${version}.0.0.0 Safari/537.36`] as const),
  ...['120', '138', '147'].map(version => [`${MAC} ${WEBKIT} Chrome/${version}.0.0.0 Safari/537.36`] as const),
  ...['120', '138', '147'].map(version => [`${LINUX} Chrome/${version}.0.0.0 Safari/537.36`] as const),
  ...['120', '138', '147'].map(version => [`${ANDROID} Chrome/${version}.0.0.0 Mobile Safari/537.36`] as const),
  ...['120', '138', '147'].map(version => [`${WINDOWS} Chrome/${version}.0.0.0 Safari/537.36 Edg/${version}.0.0.0`] as const),
  [`${MAC} ${WEBKIT} Chrome/147.0.0.0 Safari/537.36 Edg/147.0.0.0`],
  [`${ANDROID} Chrome/147.0.0.0 Mobile Safari/537.36 EdgA/147.0.0.0`],
  [`${IPHONE} Version/18.0 EdgiOS/138.0.3351.83 Mobile/15E148 Safari/605.1.15`],
  ...['115', '128', '140'].map(
    v => [`Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${v}.0) Gecko/20100101 Firefox/${v}.0`] as const,
  ),
  ...['115', '140'].map(v => [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:${v}.0) Gecko/20100101 Firefox/${v}.0`] as const),
  ['Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'],
  ['Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0'],
  [`${IPHONE} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`],
  ...['16.6', '17.5', '18.5', '26.0'].map(
    v => [`${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${v} Safari/605.1.15`] as const,
  ),
  ...['16.6', '17.5', '18.5', '26.0'].map(v => [`${IPHONE} Version/${v} Mobile/15E148 Safari/604.1`] as const),
  ...['17.5', '18.5'].map(v => [`${IPAD} Version/${v} Mobile/15E148 Safari/604.1`] as const),
  [`${IPHONE} CriOS/138.0.7204.119 Mobile/15E148 Safari/604.1`],
  [`${IPHONE} GSA/377.0.780120394 Mobile/15E148 Safari/604.1`],
  [`${WINDOWS} Chrome/135.0.0.0 Safari/537.36 OPR/120.0.0.0`],
  [`${ANDROID} Chrome/135.0.0.0 Mobile Safari/537.36 OPR/90.0.0.0`],
  [`${WINDOWS} Chrome/134.0.0.0 Safari/537.36 Vivaldi/7.3.3635.11`],
  [`${LINUX} Chrome/134.0.0.0 Safari/537.36 Vivaldi/7.3.3635.11`],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/138.0.0.0 Safari/537.36`],
  [`Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S921B) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`],
  [`Mozilla/5.0 (Linux; Android 13; SM-X700) ${WEBKIT} Chrome/138.0.0.0 Safari/537.36`],
  [`${ANDROID} Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36 [LinkedInApp]/4.1.1060`],
  [`${IPHONE} Mobile/15E148 [LinkedInApp]/9.30.3375`],
  [`${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/520.0.0.38.101;FBBV/756351453;FBDV/iPhone15,2]`],
  [
    `Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) ${WEBKIT} Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36 Instagram 389.0.0.49.87`,
  ],
  [`${WINDOWS} Chrome/138.0.0.0 Safari/537.36 Teams/25.1`],
  [`${WINDOWS} Slack/4.43.51 Chrome/134.0.0.0 Electron/35.1.5 Safari/537.36`],
  ['Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko'],
  [CHROME, { headers: { 'sec-ch-ua': '"Chromium";v="147", "Google Chrome";v="147", "Not?A_Brand";v="24"' } }],
  [CHROME, { headers: { 'sec-ch-ua': '"Brave";v="147", "Chromium";v="147", "Not?A_Brand";v="24"' } }],
  [CHROME, { headers: { via: '1.1 proxy.acme.example' } }],
  [CHROME, { asn: 3320 }],
  [CHROME, { asn: 13335 }],
  [CHROME, { asn: 53813 }],
  [`${IPHONE} Version/18.5 Mobile/15E148 Safari/604.1`, { asn: 36183 }],
]

const site = { site_id: 's', domain: 'example.com', site_key: 'pk', created_at: NOW }

function markOf(agent: string, { headers = {}, asn }: Says = {}) {
  const request = new Request('https://t.example.com/e', { headers: { ...headers, 'user-agent': agent } })
  return visitFrom(
    request,
    site,
    NOW,
    { sent_at: NOW, user_agent: agent || null },
    () => null,
    () => asn ?? null,
  )
}

it('marks sixty machines, each with its reason, and lets none of them say who somebody is', () => {
  expect(machines).toHaveLength(60)
  const wrong = machines.filter(([reason, agent, says]) => markOf(agent, says).bot_reason !== reason)
  expect(wrong.map(([reason, agent, says]) => [reason, markOf(agent, says).bot_reason, agent])).toEqual([])
  const identify = {
    id: 'identify-0001',
    type: 'identify',
    anonymous_id: 'v1',
    url: 'https://example.com/',
    email: 'jane@acme.example',
  }
  const claims = machines.map(([, agent, says]) => decideEvent(parseEvent(identify), markOf(agent, says)).claim)
  expect(claims.filter(claim => claim !== null)).toEqual([])
})

it('marks none of sixty people', () => {
  expect(people).toHaveLength(60)
  expect(people.filter(([agent, says]) => markOf(agent, says).bot_reason !== null)).toEqual([])
})
