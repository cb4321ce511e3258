/** Customers of long ago who buy more without a click: what no touch earned stays visible as `(unattributed)`. */
import { dayAt } from '../calendar.ts'
import { companyNamed } from '../companies.ts'
import { type Facts, mergeFacts } from '../facts.ts'
import { accountRow, amountOf } from '../rows.ts'
import { dealFacts, type Stage } from './scene.ts'

const renewals = [
  { company: companyNamed('Fehnkamp Stahl'), sites: 3, opened: 175, won: 161 },
  { company: companyNamed('Tallow Creek Paper'), sites: 5, opened: 60, won: 46 },
  { company: companyNamed('Quellbach Mineralbrunnen'), sites: 2, opened: 21, won: undefined },
]

export const customers = renewals.map(({ company }) => company)

export const customerTales = ({ calendar, random }: Stage): Facts =>
  mergeFacts(
    renewals.map(({ company, sites, opened, won }) => {
      const deal = dealFacts(
        {
          company,
          name: `${company.name}: ${sites} more sites`,
          amount: amountOf(company, sites, 10),
          status: won === undefined ? 'open' : 'won',
          contacts: [],
        },
        [['Proposal', opened], ...(won === undefined ? [] : [['Closed won', won] as const])],
        { calendar, random: random.fork(company.name) },
      )
      return { events: [], rows: { accounts: [accountRow(company, dayAt(calendar, -400))], ...deal } }
    }),
  )
