/** Companies without a deal: some read, some were written to and never answered, some nobody has entered into the CRM yet. */
import { type Calendar, DAY_MS, dayAt, FIRST_DAY, officeHour, STORY_DAYS } from './calendar.ts'
import { type Company, strangers } from './companies.ts'
import { type Facts, mergeFacts } from './facts.ts'
import { openers, ownerOf } from './nordkai.ts'
import { buyingTeam, type Person, personRow } from './people.ts'
import { personVisits } from './person-visits.ts'
import type { Random } from './random.ts'
import { accountIdOf, accountRow, activityRow } from './rows.ts'

/** One company in four has never looked at us. */
const LOOKS = 0.76

export function prospectStories(prospects: readonly Company[], calendar: Calendar, random: Random): Facts {
  return mergeFacts([
    ...prospects.map(company => prospectStory(company, calendar, random.fork(company.name))),
    ...strangers.map(company => ({ events: readers(company, 2, calendar, random.fork(company.name)).events, rows: {} })),
  ])
}

function prospectStory(company: Company, calendar: Calendar, random: Random): Facts {
  const { events, people } = random.chance(LOOKS)
    ? readers(company, random.whole(1, 4), calendar, random)
    : neverSeen(company, random)
  const rows = people.map(({ person, filled_at }) =>
    personRow(person, {
      account: accountIdOf(company),
      owner_email: ownerOf(company).email,
      ...(filled_at !== undefined && { lead_created_at: filled_at }),
    }),
  )
  const first = people[0]?.person
  return mergeFacts([
    { events, rows: { accounts: [accountRow(company, dayAt(calendar, 1))], people: rows } },
    ...(first && random.chance(0.6) ? [coldMails(first, calendar, random)] : []),
  ])
}

interface Readers {
  readonly events: Facts['events']
  readonly people: readonly { readonly person: Person; readonly filled_at?: number }[]
}

const neverSeen = (company: Company, random: Random): Readers => ({
  events: [],
  people: buyingTeam(company, 1, random).map(person => ({ person })),
})

/** People who come for some weeks; two in three of them leave their address. */
function readers(company: Company, count: number, calendar: Calendar, random: Random): Readers {
  const start = random.whole(FIRST_DAY, STORY_DAYS - 30)
  const visited = buyingTeam(company, count, random).map((person, i) => {
    const first_day = Math.min(STORY_DAYS - 2, start + random.whole(0, 40) * Math.min(i, 1))
    const last_day = Math.min(STORY_DAYS - 1, first_day + random.whole(5, 80))
    const isKnown = i === 0 || random.chance(0.6)
    const known_day = Math.min(last_day, first_day + random.whole(0, 20))
    const course = { person, calendar, first_day, last_day, eagerness: 1, is_pioneer: i === 0, random: random.fork(person.email) }
    return { person, ...personVisits({ ...course, ...(isKnown && { known_day }) }) }
  })
  return { events: visited.flatMap(one => one.events), people: visited }
}

function coldMails(person: Person, calendar: Calendar, random: Random): Facts {
  const rep = random.pick(openers)
  const start = dayAt(calendar, random.whole(5, STORY_DAYS - 20))
  const subjects = ['A question about your gate', 'Monday mornings at your dock', 'Shall I stop writing?']
  const mails = subjects.slice(0, random.whole(1, 3)).map((subject, i) =>
    activityRow({
      external_id: `ACT-${person.company.number}-${i + 1}`,
      kind: 'email',
      at: officeHour(start + i * 6 * DAY_MS, person.company.country, random),
      person,
      rep,
      direction: 'outbound',
      subject,
      outcome: 'no reply',
    }),
  )
  return { events: [], rows: { activities: mails } }
}
