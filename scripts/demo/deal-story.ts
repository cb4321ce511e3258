/** One account on its way to a deal: who reads what and when, what the sales team does, what the CRM says. */
import { type Calendar, DAY_MS, dayAt, HOUR_MS, officeHour, STORY_DAYS, timeOf } from './calendar.ts'
import type { DealPlan } from './deal-plan.ts'
import { type Facts, type ImportRow, mergeFacts } from './facts.ts'
import { metInPerson } from './met.ts'
import { ownerOf } from './nordkai.ts'
import { buyingTeam, personRow, type Role } from './people.ts'
import { personVisits } from './person-visits.ts'
import type { Random } from './random.ts'
import { accountIdOf, accountRow, amountOf, dealRows, type StageEntry } from './rows.ts'
import { salesActivities } from './sales.ts'

/** Share of the way from lead to decision at which a role joins. */
const joinsAt: Record<Role, number> = { champion: 0.1, user: 0.2, it_security: 0.5, economic_buyer: 0.55, procurement: 0.8 }

/** How often a colleague in this role fills in a form; the one who came first always does. */
const fillsIn: Record<Role, number> = { champion: 0.8, user: 0.68, it_security: 0.62, economic_buyer: 0.45, procurement: 0.3 }

export function dealStory(plan: DealPlan, calendar: Calendar, random: Random): Facts {
  const { company } = plan
  const lastDay = Math.min(lastVisitDay(plan, random), STORY_DAYS - 1)

  // Before most signatures somebody looks at the site once more.
  const looksAgain = plan.outcome === 'won' && random.chance(0.6) ? random.whole(0, plan.team_size - 1) : undefined

  const team = buyingTeam(company, plan.team_size, random).flatMap((person, i) => {
    const isPioneer = i === 0
    const joins = plan.lead_day + joinsAt[person.role] * (plan.close_day - plan.lead_day)
    const first_day = isPioneer ? plan.first_visit_day : Math.round(joins)
    const known_day = isPioneer ? plan.lead_day : first_day + random.whole(0, 9)
    const isKnown = (isPioneer || random.chance(fillsIn[person.role])) && known_day <= lastDay
    if (first_day > lastDay) return []
    const course = {
      person,
      calendar,
      first_day,
      last_day: lastDay,
      eagerness: plan.eagerness,
      is_pioneer: isPioneer,
      random: random.fork(person.email),
    }
    return [
      {
        person,
        visits: personVisits({
          ...course,
          ...(isKnown && { known_day }),
          ...(i === looksAgain && { also_day: plan.close_day - 1 }),
        }),
      },
    ]
  })
  const people = team.map(({ person }) => person)
  const leadAt = team[0]?.visits.filled_at ?? dayAt(calendar, plan.lead_day)
  const stages = stageEntries(plan, calendar, leadAt, random)
  const closedAt = plan.outcome === 'open' ? undefined : stages.at(-1)?.at

  const deal = dealRows({
    external_id: `D-${company.number}`,
    company,
    name: `${company.name}: ${plan.sites} sites`,
    amount: amountOf(company, plan.sites, plan.discount_percent),
    status: plan.outcome,
    stages,
    ...(closedAt !== undefined && { closed_at: closedAt }),
    contacts: people,
  })
  const personRows = team.map(({ person, visits: { filled_at } }, i) =>
    personRow(person, {
      // One colleague in three was entered without the company: the e-mail's domain has to tell.
      ...((i === 0 || random.chance(0.67)) && { account: accountIdOf(company) }),
      ...(filled_at !== undefined && { lead_created_at: filled_at }),
      owner_email: ownerOf(company).email,
    }),
  )
  const rows = {
    accounts: [accountRow(company, leadAt)],
    people: personRows,
    ...deal,
    adjustments: adjustmentRows(plan, calendar, closedAt),
    touches: metInPerson(plan, calendar, people[0], random),
  }
  return mergeFacts([
    { events: team.flatMap(({ visits }) => visits.events), rows },
    salesActivities({ plan, calendar, team: people, leadAt, stages, random }),
  ])
}

/** Some customers go on reading after they have signed. */
const lastVisitDay = ({ outcome, close_day }: DealPlan, random: Random) =>
  outcome === 'won' && random.chance(0.4) ? close_day + random.whole(4, 24) : close_day

const milestones = [
  ['Discovery', 0],
  ['Demo held', 0.22],
  ['Proposal', 0.5],
  ['Procurement', 0.8],
] as const

/** In order, an hour apart at least, and none behind today. Most deals that are lost never see procurement. */
function stageEntries(plan: DealPlan, calendar: Calendar, leadAt: number, random: Random): StageEntry[] {
  const { opened_day, close_day, outcome, company } = plan
  const reached = milestones.slice(0, outcome === 'lost' ? random.whole(1, 3) : milestones.length)
  const decision = outcome === 'open' ? [] : [[outcome === 'won' ? 'Closed won' : 'Closed lost', 1] as const]

  const entries: StageEntry[] = []
  for (const [stage, share] of [...reached, ...decision]) {
    const day = Math.round(opened_day + share * (close_day - opened_day))
    const earliest = (entries.at(-1)?.at ?? leadAt) + HOUR_MS
    const at = Math.max(earliest, officeHour(dayAt(calendar, day), company.country, random))
    if (at < calendar.ends_at - HOUR_MS) entries.push({ stage, at })
  }
  return entries
}

function adjustmentRows(plan: DealPlan, calendar: Calendar, closedAt: number | undefined): ImportRow[] {
  if (plan.adjustment === undefined || closedAt === undefined) return []
  const amount = amountOf(plan.company, plan.sites, plan.discount_percent)
  const digits = amount.includes('.') ? 2 : 0
  return [
    {
      deal: `D-${plan.company.number}`,
      amount: (Number(amount) * plan.adjustment).toFixed(digits),
      at: timeOf(Math.min(closedAt + 16 * DAY_MS, calendar.ends_at - 6 * HOUR_MS)),
      kind: plan.adjustment < 0 ? 'refund' : 'amendment',
    },
  ]
}
