/**
 * Sales links: `/l/TOKEN` in a mail to one person leads to the page that was chosen when the link was made, and says who
 * came when a person clicks. The token is shown once; the store has its hash.
 */
import { type Database, insertInto } from '../../db/database.ts'
import { peopleNamedBy } from '../../db/queries/records-named.ts'
import { salesLinkByToken, salesLinkRevoked } from '../../db/queries/sales-links.ts'
import { allSites } from '../../db/queries/site-health.ts'
import { people, type SalesLink, salesLinks } from '../../db/schema.ts'
import { webSha256 } from '../collect/sha256.ts'
import { isOwnAddress } from '../collect/visit.ts'
import { RequestRefused } from '../errors.ts'
import { markStale } from '../jobs/stale.ts'
import { emailDomain } from './domains.ts'
import { normalEmail, parseEmail } from './email.ts'
import { withoutLinkCode } from './link-parameter.ts'
import { isRandomName, randomName } from './random-name.ts'
import { refFrom } from './reference.ts'

export interface SalesLinkOrder {
  /** E-mail address; or the external id, or our own id, of somebody who is known. */
  readonly person: string
  readonly target_url: string
  /** As typed; absent: half a year. */
  readonly expires_days?: number | undefined
  readonly created_by: string
}

export interface NewSalesLink extends Omit<SalesLink, 'token_hash'> {
  readonly token: string
  /** Where the link is clicked. */
  readonly url: string
}

export interface SalesLinkDeps {
  readonly now: () => number
  readonly newId: () => string
  /** Under which browsers reach us. */
  readonly origin: string
}

/** As long as half of a long B2B buying cycle: mails are found again after months, and a person changes jobs after years. */
export const DEFAULT_DAYS = 180
export const MOST_DAYS = 730

/**
 * A person whom nobody knows yet is made, as a mail may be the first thing that happens to them.
 * @throws RequestRefused bad_email, not_found, bad_url, bad_number
 */
export async function createSalesLink(db: Database, order: SalesLinkOrder, deps: SalesLinkDeps): Promise<NewSalesLink> {
  const { now, newId, origin } = deps
  const target_url = parseTarget(order.target_url)
  const days = parseDays(order.expires_days)
  const token = randomName()
  const created_at = now()
  const link = {
    sales_link_id: newId(),
    person_id: await personFor(db, order.person, deps),
    target_url,
    created_at,
    created_by: order.created_by,
    expires_at: created_at + days * DAY_MS,
    revoked_at: null,
  }
  await db.run(insertInto(salesLinks, [{ ...link, token_hash: await webSha256(token) }]))
  return { ...link, token, url: `${origin}/l/${token}` }
}

/**
 * Ends a link: from now on its address is nobody's.
 * @param named  the link's id, its token, or its whole address
 * @returns its id
 * @throws RequestRefused not_found
 */
export async function revokeSalesLink(db: Database, named: string, now: number): Promise<string> {
  const token = named.trim().replace(/^.*\/l\//, '')
  const id = isRandomName(token) ? (await salesLinkByToken(db, await webSha256(token)))?.sales_link_id : named.trim()
  const [revoked] = id === undefined ? [] : await db.run(salesLinkRevoked(id, now))
  if (id === undefined || !revoked?.length)
    throw new RequestRefused('not_found', 'no link that is in force has this id or address')
  return id
}

/** @returns null for what is no token of ours, whatever it looks like */
export const salesLinkOf = async (db: Database, token: string): Promise<SalesLink | null> =>
  isRandomName(token) ? salesLinkByToken(db, await webSha256(token)) : null

/** Whether the page is on one of our sites: only there the snippet can tell who came. */
export async function isOwnTarget(db: Database, target: string): Promise<boolean> {
  const url = new URL(target)
  return (await allSites(db)).some(site => isOwnAddress(url, site))
}

const DAY_MS = 86_400_000
const MAX_TARGET = 2048

/**
 * The address as every program reads it, whatever was typed: parsers disagree about backslashes, tabs and the like.
 * @throws RequestRefused bad_url
 */
export function parseTarget(text: string): string {
  const url = URL.parse(text.trim())
  if (!url || !/^https?:$/.test(url.protocol)) throw badTarget('must be an address that begins with https:// or http://')
  if (url.username !== '' || url.password !== '') throw badTarget('must not hold a user name or a password')
  const target = withoutLinkCode(url.href)
  if (target.length > MAX_TARGET) throw badTarget(`may have ${MAX_TARGET} characters`)
  return target
}

const badTarget = (detail: string) => new RequestRefused('bad_url', `the target ${detail}`)

function parseDays(days: number = DEFAULT_DAYS): number {
  if (Number.isSafeInteger(days) && days >= 1 && days <= MOST_DAYS) return days
  throw new RequestRefused('bad_number', `a link is good for a whole number of days from 1 to ${MOST_DAYS}`)
}

async function personFor(db: Database, text: string, { now, newId }: SalesLinkDeps): Promise<string> {
  const [known] = await peopleNamedBy(db, refFrom(text))
  if (known) return known.id
  if (!text.includes('@') || normalEmail(text) === null) {
    if (text.includes('@')) parseEmail(text)
    throw new RequestRefused('not_found', `nobody has the id ${text.slice(0, 100)}; give an e-mail address`)
  }
  const email = parseEmail(text)
  const at = now()
  const person = { person_id: newId(), email, email_domain: emailDomain(email), properties: '{}', source: 'sales_link' }
  await db.run(
    insertInto(people, [{ ...person, date_only: '', recorded_at: at, updated_at: at }], { on: ['email'] }),
    markStale([{ kind: 'person_ref', key: email }]),
  )
  const [made] = await peopleNamedBy(db, email)
  if (!made) throw new Error('the person was removed while the link was made')
  return made.id
}
