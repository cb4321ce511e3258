/** The words in which a story is told by hand: scenes on the site, notes of the sales team, a deal with its stages. */
import { type Arrival, arriveBy, clickOn, type Way } from '../arrivals.ts'
import type { Browser } from '../browsers.ts'
import { type Calendar, daysAgo, evening, hourOf, officeHour } from '../calendar.ts'
import type { Company } from '../companies.ts'
import type { Facts, ImportRow, SentEvent } from '../facts.ts'
import { pageWith } from '../interests.ts'
import { ownerOf, type Rep } from '../nordkai.ts'
import { filledBy, type Person, personRow } from '../people.ts'
import type { Random } from '../random.ts'
import { type Activity, accountIdOf, activityRow, type Deal, dealRows } from '../rows.ts'
import type { FormName } from '../site/catalog.ts'
import { type Stop, visitEvents } from '../visit.ts'

export interface Stage {
  readonly calendar: Calendar
  readonly random: Random
}

export interface Scene {
  readonly who: Person
  readonly days_ago: number
  /** Hour of the country; absent: some time in office hours. `evening` is the phone at home. */
  readonly hour?: number | 'evening'
  /** A way, or the campaign of an advertisement. */
  readonly by: Way | { readonly ad: string }
  /** Where the visit lands, when it matters. */
  readonly landing?: string
  readonly pages?: readonly string[]
  readonly download?: string
  readonly form?: FormName
  /** Absent: the person's own. */
  readonly browser?: Browser
}

/** @returns events and, for each person, when the first form was sent */
export function playScenes(
  scenes: readonly Scene[],
  { calendar, random }: Stage,
): { events: SentEvent[]; known: Map<Person, number> } {
  const known = new Map<Person, number>()
  const events = scenes.flatMap(scene => {
    const { country } = scene.who.company
    const day = daysAgo(calendar, scene.days_ago)
    const at =
      scene.hour === 'evening'
        ? evening(day, country, random)
        : scene.hour === undefined
          ? officeHour(day, country, random)
          : hourOf(day, scene.hour, country, random)
    const moment = { calendar, at, country }
    const found = typeof scene.by === 'string' ? arriveBy(scene.by, moment, random) : clickOn(scene.by.ad, moment, random)
    const arrival: Arrival = { ...found, ...(scene.landing && { landing: scene.landing }) }
    const stops: Stop[] = (scene.pages ?? []).map(path => ({ path }))
    if (scene.download) stops.push({ path: '/resources', download: scene.download })
    if (scene.form) stops.push({ path: pageWith(scene.form), form: filledBy(scene.who, scene.form) })
    const sent = visitEvents({ browser: scene.browser ?? scene.who.browser, at, arrival, stops }, random)
    const form = sent.find(({ event }) => event.type === 'form')
    if (form && !known.has(scene.who)) known.set(scene.who, Date.parse(form.event.created_at) + 1000)
    return sent
  })
  return { events, known }
}

/** People as the CRM has them, with the moment at which each became a lead. */
export const knownPeople = (people: readonly Person[], known: ReadonlyMap<Person, number>): ImportRow[] =>
  people.map(person => {
    const lead_created_at = known.get(person)
    const account = accountIdOf(person.company)
    return personRow(person, {
      account,
      owner_email: ownerOf(person.company).email,
      ...(lead_created_at !== undefined && { lead_created_at }),
    })
  })

export type Note = readonly [
  days_ago: number,
  kind: Activity['kind'],
  direction: Activity['direction'],
  person: Person,
  subject: string,
  outcome: string,
  rep?: Rep,
]

export const noteRows = (company: Company, notes: readonly Note[], { calendar, random }: Stage): ImportRow[] =>
  notes.map(([days, kind, direction, person, subject, outcome, rep], i) =>
    activityRow({
      external_id: `ACT-${company.number}-${i + 1}`,
      kind,
      at: officeHour(daysAgo(calendar, days), company.country, random),
      person,
      rep: rep ?? ownerOf(company),
      direction,
      subject,
      outcome,
    }),
  )

/** Stages by the day before today; the last of a closed deal is its closing. */
export function dealFacts(
  deal: Omit<Deal, 'stages' | 'closed_at' | 'external_id'>,
  stages: readonly (readonly [stage: string, days_ago: number])[],
  { calendar, random }: Stage,
): Facts['rows'] {
  const entries = stages.map(([stage, days]) => ({
    stage,
    at: hourOf(daysAgo(calendar, days), 16, deal.company.country, random),
  }))
  const last = entries.at(-1)
  return dealRows({
    ...deal,
    external_id: `D-${deal.company.number}`,
    stages: entries,
    ...(deal.status !== 'open' && last && { closed_at: last.at }),
  })
}
