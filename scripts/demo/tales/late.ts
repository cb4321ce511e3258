/** Five months of reading before anybody knew who it was: the form in the sixth month brings all of it to the account. */
import { desktop } from '../browsers.ts'
import { dayAt } from '../calendar.ts'
import { companyNamed } from '../companies.ts'
import type { Facts } from '../facts.ts'
import { personAt } from '../people.ts'
import { accountRow, amountOf } from '../rows.ts'
import { dealFacts, knownPeople, noteRows, playScenes, type Stage } from './scene.ts'

export const late = companyNamed('Caldera Parts')

export function lateTale({ calendar, random }: Stage): Facts {
  const stage = { calendar, random: random.fork('late') }
  const kendra = personAt(
    late,
    { number: 1, name: 'Kendra Hargrove', role: 'champion', title: 'Site Operations Manager' },
    desktop(stage.random),
  )
  const luis = personAt(
    late,
    { number: 2, name: 'Luis Ibarra', role: 'it_security', title: 'ERP Application Owner' },
    desktop(stage.random),
  )
  const erin = personAt(
    late,
    { number: 3, name: 'Erin Stoddard', role: 'procurement', title: 'Strategic Buyer' },
    desktop(stage.random),
  )
  const { events, known } = playScenes(
    [
      { who: kendra, days_ago: 262, by: 'press', landing: '/' },
      {
        who: kendra,
        days_ago: 251,
        by: 'search',
        landing: '/blog/what-a-waiting-hour-costs',
        pages: ['/blog/slots-carriers-like'],
      },
      { who: kendra, days_ago: 229, by: 'direct', landing: '/customers/tallow-creek-paper' },
      { who: kendra, days_ago: 208, by: 'linkedin', landing: '/blog/cross-docking-without-shouting' },
      { who: kendra, days_ago: 194, by: { ad: 'li-us-distribution' }, pages: ['/product'] },
      { who: kendra, days_ago: 181, by: 'direct', landing: '/product', download: 'dock-checklist.pdf' },
      { who: kendra, days_ago: 160, by: 'video', landing: '/product' },
      { who: kendra, days_ago: 147, by: 'direct', landing: '/pricing', pages: ['/customers/tallow-creek-paper'] },
      { who: kendra, days_ago: 125, by: 'assistant', landing: '/pricing' },
      {
        who: kendra,
        days_ago: 105,
        by: 'brand_search',
        landing: '/',
        pages: ['/pricing', '/customers/tallow-creek-paper'],
        form: 'demo-request',
      },
      { who: luis, days_ago: 83, by: 'direct', landing: '/security', form: 'security-overview' },
      { who: kendra, days_ago: 66, by: 'nurture', landing: '/pricing' },
      { who: erin, days_ago: 51, by: 'direct', landing: '/pricing', pages: ['/security'] },
    ],
    stage,
  )
  const deal = dealFacts(
    {
      company: late,
      name: `${late.name}: 7 sites`,
      amount: amountOf(late, 7, 7.5),
      status: 'won',
      contacts: [kendra, luis, erin],
    },
    [
      ['Discovery', 97],
      ['Demo held', 89],
      ['Proposal', 70],
      ['Procurement', 55],
      ['Closed won', 40],
    ],
    stage,
  )
  const activities = noteRows(
    late,
    [
      [103, 'call', 'outbound', kendra, 'You asked for a demo', 'meeting booked'],
      [97, 'meeting', 'outbound', kendra, 'Discovery: docks, carriers, systems', 'opportunity opened'],
      [89, 'demo', 'outbound', kendra, `Demo of Nordkai Slot for ${late.name}`, 'held'],
      [80, 'meeting', 'outbound', luis, 'Security and interface review', 'no open points'],
      [70, 'email', 'outbound', kendra, 'Proposal for 7 sites', 'sent'],
      [54, 'call', 'inbound', erin, 'Terms and liability', 'redline sent'],
      [41, 'email', 'inbound', erin, 'Signed order form', 'won'],
    ],
    stage,
  )
  return {
    events,
    rows: {
      accounts: [accountRow(late, dayAt(calendar, 169))],
      people: knownPeople([kendra, luis, erin], known),
      ...deal,
      activities,
    },
  }
}
