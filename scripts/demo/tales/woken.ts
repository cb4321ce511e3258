/**
 * Two accounts that went cold and woke up: a colleague nobody knew clicks an advertisement on LinkedIn, reads three
 * posts in a day, and days later there is a deal. One is won by now, the other has just begun.
 */
import { desktop } from '../browsers.ts'
import { dayAt } from '../calendar.ts'
import { companyNamed } from '../companies.ts'
import { type Facts, mergeFacts } from '../facts.ts'
import { openers } from '../nordkai.ts'
import { type Person, personAt } from '../people.ts'
import { accountRow, amountOf } from '../rows.ts'
import { dealFacts, knownPeople, noteRows, playScenes, type Scene, type Stage } from './scene.ts'

export const woken = companyNamed('Terhorst Lebensmittel')
export const justWoken = companyNamed('Kaltenweide Tiefkühlkost')

export const wokenTale = (stage: Stage): Facts => mergeFacts([wonAfterSilence(stage), begunAfterSilence(stage)])

function wonAfterSilence({ calendar, random }: Stage): Facts {
  const stage = { calendar, random: random.fork('woken') }
  const person = (number: number, name: string, role: Person['role'], title: string) =>
    personAt(woken, { number, name, role, title }, desktop(stage.random))
  const miriam = person(1, 'Miriam Koldehoff', 'champion', 'Warehouse Manager')
  const arne = person(2, 'Arne Vossberg', 'champion', 'Head of Logistics')
  const gesa = person(3, 'Gesa Brinkmann', 'it_security', 'IT Manager')
  const holger = person(4, 'Holger Terhorst', 'economic_buyer', 'Managing Director')
  const team = [arne, miriam, gesa, holger]
  const [jule] = openers

  const { events, known } = playScenes(
    [
      { who: miriam, days_ago: 248, by: 'search', landing: '/blog/detention-is-a-planning-problem', pages: ['/product'] },
      { who: miriam, days_ago: 243, by: 'direct', landing: '/', download: 'dock-checklist.pdf' },
      { who: miriam, days_ago: 236, by: 'linkedin', landing: '/blog/slots-carriers-like', form: 'waiting-report' },
      { who: miriam, days_ago: 215, by: 'nurture', landing: '/pricing' },
      ...awakening(arne, 74),
      {
        who: arne,
        days_ago: 71,
        by: 'brand_search',
        landing: '/pricing',
        pages: ['/customers/quellbach-mineralbrunnen'],
        form: 'waiting-report',
      },
      { who: miriam, days_ago: 70, by: 'direct', landing: '/customers/quellbach-mineralbrunnen', pages: ['/product'] },
      { who: miriam, days_ago: 62, by: 'direct', landing: '/product', pages: ['/pricing'] },
      { who: gesa, days_ago: 50, by: 'direct', landing: '/security', form: 'security-overview' },
      { who: holger, days_ago: 38, by: 'direct', landing: '/pricing', pages: ['/customers/fehnkamp-stahl'] },
      { who: arne, days_ago: 33, by: 'nurture', landing: '/customers/quellbach-mineralbrunnen' },
      { who: holger, days_ago: 27, by: 'search', landing: '/', pages: ['/pricing'], form: 'demo-request' },
    ],
    stage,
  )
  const deal = dealFacts(
    { company: woken, name: `${woken.name}: 9 sites`, amount: amountOf(woken, 9, 5), status: 'won', contacts: team },
    [
      ['Discovery', 64],
      ['Demo held', 55],
      ['Proposal', 41],
      ['Procurement', 22],
      ['Closed won', 8],
    ],
    stage,
  )
  const activities = noteRows(
    woken,
    [
      [233, 'email', 'outbound', miriam, 'Your report, and one question', 'replied', jule],
      [228, 'call', 'outbound', miriam, 'Ten minutes on waiting times', 'no budget this year', jule],
      [69, 'call', 'outbound', arne, 'You read about the second hour', 'meeting booked', jule],
      [64, 'meeting', 'outbound', arne, 'Discovery: docks, carriers, systems', 'opportunity opened'],
      [55, 'demo', 'outbound', miriam, `Demo of Nordkai Slot for ${woken.name}`, 'held'],
      [49, 'meeting', 'outbound', gesa, 'Security and interface review', 'no open points'],
      [41, 'email', 'outbound', holger, 'Proposal for 9 sites', 'sent'],
      [29, 'meeting', 'outbound', holger, 'Business case with the board', 'agreed on numbers'],
      [9, 'email', 'inbound', arne, 'Signed order form', 'won'],
    ],
    stage,
  )
  const accounts = [accountRow(woken, dayAt(calendar, 30))]
  return { events, rows: { accounts, people: knownPeople(team, known), ...deal, activities } }
}

function begunAfterSilence({ calendar, random }: Stage): Facts {
  const stage = { calendar, random: random.fork('just woken') }
  const person = (number: number, name: string, role: Person['role'], title: string) =>
    personAt(justWoken, { number, name, role, title }, desktop(stage.random))
  const dorte = person(1, 'Dörte Hansmann', 'user', 'Dock Coordinator')
  const jannik = person(2, 'Jannik Overbeck', 'champion', 'Supply Chain Manager')
  const team = [jannik, dorte]
  const [, max] = openers

  const { events, known } = playScenes(
    [
      { who: dorte, days_ago: 171, by: 'search', landing: '/blog/first-five-minutes-at-the-gate', pages: ['/product'] },
      { who: dorte, days_ago: 168, by: 'direct', landing: '/webinar', form: 'webinar' },
      { who: dorte, days_ago: 151, by: 'newsletter', landing: '/blog/cold-chain-dock-times' },
      ...awakening(jannik, 12),
      { who: jannik, days_ago: 9, by: 'direct', landing: '/pricing', form: 'demo-request' },
      { who: dorte, days_ago: 7, by: 'direct', landing: '/product', pages: ['/blog/cold-chain-dock-times'] },
    ],
    stage,
  )
  const deal = dealFacts(
    { company: justWoken, name: `${justWoken.name}: 4 sites`, amount: amountOf(justWoken, 4, 0), status: 'open', contacts: team },
    [['Discovery', 5]],
    stage,
  )
  const activities = noteRows(
    justWoken,
    [
      [149, 'call', 'outbound', dorte, 'After the webinar', 'call back later', max],
      [8, 'call', 'outbound', jannik, 'You asked for a demo', 'meeting booked', max],
      [5, 'meeting', 'outbound', jannik, 'Discovery: docks, carriers, systems', 'opportunity opened'],
    ],
    stage,
  )
  const accounts = [accountRow(justWoken, dayAt(calendar, 100))]
  return { events, rows: { accounts, people: knownPeople(team, known), ...deal, activities } }
}

/** One click on LinkedIn in the morning, three posts by the evening. */
const awakening = (who: Person, days_ago: number): Scene[] => [
  {
    who,
    days_ago,
    hour: 9,
    by: { ad: 'li-cost-of-waiting' },
    landing: '/blog/what-a-waiting-hour-costs',
    pages: ['/blog/detention-is-a-planning-problem'],
  },
  { who, days_ago, hour: 15, by: 'direct', landing: '/blog/the-monday-morning-queue' },
]
