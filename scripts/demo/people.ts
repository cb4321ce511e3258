/** Buying teams: who takes part in a decision, what they are called and how they fill in a form. */
import { type Browser, browserOf } from './browsers.ts'
import { timeOf } from './calendar.ts'
import type { Company } from './companies.ts'
import type { ImportRow } from './facts.ts'
import { fullNames, mailboxOf } from './names.ts'
import type { Random } from './random.ts'
import type { FormName } from './site/catalog.ts'
import type { FilledForm } from './visit.ts'

export const roles = ['champion', 'user', 'economic_buyer', 'it_security', 'procurement'] as const

export type Role = (typeof roles)[number]

export interface Person {
  readonly external_id: string
  readonly company: Company
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly title: string
  readonly browser: Browser
}

const titles: Record<Role, readonly string[]> = {
  champion: ['Head of Logistics', 'Warehouse Manager', 'Site Operations Manager', 'Supply Chain Manager'],
  user: ['Shift Lead', 'Dock Coordinator', 'Transport Planner', 'Yard Supervisor'],
  economic_buyer: ['COO', 'Managing Director', 'VP Supply Chain', 'CFO'],
  it_security: ['IT Manager', 'Information Security Officer', 'ERP Application Owner'],
  procurement: ['Strategic Buyer', 'Head of Procurement', 'Indirect Purchasing Manager'],
}

const seniorities: Record<Role, string> = {
  champion: 'manager',
  user: 'individual',
  economic_buyer: 'executive',
  it_security: 'manager',
  procurement: 'manager',
}

/** The order in which people are drawn in; a bigger team has two users. */
const drawnIn: readonly Role[] = ['champion', 'user', 'economic_buyer', 'it_security', 'procurement', 'user', 'champion']

export function buyingTeam(company: Company, size: number, random: Random): Person[] {
  return fullNames(company.country, size, random).map((name, i) => {
    const role = drawnIn[i % drawnIn.length] ?? 'user'
    return personAt(company, { number: i + 1, name, role, title: random.pick(titles[role]) }, browserOf(random))
  })
}

/** @param number  from 1 on, one for each person of the company */
export function personAt(
  company: Company,
  { number, name, role, title }: { readonly number: number } & Pick<Person, 'name' | 'role' | 'title'>,
  browser: Browser,
): Person {
  const email = `${mailboxOf(name)}@${company.domain}`
  return { external_id: `P-${company.number}-${number}`, company, name, email, role, title, browser }
}

/** As the CRM has it. Without `account`, the e-mail's domain has to tell whose person this is. */
export const personRow = (
  person: Person,
  more: { readonly account?: string; readonly lead_created_at?: number; readonly owner_email?: string } = {},
): ImportRow => ({
  external_id: person.external_id,
  email: person.email,
  name: person.name,
  title: person.title,
  role: person.role,
  seniority: seniorities[person.role],
  account: more.account ?? '',
  lead_created_at: more.lead_created_at === undefined ? '' : timeOf(more.lead_created_at),
  owner_email: more.owner_email ?? '',
})

/** What this person writes into a form. The newsletter wants no more than the address. */
export function filledBy({ name, email, title, company }: Person, form: FormName): FilledForm {
  if (form === 'newsletter') return { form, email, fields: {} }
  return { form, email, fields: { name, company: company.name, ...(form !== 'webinar' && { job_title: title }) } }
}
