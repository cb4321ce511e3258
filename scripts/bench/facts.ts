/** A store full of accounts with a won deal each and the touches before it, written straight into the tables of facts. */
import { type Database, insertInto } from '../../db/database.ts'
import { accounts, deals, offlineTouches } from '../../db/schema.ts'
import { defaultModels } from '../../worker/attribution/models.ts'
import { everythingIsStale } from '../../worker/jobs/stale.ts'
import { settingWritten } from '../../worker/settings.ts'

/** Those whose weights follow from one path alone, without a fit and without a sum over all subsets of channels. */
export const ruleModels = defaultModels.slice(0, defaultModels.indexOf('time_decay_30d') + 1)

export interface FactsSize {
  readonly accounts: number
  readonly touchesEach: number
  readonly models: readonly string[]
}

const ACCOUNTS_AT_ONCE = 10_000

/** Ids are as long as real ones: a UUID behind a prefix, and 18 characters of a CRM. */
export async function fillWithFacts(db: Database, { accounts: count, touchesEach, models }: FactsSize): Promise<void> {
  await db.run(settingWritten('attribution.models', models))
  for (let from = 0; from < count; from += ACCOUNTS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(ACCOUNTS_AT_ONCE, count - from) }, (_, i) => from + i)
    await db.run(
      insertInto(accounts, numbers.map(accountRow)),
      insertInto(deals, numbers.map(dealRow)),
      insertInto(
        offlineTouches,
        numbers.flatMap(number => Array.from({ length: touchesEach }, (_, i) => touchRow(number, i, touchesEach))),
      ),
    )
  }
  await db.run(everythingIsStale())
}

/** What imports call an account. */
export const accountRef = (number: number) => crmId('001', number)

/** The deals close within a year, each 90 days after its account's first touch. */
const firstTouchAt = (number: number) => Date.UTC(2026, 0, 1) + (number % 365) * DAY_MS + (number % 86_399) * 1_000

const DAY_MS = 86_400_000

const channels = ['Paid Search', 'Organic Search', 'Direct', 'Email', 'Paid Social', 'Referral', 'Webinar']

const crmId = (prefix: string, number: number) => `${prefix}${String(number).padStart(15, '0')}`

const noChange = { properties: '{}', date_only: '', recorded_at: 0 }

const accountRow = (number: number): typeof accounts.$inferInsert => ({
  account_id: `c_${crypto.randomUUID()}`,
  external_id: accountRef(number),
  name: `Company ${number}`,
  source: 'import',
  ...noChange,
  updated_at: 0,
})

const dealRow = (number: number): typeof deals.$inferInsert => ({
  deal_id: `d_${crypto.randomUUID()}`,
  external_id: crmId('006', number),
  account_ref: accountRef(number),
  amount_minor: 100_000 + ((number * 7919) % 9_900_000),
  currency: 'EUR',
  status: 'won',
  created_at: firstTouchAt(number) + 40 * DAY_MS,
  closed_at: firstTouchAt(number) + 90 * DAY_MS,
  ...noChange,
  updated_at: 0,
})

const touchRow = (number: number, i: number, touchesEach: number): typeof offlineTouches.$inferInsert => ({
  external_id: crmId('00v', number * touchesEach + i),
  touched_at: firstTouchAt(number) + Math.round(((i + (number % 7) / 10) * 80 * DAY_MS) / touchesEach),
  account_ref: accountRef(number),
  channel: channels[(number + i * 3) % channels.length],
  campaign: `campaign ${i % 3}`,
  ...noChange,
})
