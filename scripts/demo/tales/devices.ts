/** One person with two devices, and one device with two people. */
import { type Browser, desktop, phone } from '../browsers.ts'
import { dayAt, daysAgo, timeOf } from '../calendar.ts'
import { meetingAt, meetings } from '../campaigns.ts'
import { companyNamed } from '../companies.ts'
import { type Facts, mergeFacts } from '../facts.ts'
import { meetingRow } from '../met.ts'
import { type Person, personAt } from '../people.ts'
import { accountRow, amountOf } from '../rows.ts'
import { dealFacts, knownPeople, noteRows, playScenes, type Stage } from './scene.ts'

export const twoDevices = companyNamed('Lindqvarn Papper')
export const oneDevice = companyNamed('Duinmeer Logistics')

export const deviceTales = (stage: Stage): Facts => mergeFacts([laptopAndPhone(stage), computerInTheWarehouse(stage)])

/** Freja reads at work on a laptop and at home on a phone; each is hers only from its own form on. */
function laptopAndPhone({ calendar, random }: Stage): Facts {
  const stage = { calendar, random: random.fork('two devices') }
  const freja = personAt(
    twoDevices,
    { number: 1, name: 'Freja Bergvall', role: 'champion', title: 'Site Operations Manager' },
    desktop(stage.random),
  )
  const nils = personAt(
    twoDevices,
    { number: 2, name: 'Nils Eklund', role: 'economic_buyer', title: 'CFO' },
    desktop(stage.random),
  )
  const pocket = phone(stage.random)
  const { events, known } = playScenes(
    [
      { who: freja, days_ago: 137, by: 'assistant', landing: '/product', pages: ['/customers/tallow-creek-paper'] },
      { who: freja, days_ago: 130, by: 'search', landing: '/blog/who-owns-the-truth' },
      { who: freja, days_ago: 122, by: 'direct', landing: '/pricing', form: 'waiting-report' },
      { who: freja, days_ago: 118, hour: 'evening', by: 'linkedin', landing: '/blog/slots-carriers-like', browser: pocket },
      { who: freja, days_ago: 111, hour: 'evening', by: 'newsletter', browser: pocket },
      { who: freja, days_ago: 101, hour: 'evening', by: 'webinar_mail', form: 'webinar', browser: pocket },
      { who: freja, days_ago: 95, by: 'direct', landing: '/demo', form: 'demo-request' },
      { who: nils, days_ago: 64, by: 'direct', landing: '/pricing', form: 'waiting-report' },
      { who: freja, days_ago: 52, hour: 'evening', by: 'direct', landing: '/customers/tallow-creek-paper', browser: pocket },
    ],
    stage,
  )
  const webinar = meetings.find(meeting => meeting.campaign === 'webinar-cold-chain')
  const touches = webinar ? [meetingRow(webinar, meetingAt(calendar, webinar), twoDevices, freja)] : []
  const deal = dealFacts(
    {
      company: twoDevices,
      name: `${twoDevices.name}: 4 sites`,
      amount: amountOf(twoDevices, 4, 4),
      status: 'won',
      contacts: [freja, nils],
    },
    [
      ['Discovery', 88],
      ['Demo held', 80],
      ['Proposal', 66],
      ['Procurement', 48],
      ['Closed won', 36],
    ],
    stage,
  )
  const activities = noteRows(
    twoDevices,
    [
      [94, 'call', 'outbound', freja, 'You asked for a demo', 'meeting booked'],
      [80, 'demo', 'outbound', freja, `Demo of Nordkai Slot for ${twoDevices.name}`, 'held'],
      [66, 'email', 'outbound', nils, 'Proposal for 4 sites', 'sent'],
    ],
    stage,
  )
  const accounts = [accountRow(twoDevices, dayAt(calendar, 150))]
  return { events, rows: { accounts, people: knownPeople([freja, nils], known), ...deal, activities, touches } }
}

/** The computer beside door 3 is everybody's: whoever filled in the last form was there, but not all day. */
function computerInTheWarehouse({ calendar, random }: Stage): Facts {
  const stage = { calendar, random: random.fork('one device') }
  const shared: Browser = desktop(stage.random)
  const person = (number: number, name: string, role: Person['role'], title: string) =>
    personAt(oneDevice, { number, name, role, title }, shared)
  const joost = person(1, 'Joost Dekkinga', 'user', 'Yard Supervisor')
  const sanne = person(2, 'Sanne Terpstra', 'champion', 'Warehouse Manager')
  const { events, known } = playScenes(
    [
      { who: joost, days_ago: 190, hour: 8, by: 'search', landing: '/blog/first-five-minutes-at-the-gate' },
      { who: joost, days_ago: 172, hour: 8, by: 'direct', landing: '/webinar', form: 'webinar' },
      { who: sanne, days_ago: 165, hour: 14, by: 'direct', landing: '/product', pages: ['/pricing'] },
      { who: sanne, days_ago: 158, hour: 14, by: 'partner', form: 'demo-request' },
      { who: joost, days_ago: 144, hour: 8, by: 'newsletter' },
      { who: sanne, days_ago: 121, hour: 14, by: 'direct', landing: '/pricing' },
    ],
    stage,
  )
  const deal = dealFacts(
    {
      company: oneDevice,
      name: `${oneDevice.name}: 3 sites`,
      amount: amountOf(oneDevice, 3, 0),
      status: 'lost',
      contacts: [sanne, joost],
    },
    [
      ['Discovery', 148],
      ['Demo held', 139],
      ['Proposal', 125],
      ['Closed lost', 104],
    ],
    stage,
  )
  const activities = noteRows(
    oneDevice,
    [
      [156, 'call', 'outbound', sanne, 'You asked for a demo', 'meeting booked'],
      [139, 'demo', 'outbound', sanne, `Demo of Nordkai Slot for ${oneDevice.name}`, 'held'],
      [105, 'email', 'inbound', sanne, 'Not this year', 'budget'],
    ],
    stage,
  )
  const lead = timeOf(daysAgo(calendar, 160))
  const accounts = [{ ...accountRow(oneDevice), created_at: lead }]
  return { events, rows: { accounts, people: knownPeople([joost, sanne], known), ...deal, activities } }
}
