/** Import rows of the CRM and the sales team. */
import { dayOf, timeOf } from './calendar.ts'
import type { Company } from './companies.ts'
import type { ImportRow } from './facts.ts'
import { ownerOf, priceFor, type Rep } from './nordkai.ts'
import type { Person } from './people.ts'

export const accountIdOf = ({ number }: Company): string => `A-${number}`

/** @param createdAt  absent: the CRM does not say */
export const accountRow = (company: Company, createdAt?: number): ImportRow => ({
  external_id: accountIdOf(company),
  name: company.name,
  domains: company.domain,
  industry: company.industry,
  employees: String(company.employees),
  country: company.country,
  owner_email: ownerOf(company).email,
  created_at: createdAt === undefined ? '' : timeOf(createdAt),
})

export interface StageEntry {
  readonly stage: string
  readonly at: number
}

export interface Deal {
  readonly external_id: string
  readonly company: Company
  readonly name: string
  readonly amount: string
  readonly status: 'open' | 'won' | 'lost'
  readonly stages: readonly StageEntry[]
  readonly closed_at?: number
  readonly contacts: readonly Person[]
}

/** A deal with its stage entries. The CRM keeps the day of closing, not the hour. */
export function dealRows(deal: Deal): { deals: ImportRow[]; 'deal-stages': ImportRow[] } {
  const { external_id, company, stages, closed_at, contacts } = deal
  const row = {
    external_id,
    account: accountIdOf(company),
    name: deal.name,
    amount: deal.amount,
    currency: priceFor(company).currency,
    status: deal.status,
    stage: stages.at(-1)?.stage ?? '',
    created_at: stages[0] ? timeOf(stages[0].at) : '',
    closed_at: closed_at === undefined ? '' : dayOf(closed_at),
    owner_email: ownerOf(company).email,
    contacts: contacts.map(person => person.external_id).join(';'),
    primary_contact: contacts[0]?.external_id ?? '',
  }
  return {
    deals: [row],
    'deal-stages': stages.map(({ stage, at }) => ({ deal: external_id, stage, entered_at: timeOf(at) })),
  }
}

export interface Activity {
  readonly external_id: string
  readonly kind: 'email' | 'call' | 'meeting' | 'demo'
  readonly at: number
  readonly person: Person
  readonly rep: Rep
  readonly direction: 'inbound' | 'outbound'
  readonly subject: string
  readonly outcome: string
}

export const activityRow = ({ person, rep, at, ...activity }: Activity): ImportRow => ({
  ...activity,
  at: timeOf(at),
  person: person.email,
  account: accountIdOf(person.company),
  rep_email: rep.email,
})

/** Price of so many sites for a year with onboarding, less a discount, as the currency writes it. */
export function amountOf(company: Company, sites: number, discountPercent: number): string {
  const { currency, site_year, onboarding } = priceFor(company)
  const hundredths = Math.round((sites * site_year + onboarding) * (100 - discountPercent))
  return currency === 'JPY'
    ? String(Math.round(hundredths / 100))
    : `${Math.trunc(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`
}
