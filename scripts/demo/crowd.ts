/** Visitors who stay strangers, and private people who leave a free mail address. */
import { arriveBy, openingWay } from './arrivals.ts'
import { browserOf } from './browsers.ts'
import { type Calendar, dayAt, FIRST_DAY, officeHour, STORY_DAYS } from './calendar.ts'
import type { Country } from './companies.ts'
import { type Facts, mergeFacts, type SentEvent } from './facts.ts'
import { formFor, pagesFor, pageWith } from './interests.ts'
import { fullNames, mailboxOf } from './names.ts'
import type { Random } from './random.ts'
import { visitEvents } from './visit.ts'

const STRANGERS = 700
const PRIVATE_PEOPLE = 22

/** Shared by everybody; a mail address there tells nothing about a company. */
const freemailDomains = ['gmail.com', 'outlook.com', 'gmx.de', 'web.de', 'yahoo.com', 'icloud.com', 'proton.me']

const countries: readonly Country[] = ['DE', 'DE', 'DE', 'US', 'US', 'NL', 'FR', 'AT', 'JP', 'IT', 'SE', 'PL']

export function crowd(calendar: Calendar, random: Random): Facts {
  return mergeFacts([
    { events: Array.from({ length: STRANGERS }, (_, i) => stranger(calendar, random.fork(`stranger ${i}`))).flat(), rows: {} },
    ...Array.from({ length: PRIVATE_PEOPLE }, (_, i) => privatePerson(i, calendar, random.fork(`private ${i}`))),
  ])
}

/** One to three visits; interest in the product grows over the nine months. */
function stranger(calendar: Calendar, random: Random): SentEvent[] {
  const country = random.pick(countries)
  const browser = browserOf(random)
  const is_anonymous = random.chance(0.05)
  let day = Math.floor((STORY_DAYS - 5) * random.next() ** 0.8) + FIRST_DAY
  const events: SentEvent[] = []
  for (
    let left = random.weighted([
      [1, 72],
      [2, 20],
      [3, 8],
    ] as const);
    left > 0 && day < STORY_DAYS;
    left--
  ) {
    const moment = { calendar, at: officeHour(dayAt(calendar, day), country, random), country }
    const arrival = arriveBy(openingWay(moment, random), moment, random)
    const stops = pagesFor(
      'champion',
      random.weighted([
        [0, 55],
        [1, 22],
        [2, 14],
        [4, 9],
      ] as const),
      arrival.landing,
      moment,
      random,
    )
    events.push(...visitEvents({ browser, at: moment.at, arrival, stops, is_anonymous }, random))
    day += random.whole(3, 21)
  }
  return events
}

/** A newsletter reader at home, a student, a consultant: a person, never an account. */
function privatePerson(i: number, calendar: Calendar, random: Random): Facts {
  const country = random.pick(countries)
  const name = fullNames(country, 1, random)[0] ?? ''
  const email = freemailOf(name, random)
  const browser = browserOf(random)
  let day = random.whole(FIRST_DAY, STORY_DAYS - 40)
  const events: SentEvent[] = []
  for (let visit = 0; visit < random.whole(2, 4); visit++) {
    const moment = { calendar, at: officeHour(dayAt(calendar, day), country, random), country }
    const arrival = arriveBy(openingWay(moment, random), moment, random)
    const stops = pagesFor('user', random.whole(0, 3), arrival.landing, moment, random)
    const form = visit === 1 ? formFor('user', random) : undefined
    const fields: Record<string, string> = form === 'newsletter' ? {} : { name }
    if (form) stops.push({ path: pageWith(form), form: { form, email, fields } })
    events.push(...visitEvents({ browser, at: moment.at, arrival, stops }, random))
    day += random.whole(2, 9)
  }
  const row = { external_id: `P-0-${i + 1}`, email, name, lead_created_at: '', account: '' }
  return { events, rows: { people: i % 2 === 0 ? [row] : [] } }
}

/** Real mail providers, so the local part says that nobody lives there. */
export const freemailOf = (name: string, random: Random): string => `fictional.${mailboxOf(name)}@${random.pick(freemailDomains)}`
