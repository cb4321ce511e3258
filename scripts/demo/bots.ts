/** Machines that run the snippet too: crawlers, a monitor, headless browsers, and mail gateways that open every link. */
import { publishedPosts } from './arrivals.ts'
import { machines } from './browsers.ts'
import { type Calendar, dayAt, HOUR_MS, STORY_DAYS, timeOf } from './calendar.ts'
import { newsletterName, newsletterTimes } from './campaigns.ts'
import type { Facts, SentEvent } from './facts.ts'
import type { Random } from './random.ts'
import { pageAt } from './site/catalog.ts'
import { addressOf } from './visit.ts'

export function bots(calendar: Calendar, random: Random): Facts {
  return {
    events: [
      ...crawls(machines.googlebot, 7, 9, calendar, random.fork('googlebot')),
      ...crawls(machines.gptbot, 9, 7, calendar, random.fork('gptbot')),
      ...crawls(machines.headless, 23, 4, calendar, random.fork('headless')),
      ...monitor(calendar, random.fork('monitor')),
      ...mailScanners(calendar, random.fork('mail')),
    ],
    rows: {},
  }
}

/** So many pages in a row, every so many days. Crawlers keep no cookies: each view is a new visitor. */
function crawls(user_agent: string, everyDays: number, pages: number, calendar: Calendar, random: Random): SentEvent[] {
  const events: SentEvent[] = []
  for (let day = random.whole(1, everyDays); day < STORY_DAYS; day += everyDays) {
    const start = dayAt(calendar, day) + random.whole(0, 20 * HOUR_MS)
    const paths = random.shuffled([
      '/',
      '/product',
      '/pricing',
      '/security',
      '/customers',
      ...publishedPosts({ calendar, at: start }),
    ])
    for (const [i, path] of paths.slice(0, pages).entries()) {
      events.push(view(user_agent, path, {}, start + i * random.whole(1500, 4000), random))
    }
  }
  return events
}

/** The front page, once a day. */
const monitor = (calendar: Calendar, random: Random): SentEvent[] =>
  Array.from({ length: STORY_DAYS }, (_, day) =>
    view(machines.uptime, '/', {}, dayAt(calendar, day) + 3 * HOUR_MS + random.whole(0, 9000), random),
  )

/** Within seconds of the monthly letter, before anybody can have read it. */
function mailScanners(calendar: Calendar, random: Random): SentEvent[] {
  return newsletterTimes(calendar).flatMap(sentAt => {
    const query = { utm_source: 'newsletter', utm_medium: 'email', utm_campaign: newsletterName(sentAt) }
    const links = publishedPosts({ calendar, at: sentAt }).slice(0, 2)
    return Array.from({ length: 6 }, () => sentAt + random.whole(4_000, 90_000)).flatMap(at =>
      links.map((path, i) => view(machines.mail_scanner, path, query, at + i * 350, random)),
    )
  })
}

const view = (
  user_agent: string,
  path: string,
  query: Readonly<Record<string, string>>,
  at: number,
  random: Random,
): SentEvent => ({
  user_agent,
  event: {
    type: 'page',
    id: random.id(),
    anonymous_id: random.id(),
    url: addressOf(path, query),
    title: pageAt(path).title,
    created_at: timeOf(at),
  },
})
