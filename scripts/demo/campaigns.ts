/** What Nordkai pays for or sends out: advertisements with their budget, the monthly newsletter, webinars and fairs. */
import { type Calendar, DAY_MS, HOUR_MS, STORY_DAYS, workingDay } from './calendar.ts'
import type { Country } from './companies.ts'

export interface Advertisement {
  readonly channel: 'Paid Search' | 'Paid Social' | 'Display'
  readonly source: string
  readonly medium: string
  readonly campaign: string
  /** The parameter that the network adds to each click. */
  readonly click_id: 'gclid' | 'msclkid' | 'li_fat_id' | 'dclid'
  readonly referrer: string
  readonly term?: string
  readonly contents: readonly string[]
  /** Where the click lands; several take turns. */
  readonly landings: readonly string[]
  readonly first_days_ago: number
  readonly last_days_ago: number
  readonly currency: 'EUR' | 'USD'
  /** Whole currency units on a working day. */
  readonly daily_budget: number
  readonly price_per_click: number
  /** Absent: everywhere. */
  readonly countries?: readonly Country[]
}

const GOOGLE = 'https://www.google.com/'
const LINKEDIN = 'https://www.linkedin.com/'

export const advertisements: readonly Advertisement[] = [
  {
    channel: 'Paid Search',
    source: 'google',
    medium: 'cpc',
    campaign: 'search-dock-scheduling',
    click_id: 'gclid',
    referrer: GOOGLE,
    term: 'dock scheduling software',
    contents: ['headline-a', 'headline-b'],
    landings: ['/product', '/'],
    first_days_ago: STORY_DAYS,
    last_days_ago: 1,
    currency: 'EUR',
    daily_budget: 58,
    price_per_click: 5,
  },
  {
    channel: 'Paid Search',
    source: 'google',
    medium: 'cpc',
    campaign: 'search-brand',
    click_id: 'gclid',
    referrer: GOOGLE,
    term: 'nordkai',
    contents: ['brand'],
    landings: ['/', '/pricing'],
    first_days_ago: STORY_DAYS,
    last_days_ago: 1,
    currency: 'EUR',
    daily_budget: 14,
    price_per_click: 1,
  },
  {
    channel: 'Paid Search',
    source: 'bing',
    medium: 'cpc',
    campaign: 'bing-yard-management',
    click_id: 'msclkid',
    referrer: 'https://www.bing.com/',
    term: 'yard management',
    contents: ['text-1'],
    landings: ['/product'],
    first_days_ago: 160,
    last_days_ago: 1,
    currency: 'EUR',
    daily_budget: 16,
    price_per_click: 4,
  },
  {
    channel: 'Paid Social',
    source: 'linkedin',
    medium: 'paid-social',
    campaign: 'li-cost-of-waiting',
    click_id: 'li_fat_id',
    referrer: LINKEDIN,
    contents: ['second-hour', 'door-14'],
    landings: ['/blog/what-a-waiting-hour-costs', '/resources/cost-of-waiting', '/blog/detention-is-a-planning-problem'],
    first_days_ago: STORY_DAYS,
    last_days_ago: 1,
    currency: 'EUR',
    daily_budget: 92,
    price_per_click: 9,
  },
  {
    channel: 'Paid Social',
    source: 'linkedin',
    medium: 'paid-social',
    campaign: 'li-us-distribution',
    click_id: 'li_fat_id',
    referrer: LINKEDIN,
    contents: ['one-portal', 'whiteboard'],
    landings: ['/customers/tallow-creek-paper', '/resources/cost-of-waiting'],
    first_days_ago: STORY_DAYS,
    last_days_ago: 1,
    currency: 'USD',
    daily_budget: 74,
    price_per_click: 11,
    countries: ['US'],
  },
  {
    channel: 'Display',
    source: 'google',
    medium: 'display',
    campaign: 'retargeting-trucks',
    click_id: 'dclid',
    referrer: 'https://www.logistics-daily.example/',
    contents: ['banner-728', 'banner-300'],
    landings: ['/', '/demo'],
    first_days_ago: 130,
    last_days_ago: 20,
    currency: 'EUR',
    daily_budget: 31,
    price_per_click: 3,
  },
]

/** One letter a month, on its second Tuesday-or-so at seven in the morning UTC. */
export const newsletterTimes = ({ starts_at, ends_at }: Calendar): number[] =>
  Array.from({ length: 9 }, (_, month) => workingDay(starts_at + (month * 30 + 12) * DAY_MS) + 7 * HOUR_MS).filter(
    at => at < ends_at,
  )

export const newsletterName = (sentAt: number): string => `dock-letter-${new Date(sentAt).toISOString().slice(0, 7)}`

export interface Meeting {
  readonly kind: 'webinar' | 'fair'
  readonly campaign: string
  readonly title: string
  readonly days_ago: number
  /** What a fair cost: stand, travel, printing. */
  readonly cost?: { readonly amount: number; readonly currency: 'EUR' | 'USD' | 'JPY' }
  readonly countries?: readonly Country[]
}

/** Where people were met whom no browser saw. */
export const meetings: readonly Meeting[] = [
  { kind: 'webinar', campaign: 'webinar-gate', title: 'Webinar: five minutes at the gate', days_ago: 232 },
  {
    kind: 'fair',
    campaign: 'warehouse-days-hanover',
    title: 'Warehouse Days, Hanover',
    days_ago: 196,
    cost: { amount: 18_400, currency: 'EUR' },
  },
  { kind: 'webinar', campaign: 'webinar-monday-queue', title: 'Webinar: dissolving the Monday queue', days_ago: 168 },
  {
    kind: 'fair',
    campaign: 'dock-and-yard-chicago',
    title: 'Dock & Yard Expo, Chicago',
    days_ago: 133,
    cost: { amount: 21_900, currency: 'USD' },
    countries: ['US'],
  },
  { kind: 'webinar', campaign: 'webinar-cold-chain', title: 'Webinar: dock times in the cold chain', days_ago: 98 },
  {
    kind: 'fair',
    campaign: 'logistics-forum-osaka',
    title: 'Logistics Forum, Osaka',
    days_ago: 77,
    cost: { amount: 1_480_000, currency: 'JPY' },
    countries: ['JP'],
  },
  { kind: 'webinar', campaign: 'webinar-scorecard', title: 'Webinar: a fair carrier scorecard', days_ago: 19 },
]

export const meetingAt = ({ ends_at }: Calendar, { days_ago }: Meeting): number =>
  workingDay(ends_at - days_ago * DAY_MS) + 13 * HOUR_MS
