/** Nine months of Nordkai's marketing: the table of contents. The same day and the same seed tell the same story. */
import { bots } from './bots.ts'
import { calendarUntil } from './calendar.ts'
import { type Company, companies } from './companies.ts'
import { crowd } from './crowd.ts'
import { planDeals } from './deal-plan.ts'
import { dealStory } from './deal-story.ts'
import { type Facts, mergeFacts } from './facts.ts'
import { prospectStories } from './prospects.ts'
import { seededRandom } from './random.ts'
import { accountIdOf } from './rows.ts'
import { rateRows, spendRows } from './spend.ts'
import { customers, customerTales } from './tales/customers.ts'
import { deviceTales, oneDevice, twoDevices } from './tales/devices.ts'
import { flagship, flagshipTale } from './tales/flagship.ts'
import { late, lateTale } from './tales/late.ts'
import { fromHome, holding, matchingTales, subsidiary } from './tales/matching.ts'
import { justWoken, woken, wokenTale } from './tales/woken.ts'

export interface Story extends Facts {
  /** UTC ms; every fact lies from the first up to the second. */
  readonly starts_at: number
  readonly ends_at: number
}

/** @param today  `YYYY-MM-DD`; the story ends as this day begins, so that what is new belongs to whoever tries the demo */
export function demoStory({ today, seed = 'quay' }: { readonly today: string; readonly seed?: string }): Story {
  const calendar = calendarUntil(today)
  const random = seededRandom(seed)
  const stage = { calendar, random: random.fork('tales') }

  const told = new Set<Company>([
    woken,
    justWoken,
    twoDevices,
    oneDevice,
    late,
    holding,
    subsidiary,
    fromHome,
    flagship,
    ...customers,
  ])
  const plans = planDeals(told, random.fork('plans'))
  const withDeal = new Set(plans.map(plan => plan.company))
  const prospects = companies.filter(company => !told.has(company) && !withDeal.has(company))

  const { events, rows } = mergeFacts([
    wokenTale(stage),
    deviceTales(stage),
    lateTale(stage),
    matchingTales(stage),
    flagshipTale(stage),
    customerTales(stage),
    ...plans.map(plan => dealStory(plan, calendar, random.fork(plan.company.name))),
    prospectStories(prospects, calendar, random.fork('prospects')),
    crowd(calendar, random.fork('crowd')),
    bots(calendar, random.fork('bots')),
    { events: [], rows: { spend: spendRows(calendar, random.fork('spend')), rates: rateRows(calendar, random.fork('rates')) } },
  ])
  const inOrder = events.toSorted((a, b) => Date.parse(a.event.created_at) - Date.parse(b.event.created_at))
  return { ...calendar, events: inOrder, rows }
}

/** External ids worth a click. */
export const highlights = {
  woken: accountIdOf(woken),
  just_woken: accountIdOf(justWoken),
  receipt: `D-${flagship.number}`,
  woken_deal: `D-${woken.number}`,
  /** An invented colleague at an account with an open deal: fill in a form as her. */
  visitor_email: `paula.probst@${justWoken.domain}`,
} as const
