/** How people come to the site: what stands in the address they land on, and what the browser says they come from. */

import { type Calendar, DAY_MS } from './calendar.ts'
import { type Advertisement, advertisements, newsletterName, newsletterTimes } from './campaigns.ts'
import type { Country } from './companies.ts'
import { partnerPage } from './nordkai.ts'
import type { Random } from './random.ts'
import { posts } from './site/posts.ts'

export interface Arrival {
  readonly landing: string
  /** Campaign parameters and click ids. */
  readonly query: Readonly<Record<string, string>>
  readonly referrer?: string
}

export type Way =
  | 'direct'
  | 'search'
  | 'paid_search'
  | 'brand_search'
  | 'linkedin_ad'
  | 'display'
  | 'linkedin'
  | 'social'
  | 'assistant'
  | 'newsletter'
  | 'nurture'
  | 'press'
  | 'partner'
  | 'affiliate'
  | 'video'
  | 'webinar_mail'

export interface Moment {
  readonly calendar: Calendar
  readonly at: number
  readonly country: Country
}

/** What brings somebody who has never heard of Nordkai; assistants grow from nothing to a habit within the story. */
export function openingWay({ calendar, at, country }: Moment, random: Random): Way {
  const share = (at - calendar.starts_at) / (calendar.ends_at - calendar.starts_at)
  return random.weighted<Way>([
    ['search', 24],
    ['linkedin_ad', country === 'JP' ? 4 : 30],
    ['paid_search', 15],
    ['linkedin', 8],
    ['assistant', 2 + 16 * share],
    ['press', 7],
    ['direct', 5],
    ['social', 3],
    ['affiliate', 3],
    ['partner', 4],
    ['display', 4],
    ['video', 3],
  ])
}

/** What brings somebody back. */
export function returningWay({ calendar, at }: Moment, random: Random): Way {
  const hasLetter = latestLetter(calendar, at) !== undefined
  return random.weighted<Way>([
    ['direct', 22],
    ['search', 19],
    ['brand_search', 11],
    ['newsletter', hasLetter ? 18 : 0],
    ['nurture', 10],
    ['linkedin', 6],
    ['linkedin_ad', 9],
    ['display', 4],
    ['assistant', 4],
    ['partner', 2],
  ])
}

export function arriveBy(way: Way, moment: Moment, random: Random): Arrival {
  const land = (...paths: string[]) => random.pick(paths)
  switch (way) {
    case 'direct':
      return { landing: land('/', '/', '/pricing', '/product', '/customers'), query: {} }
    case 'search':
      return {
        landing: land(anyPost(moment, random), anyPost(moment, random), '/product', '/'),
        query: {},
        referrer: searchEngine(moment.country, random),
      }
    case 'paid_search':
      return clickOn(random.chance(0.78) ? 'search-dock-scheduling' : 'bing-yard-management', moment, random)
    case 'brand_search':
      return clickOn('search-brand', moment, random)
    case 'linkedin_ad':
      return clickOn(moment.country === 'US' ? 'li-us-distribution' : 'li-cost-of-waiting', moment, random)
    case 'display':
      return clickOn('retargeting-trucks', moment, random)
    case 'linkedin':
      return {
        landing: anyPost(moment, random),
        query: {},
        referrer: random.pick(['https://www.linkedin.com/', 'https://lnkd.in/']),
      }
    case 'social':
      return {
        landing: anyPost(moment, random),
        query: {},
        referrer: random.pick(['https://www.reddit.com/', 'https://www.facebook.com/', 'https://www.xing.com/']),
      }
    case 'assistant':
      return askAssistant(moment, random)
    case 'newsletter':
      return openLetter(moment, random)
    case 'nurture':
      return mailed(
        'nurture',
        'nurture-business-case',
        land('/pricing', '/customers/quellbach-mineralbrunnen', anyPost(moment, random)),
      )
    case 'press':
      return {
        landing: land('/', '/customers/fehnkamp-stahl'),
        query: {},
        referrer: 'https://www.logistics-daily.example/yard/waiting-trucks',
      }
    case 'partner':
      return {
        landing: land('/product', '/security'),
        query: { utm_source: 'tms-partner', utm_medium: 'referral', utm_campaign: 'partner-page' },
        referrer: partnerPage,
      }
    case 'affiliate':
      return {
        landing: '/pricing',
        query: { utm_source: 'warehouse-tools-guide', utm_medium: 'affiliate', utm_campaign: 'comparison' },
        referrer: 'https://www.warehouse-tools-guide.example/dock-scheduling',
      }
    case 'video':
      return { landing: land('/', '/product'), query: {}, referrer: 'https://www.youtube.com/' }
    case 'webinar_mail':
      return mailed('newsletter', 'webinar-invitation', '/webinar')
  }
}

/** One click on an advertisement; before its first and after its last day people come by a search instead. */
export function clickOn(campaign: string, moment: Moment, random: Random): Arrival {
  const found = advertisements.find(one => one.campaign === campaign)
  if (!found) throw new RangeError(`no campaign ${campaign}`)
  if (!runsAt(found, moment)) return { landing: '/product', query: {}, referrer: searchEngine(moment.country, random) }
  const readable = found.landings.filter(path => !path.startsWith('/blog/') || isPublished(path, moment))
  return {
    landing: random.pick(readable),
    query: {
      utm_source: found.source,
      utm_medium: found.medium,
      utm_campaign: found.campaign,
      ...(found.term && { utm_term: found.term }),
      utm_content: random.pick(found.contents),
      [found.click_id]: clickId(found.click_id, random),
    },
    referrer: found.referrer,
  }
}

export const runsAt = ({ first_days_ago, last_days_ago }: Advertisement, { calendar, at }: Moment): boolean =>
  at >= calendar.ends_at - first_days_ago * DAY_MS && at < calendar.ends_at - (last_days_ago - 1) * DAY_MS

/** Addresses of the posts that were out by then, newest first. */
export function publishedPosts({ calendar, at }: Pick<Moment, 'calendar' | 'at'>): string[] {
  const out = posts.filter(post => at >= calendar.ends_at - post.published_days_ago * DAY_MS)
  return out.map(post => `/blog/${post.slug}`).reverse()
}

const isPublished = (path: string, moment: Moment) => publishedPosts(moment).includes(path)

const anyPost = (moment: Moment, random: Random) => random.pick(publishedPosts(moment))

function clickId(kind: Advertisement['click_id'], random: Random): string {
  if (kind === 'gclid') return `Cj0KCQ${random.id()}${random.id()}`
  if (kind === 'li_fat_id') return [8, 4, 4, 4, 12].map(length => random.hex(length)).join('-')
  return random.hex(32)
}

const searchEngine = (country: Country, random: Random) =>
  random.weighted([
    ['https://www.google.com/', 70],
    ['https://www.bing.com/', 16],
    ['https://duckduckgo.com/', 6],
    ['https://www.ecosia.org/', country === 'DE' ? 6 : 0],
    ['https://search.yahoo.co.jp/', country === 'JP' ? 40 : 0],
  ])

function askAssistant(moment: Moment, random: Random): Arrival {
  const landing = random.pick(['/product', '/pricing', '/customers', anyPost(moment, random), anyPost(moment, random)])
  return random.weighted<Arrival>([
    [{ landing, query: { utm_source: 'chatgpt.com' }, referrer: 'https://chatgpt.com/' }, 60],
    [{ landing, query: {}, referrer: 'https://www.perplexity.ai/' }, 22],
    [{ landing, query: {}, referrer: 'https://copilot.microsoft.com/' }, 12],
    [{ landing, query: {}, referrer: 'https://claude.ai/' }, 6],
  ])
}

const mailed = (source: string, campaign: string, landing: string): Arrival => ({
  landing,
  query: { utm_source: source, utm_medium: 'email', utm_campaign: campaign },
})

/** The letter that went out last leads to the newest post of its day; readers open it within ten days. */
function openLetter(moment: Moment, random: Random): Arrival {
  const sentAt = latestLetter(moment.calendar, moment.at)
  if (sentAt === undefined) return mailed('nurture', 'nurture-business-case', '/pricing')
  const newest = publishedPosts({ calendar: moment.calendar, at: sentAt }).slice(0, 2)
  return mailed('newsletter', newsletterName(sentAt), random.pick(newest))
}

const latestLetter = (calendar: Calendar, at: number) =>
  newsletterTimes(calendar).findLast(sentAt => sentAt <= at && at - sentAt < 10 * DAY_MS)
