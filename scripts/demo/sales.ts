/** What Nordkai's sales team does for a deal: mails, calls, meetings and demos, as the CRM has them. */
import { type Calendar, DAY_MS, dayAt, HOUR_MS, officeHour } from './calendar.ts'
import type { DealPlan } from './deal-plan.ts'
import type { Facts } from './facts.ts'
import { openers, ownerOf, type Rep } from './nordkai.ts'
import type { Person, Role } from './people.ts'
import type { Random } from './random.ts'
import { type Activity, activityRow, type StageEntry } from './rows.ts'

export interface SalesCourse {
  readonly plan: DealPlan
  readonly calendar: Calendar
  readonly team: readonly Person[]
  readonly leadAt: number
  readonly stages: readonly StageEntry[]
  readonly random: Random
}

type Note = Omit<Activity, 'external_id' | 'rep' | 'person'> & { readonly rep?: Rep; readonly role?: Role }

export function salesActivities({ plan, calendar, team, leadAt, stages, random }: SalesCourse): Facts {
  const { company } = plan
  const champion = team[0]
  if (!champion) return { events: [], rows: {} }
  const opener = random.pick(openers)
  const at = (stage: string) => stages.find(one => one.stage === stage)?.at
  const later = (from: number, days: number) => officeHour(from + days * DAY_MS, company.country, random)
  const notes: Note[] = []

  // One account in five heard from us before it came by itself.
  if (random.chance(0.2)) {
    const first = officeHour(dayAt(calendar, Math.max(1, plan.first_visit_day - random.whole(2, 12))), company.country, random)
    notes.push(mail(first, 'outbound', 'A question about your gate', 'no reply', opener))
    notes.push({
      kind: 'call',
      at: later(first, 4),
      direction: 'outbound',
      subject: 'First call',
      outcome: 'no answer',
      rep: opener,
    })
  }
  notes.push(mail(later(leadAt, 1), 'outbound', 'Thank you, and one question', random.pick(['replied', 'no reply']), opener))
  notes.push({
    kind: 'call',
    at: later(leadAt, random.whole(2, 5)),
    direction: 'outbound',
    subject: 'Ten minutes on waiting times',
    outcome: random.pick(['meeting booked', 'call back later']),
    rep: opener,
  })

  const discovery = at('Discovery')
  if (discovery !== undefined) notes.push(meeting(discovery, 'Discovery: docks, carriers, systems', 'opportunity opened'))
  const demo = at('Demo held')
  if (demo !== undefined) {
    notes.push({
      kind: 'demo',
      at: demo,
      direction: 'outbound',
      subject: `Demo of Nordkai Slot for ${company.name}`,
      outcome: 'held',
    })
    notes.push({
      kind: 'demo',
      at: demo + HOUR_MS,
      direction: 'outbound',
      subject: 'Demo: questions of the shift leads',
      outcome: 'held',
      role: 'user',
    })
    notes.push(mail(later(demo, 1), 'inbound', 'Questions from the yard', 'answered'))
  }
  const proposal = at('Proposal')
  if (proposal !== undefined) {
    notes.push(mail(proposal, 'outbound', `Proposal for ${plan.sites} sites`, 'sent', undefined, 'economic_buyer'))
    notes.push(meeting(later(proposal, 3), 'Business case with the board', 'agreed on numbers', 'economic_buyer'))
    notes.push(meeting(later(proposal, 5), 'Security and interface review', 'no open points', 'it_security'))
  }
  const procurement = at('Procurement')
  if (procurement !== undefined) {
    notes.push({
      kind: 'call',
      at: later(procurement, 1),
      direction: 'inbound',
      subject: 'Terms and liability',
      outcome: 'redline sent',
      role: 'procurement',
    })
    notes.push(mail(later(procurement, 2), 'outbound', 'Order form, second version', 'sent', undefined, 'procurement'))
  }
  const lost = at('Closed lost')
  if (lost !== undefined)
    notes.push(mail(lost - HOUR_MS / 2, 'inbound', 'Not this year', random.pick(['budget', 'no decision', 'chose another'])))
  const won = at('Closed won')
  // Most signatures come by a system of their own and never show up as a mail.
  if (won !== undefined && random.chance(0.35)) notes.push(mail(won - HOUR_MS / 2, 'inbound', 'Signed order form', 'won'))

  const closedAt = won ?? lost ?? calendar.ends_at
  const held = notes
    .filter(({ at: moment }) => moment > calendar.starts_at && moment < Math.min(closedAt, calendar.ends_at))
    // Not everything is written down, and quick deals need fewer words. The opportunity's meeting always is.
    .filter(note => note.at === discovery || random.chance(0.25 + 0.4 * plan.eagerness))
    .sort((a, b) => a.at - b.at)
  return {
    events: [],
    rows: {
      activities: held.map(({ role, rep, ...note }, i) =>
        activityRow({
          ...note,
          external_id: `ACT-${company.number}-${i + 1}`,
          person: team.find(person => person.role === role) ?? champion,
          rep: rep ?? ownerOf(company),
        }),
      ),
    },
  }
}

const mail = (at: number, direction: Activity['direction'], subject: string, outcome: string, rep?: Rep, role?: Role): Note => ({
  kind: 'email',
  at,
  direction,
  subject,
  outcome,
  ...(rep && { rep }),
  ...(role && { role }),
})

const meeting = (at: number, subject: string, outcome: string, role?: Role): Note => ({
  kind: 'meeting',
  at,
  direction: 'outbound',
  subject,
  outcome,
  ...(role && { role }),
})
