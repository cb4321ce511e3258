/** Where an e-mail's domain does not tell the company: a holding and its subsidiary share one, and one reader writes from home. */
import { desktop, phone } from '../browsers.ts'
import { dayAt } from '../calendar.ts'
import { companyNamed } from '../companies.ts'
import { freemailOf } from '../crowd.ts'
import { type Facts, mergeFacts } from '../facts.ts'
import { type Person, personAt, personRow } from '../people.ts'
import { accountIdOf, accountRow, amountOf } from '../rows.ts'
import { dealFacts, knownPeople, noteRows, playScenes, type Stage } from './scene.ts'

export const holding = companyNamed('Marwede Group')
export const subsidiary = companyNamed('Marwede Cold Storage')
export const fromHome = companyNamed('Kaapdijk Bloemen')

export const matchingTales = (stage: Stage): Facts => mergeFacts([sharedDomain(stage), privateMail(stage)])

/** Two colleagues cannot be placed by their domain alone; the third belongs to the holding, since the CRM says so. */
function sharedDomain({ calendar, random }: Stage): Facts {
  const stage = { calendar, random: random.fork('shared domain') }
  const person = (number: number, name: string, role: Person['role'], title: string) =>
    personAt(holding, { number, name, role, title }, desktop(stage.random))
  const ulrike = person(1, 'Ulrike Marwede', 'economic_buyer', 'Managing Director')
  const sven = person(2, 'Sven Ahlborn', 'user', 'Transport Planner')
  const birte = person(3, 'Birte Lohmann', 'champion', 'Warehouse Manager')
  const { events, known } = playScenes(
    [
      { who: sven, days_ago: 96, by: 'search', landing: '/blog/cold-chain-dock-times', form: 'newsletter' },
      { who: birte, days_ago: 81, by: { ad: 'li-cost-of-waiting' }, form: 'waiting-report' },
      { who: birte, days_ago: 72, by: 'newsletter', pages: ['/product', '/pricing'] },
      { who: ulrike, days_ago: 49, by: 'direct', landing: '/pricing', form: 'demo-request' },
      { who: sven, days_ago: 30, by: 'direct', landing: '/product' },
      { who: ulrike, days_ago: 21, by: 'nurture', landing: '/customers/fehnkamp-stahl' },
    ],
    stage,
  )
  const deal = dealFacts(
    { company: holding, name: `${holding.name}: 6 sites`, amount: amountOf(holding, 6, 10), status: 'open', contacts: [ulrike] },
    [
      ['Discovery', 41],
      ['Demo held', 28],
    ],
    stage,
  )
  const activities = noteRows(
    holding,
    [
      [47, 'call', 'outbound', ulrike, 'You asked for a demo', 'meeting booked'],
      [28, 'demo', 'outbound', ulrike, `Demo of Nordkai Slot for ${holding.name}`, 'held'],
    ],
    stage,
  )
  const unplaced = [sven, birte].map(colleague => {
    const lead_created_at = known.get(colleague)
    return personRow(colleague, lead_created_at === undefined ? {} : { lead_created_at })
  })
  const accounts = [accountRow(holding, dayAt(calendar, 170)), accountRow(subsidiary, dayAt(calendar, 12))]
  return { events, rows: { accounts, people: [...knownPeople([ulrike], known), ...unplaced], ...deal, activities } }
}

/** The CRM knows whose private address it is. */
function privateMail({ calendar, random }: Stage): Facts {
  const stage = { calendar, random: random.fork('private mail') }
  const atWork = personAt(
    fromHome,
    { number: 1, name: 'Gijs Evers', role: 'champion', title: 'Head of Logistics' },
    phone(stage.random),
  )
  const gijs = { ...atWork, email: freemailOf(atWork.name, stage.random) }
  const { events, known } = playScenes(
    [
      { who: gijs, days_ago: 63, hour: 'evening', by: 'linkedin', landing: '/blog/the-monday-morning-queue' },
      { who: gijs, days_ago: 58, hour: 'evening', by: 'direct', landing: '/resources', form: 'waiting-report' },
      { who: gijs, days_ago: 40, hour: 'evening', by: 'nurture', landing: '/pricing' },
    ],
    stage,
  )
  const people = [personRow(gijs, { account: accountIdOf(fromHome), lead_created_at: known.get(gijs) ?? dayAt(calendar, 216) })]
  return { events, rows: { accounts: [accountRow(fromHome, dayAt(calendar, 216))], people } }
}
