/**
 * Visits from the network of a known account. The address and the name of its network are looked up in memory when an
 * event arrives, and go no further: the event keeps whose network it was, and by which rule that is known. Not for
 * visitors who do not agree to be identified, and not for bots.
 */
import type { Database } from '../../db/database.ts'
import { accountsCalled, allIpRanges } from '../../db/queries/known-networks.ts'
import type { Event } from '../../db/schema.ts'
import type { WireConsent } from '../../snippet/wire.ts'
import { networkIndex, type OwnerOf, organisationNames } from '../identity/networks.ts'
import type { Arrival, Candidate } from './arrival.ts'
import { storageRefusal } from './storage-error.ts'

/** Where a request comes from; null: nobody knows. */
export interface Origin {
  readonly address: string | null
  /** The name of the network's owner. */
  readonly organisation: string | null
}

export type NetworkRule = 'ip_range' | 'network'

export interface KnownNetwork {
  readonly account_ref: string
  readonly account_rule: NetworkRule
}

/** @throws RequestRefused storage_full, storage_unavailable */
export type KnownNetworkOf = (origin: Origin) => Promise<KnownNetwork | null>

/** The name of the network's owner, from whatever the platform knows. */
export type OrganisationOf = (request: Request) => string | null

/** A list is read again after a second, and a millisecond more for each range: a long one costs more than a short one. */
const KEEP_MS = 1000
const NAMES_KEPT_MS = 60_000
const MAX_NAMES = 1000

export function knownNetworks(db: Database, now: () => number): KnownNetworkOf {
  let ranges: { readonly ownerOf: OwnerOf; readonly until: number } | undefined
  const names = new Map<string, { readonly account_ref: string | null; readonly until: number }>()

  const ownerOf = async (address: string) => {
    if (!ranges || ranges.until <= now()) {
      const all = await allIpRanges(db)
      ranges = { ownerOf: networkIndex(all), until: now() + KEEP_MS + all.length }
    }
    return ranges.ownerOf(address)
  }
  const accountOf = async (organisation: string) => {
    const known = names.get(organisation)
    if (known && known.until > now()) return known.account_ref
    const called = await accountsCalled(db, organisationNames(organisation))
    const account_ref = called.length === 1 ? (called[0] ?? null) : null
    if (names.size >= MAX_NAMES) names.clear()
    names.set(organisation, { account_ref, until: now() + NAMES_KEPT_MS })
    return account_ref
  }
  return async ({ address, organisation }) => {
    try {
      const owner = address === null ? null : await ownerOf(address)
      if (owner !== null) return { account_ref: owner, account_rule: 'ip_range' }
      const account_ref = organisation === null ? null : await accountOf(organisation)
      return account_ref === null ? null : { account_ref, account_rule: 'network' }
    } catch (error) {
      throw storageRefusal(error) ?? error
    }
  }
}

/** Notes on an arrival's events whose network they came from. */
export async function nameAccounts(arrival: Arrival, origin: Origin, knownNetworkOf: KnownNetworkOf): Promise<Arrival> {
  if (!arrival.candidates.some(mayBeNamed)) return arrival
  const known = await knownNetworkOf(origin)
  if (known === null) return arrival
  const named = (row: Event): Event => ({ ...row, ...known })
  return {
    ...arrival,
    candidates: arrival.candidates.map(one => (mayBeNamed(one) ? { ...one, row: named(one.row) } : one)),
  }
}

function mayBeNamed({ row }: Candidate): boolean {
  if (row.visitor_id === null || row.bot_reason !== null || row.origin !== 'browser') return false
  const { consent }: { consent?: WireConsent } = JSON.parse(row.body)
  return consent?.analytics !== false && consent?.identify !== false
}
