/** How much of what was seen is known to be somebody's. */
import type { Database } from '../../db/database.ts'
import { anonymousByNetwork, type KnownSessions, knownSessions } from '../../db/queries/coverage.ts'
import { dayOf, endOfDay } from '../crm/dates.ts'
import { accountOfRef } from '../identity/resolve.ts'
import { claimsOn } from './claims.ts'
import { ownAccounts } from './match-rules.ts'
import { readMerged } from './merged.ts'

export interface Coverage extends Pick<KnownSessions, 'sessions' | 'of_people'> {
  /** Of members, and of nobody in particular in an account's network. */
  readonly of_accounts: number
  /** Of nobody in particular in an account's network. */
  readonly of_networks: number
  /** Neither of a person nor of an account. */
  readonly of_nobody: number
}

/** Sessions that began in [from, to), those of bots left out. */
export async function readCoverage(db: Database, from: number, to: number): Promise<Coverage> {
  const { sessions, of_people, of_members } = await knownSessions(db, from, to)
  const anonymous = await anonymousByNetwork(db, from, to)
  const of_networks = anonymous.length === 0 ? 0 : await countKnown(db, anonymous)
  return {
    sessions,
    of_people,
    of_accounts: of_members + of_networks,
    of_networks,
    of_nobody: sessions - of_people - of_networks,
  }
}

async function countKnown(db: Database, networks: readonly { account_ref: string; sessions: number }[]): Promise<number> {
  const claims = await claimsOn(
    db,
    networks.map(({ account_ref }) => account_ref),
  )
  const own = await ownAccounts(db, await readMerged(db))
  const known = networks.filter(({ account_ref }) => {
    const { account_id } = accountOfRef(account_ref, claims)
    return account_id !== null && !own.has(account_id)
  })
  return known.reduce((sum, { sessions }) => sum + sessions, 0)
}

export interface MonthCoverage extends Coverage {
  /** `YYYY-MM`, in the workspace's time zone. */
  readonly month: string
}

/** The month of `now` first, then those before it; months before the first session are left out. */
export async function coverageByMonth(db: Database, now: number, timezone: string, months: number): Promise<MonthCoverage[]> {
  const [year = 0, month = 0] = dayOf(now, timezone).split('-').map(Number)
  const starts = Array.from({ length: months + 1 }, (_, i) => new Date(Date.UTC(year, month - i, 1)))
  const all: MonthCoverage[] = []
  for (let i = 1; i < starts.length; i++) {
    const [from, to] = [starts[i]!, starts[i - 1]!].map(start => endOfDay(dayBefore(start), timezone) + 1)
    all.push({ month: starts[i]!.toISOString().slice(0, 7), ...(await readCoverage(db, from!, to!)) })
  }
  const oldest = all.findLastIndex(({ sessions }) => sessions > 0)
  return all.slice(0, oldest + 1)
}

const dayBefore = (start: Date) => new Date(start.getTime() - DAY_MS).toISOString().slice(0, 10)

const DAY_MS = 86_400_000
