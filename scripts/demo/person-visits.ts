/** All visits of one person in one browser. Nothing tells whose they are before the person fills in a form. */
import { arriveBy, type Moment, openingWay, returningWay, type Way } from './arrivals.ts'
import { type Calendar, dayAt, officeHour, workingDay } from './calendar.ts'
import type { SentEvent } from './facts.ts'
import { formFor, pagesFor, pageWith } from './interests.ts'
import { filledBy, type Person, type Role } from './people.ts'
import type { Random } from './random.ts'
import type { Stop } from './visit.ts'
import { visitEvents } from './visit.ts'

/** Days count from the story's start. */
export interface Course {
  readonly person: Person
  readonly calendar: Calendar
  readonly first_day: number
  readonly last_day: number
  /** The day of the form; absent: never. */
  readonly known_day?: number
  /** A day on which this person comes for sure. */
  readonly also_day?: number
  /** How often they come back; 1 is usual. */
  readonly eagerness: number
  /** The first of the company to come by; colleagues mostly follow a link that somebody sent them. */
  readonly is_pioneer: boolean
  readonly random: Random
}

export interface Visits {
  readonly events: SentEvent[]
  /** When the form was sent; absent: the person stayed a stranger. */
  readonly filled_at?: number
}

export function personVisits(course: Course): Visits {
  const { person, calendar, known_day, random } = course
  const { country } = person.company
  const events: SentEvent[] = []
  let filled_at: number | undefined

  for (const day of visitDays(course)) {
    const moment: Moment = { calendar, at: officeHour(dayAt(calendar, day), country, random), country }
    const arrival = arriveBy(wayOf(events.length === 0, course, moment), moment, random)
    const stops: Stop[] = pagesFor(person.role, random.whole(0, 4), arrival.landing, moment, random)
    if (known_day !== undefined && day >= known_day && filled_at === undefined) {
      const form = formFor(person.role, random)
      stops.push({ path: pageWith(form), form: filledBy(person, form) })
    }
    const sent = visitEvents({ browser: person.browser, at: moment.at, arrival, stops }, random)
    events.push(...sent)
    const form = sent.find(({ event }) => event.type === 'form')
    if (form) filled_at = Date.parse(form.event.created_at) + 1000
  }
  return { events, ...(filled_at !== undefined && { filled_at }) }
}

/** In order, one visit a working day: Saturdays and Sundays fold onto the Friday before. */
function visitDays({ person, calendar, first_day, last_day, known_day, also_day, eagerness, random }: Course): number[] {
  const days = Array.from({ length: Math.round(eagerness * visitCount(person.role, last_day - first_day, random)) }, () =>
    random.whole(first_day, last_day),
  )
  const wished = [first_day, ...days, ...[known_day, also_day].filter(day => day !== undefined)].sort((a, b) => a - b)
  return [...new Map(wished.map(day => [workingDay(dayAt(calendar, day)), day])).values()]
}

/** More visits the longer the interest lasts; buyers and procurement come for an answer and leave. */
function visitCount(role: Role, days: number, random: Random): number {
  const most = role === 'champion' ? 16 : role === 'user' || role === 'it_security' ? 7 : 4
  return Math.min(random.whole(Math.ceil(most / 3), most), Math.max(1, Math.round(days / 3)))
}

function wayOf(isFirstVisit: boolean, { is_pioneer, random }: Course, moment: Moment): Way {
  if (!isFirstVisit) return returningWay(moment, random)
  return is_pioneer || random.chance(0.45) ? openingWay(moment, random) : 'direct'
}
