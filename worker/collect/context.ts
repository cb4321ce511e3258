/** What everything that takes events in shares: one store, one look at the sites, one budget of memory. */
import type { Context } from 'hono'
import type { Database } from '../../db/database.ts'
import type { WireAnswer } from '../../snippet/wire.ts'
import type { Arrival } from './arrival.ts'
import { dailyVisitors } from './daily-visitor.ts'
import { knownNetworks, type OrganisationOf } from './known-network.ts'
import { type MemoryBudget, memoryBudget } from './read.ts'
import { webSha256 } from './sha256.ts'
import { siteFinder } from './sites.ts'
import { arrivalStore } from './store.ts'
import type { AsnOf, CountryOf } from './visit.ts'

export type CollectContext = ReturnType<typeof collectContext>

export function collectContext(deps: CollectDeps) {
  const { db, now, newId } = deps
  const sha256 = deps.sha256 ?? webSha256
  const storeAll = arrivalStore({ db, newId, sha256 })
  return {
    db,
    now,
    newId,
    sha256,
    store: deps.store ?? (async (arrival: Arrival) => (await storeAll([arrival]))[0]!),
    countryOf: deps.countryOf ?? (() => null),
    asnOf: deps.asnOf ?? (() => null),
    addressOf: deps.addressOf ?? ((request: Request) => new URL(request.url)),
    clientOf: deps.clientOf ?? (() => null),
    findSite: siteFinder(db, now),
    dailyVisitorId: dailyVisitors(db, now),
    organisationOf: deps.organisationOf ?? (() => null),
    knownNetworkOf: knownNetworks(db, now),
    budget: deps.budget ?? memoryBudget(),
  }
}

export interface CollectDeps {
  readonly db: Database
  readonly now: () => number
  readonly newId: () => string
  /** Stores what one request brought; node.ts puts requests that come together into one transaction. */
  readonly store?: (arrival: Arrival) => Promise<WireAnswer>
  /** By default 32 MB of all requests together, which is right where one process has them all. */
  readonly budget?: MemoryBudget
  /** Hex. By default Web Crypto's. */
  readonly sha256?: (data: string | Uint8Array) => string | Promise<string>
  /** By default nowhere. */
  readonly countryOf?: CountryOf
  /** By default nobody knows. */
  readonly asnOf?: AsnOf
  /** By default nobody knows. */
  readonly organisationOf?: OrganisationOf
  /** The address at which the browser reached us, which a proxy may have changed. By default the request's own. */
  readonly addressOf?: (request: Request) => URL
  /** The browser's network address, for the visitor of the day and the account's network; by default nobody knows it. It is neither stored nor logged. */
  readonly clientOf?: (c: Context) => string | null
}
