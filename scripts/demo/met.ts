/** Webinars and fairs at which somebody of the account was met: touches that no browser saw. */
import { type Calendar, dayAt, dayOf, MINUTE_MS, timeOf } from './calendar.ts'
import { type Meeting, meetingAt, meetings } from './campaigns.ts'
import type { Company } from './companies.ts'
import type { DealPlan } from './deal-plan.ts'
import type { ImportRow } from './facts.ts'
import type { Person } from './people.ts'
import type { Random } from './random.ts'
import { accountIdOf } from './rows.ts'

/** Between the first visit and the decision. */
export function metInPerson(plan: DealPlan, calendar: Calendar, person: Person | undefined, random: Random): ImportRow[] {
  const { company, first_visit_day, close_day } = plan
  return meetings.flatMap(meeting => {
    const at = meetingAt(calendar, meeting)
    const isInTime = at > dayAt(calendar, first_visit_day) && at < Math.min(dayAt(calendar, close_day), calendar.ends_at)
    if (
      !isInTime ||
      !isNear(meeting, company) ||
      !person ||
      !random.chance(meeting.kind === 'fair' ? 0.5 : at > dayAt(calendar, plan.lead_day) ? 0.6 : 0.25)
    )
      return []
    // At a fair often only the company is noted down.
    const isNamed = meeting.kind === 'webinar' || random.chance(0.6)
    return [meetingRow(meeting, at + random.whole(0, 90) * MINUTE_MS, company, isNamed ? person : undefined)]
  })
}

export const meetingRow = (meeting: Meeting, at: number, company: Company, person?: Person): ImportRow => ({
  external_id: `T-${company.number}-${meeting.campaign}`,
  at: timeOf(at),
  account: accountIdOf(company),
  person: person?.email ?? '',
  channel: 'Event',
  source: meeting.kind,
  medium: 'event',
  campaign: `${meeting.campaign}-${dayOf(at).slice(0, 4)}`,
  title: meeting.title,
})

const isNear = ({ countries, kind }: Meeting, { country }: Company) =>
  countries ? countries.includes(country) : kind === 'webinar' || !['US', 'JP'].includes(country)
