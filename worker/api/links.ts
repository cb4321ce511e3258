/** Sales links for the JSON API. The token is in the answer to the request that made the link, and nowhere else. */
import type { Database } from '../../db/database.ts'
import { type SalesLinkLine, type SalesLinkPlace, salesLinkLines } from '../../db/queries/sales-links.ts'
import { isObject } from '../collect/json.ts'
import { jsonFrom, readBytes } from '../collect/read.ts'
import { RequestRefused } from '../errors.ts'
import { personNamed } from '../identity/named.ts'
import { createSalesLink, parseTarget, type SalesLinkDeps, type SalesLinkOrder } from '../identity/sales-link.ts'
import type { Listing } from './reads.ts'

/** The newest first. @throws RequestRefused invalid_cursor, not_found for a person whom nobody knows */
export async function listSalesLinks(db: Database, person: string | undefined, { limit, cursor }: Listing) {
  const person_id = person === undefined ? undefined : (await personNamed(db, person)).id
  const rows = await salesLinkLines(db, { person_id, after: placeFrom(cursor), limit: limit + 1 })
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(salesLinkItem),
    next_cursor: rows.length > limit && last ? `${last.created_at}_${last.sales_link_id}` : null,
  }
}

/** @throws RequestRefused not_found */
export async function salesLinkById(db: Database, sales_link_id: string) {
  const [line] = await salesLinkLines(db, { sales_link_id, limit: 1 })
  if (!line) throw new RequestRefused('not_found', 'there is no such link')
  return salesLinkItem(line)
}

/**
 * Takes `{"person", "target_url", "expires_days"}`.
 * @throws RequestRefused what reading JSON may, unknown_field, missing_field, wrong_type, and what making a link may
 */
export async function createLinkFrom(db: Database, request: Request, created_by: string, deps: SalesLinkDeps) {
  const { token, url, sales_link_id } = await createSalesLink(db, { ...orderFrom(await bodyOf(request)), created_by }, deps)
  return { url, token, ...(await salesLinkById(db, sales_link_id)) }
}

/** A link as programs see it. */
export const salesLinkItem = (line: SalesLinkLine) => ({
  id: line.sales_link_id,
  person: line.email,
  person_id: line.person_id,
  target_url: line.target_url,
  created_at: instant(line.created_at),
  created_by: line.created_by,
  expires_at: instant(line.expires_at),
  revoked_at: instant(line.revoked_at),
  clicks: line.clicks,
  unconfirmed_clicks: line.unconfirmed_clicks,
  last_click_at: instant(line.last_click_at),
  /** Browsers that a click has shown to be the person's. */
  browsers: line.browsers,
  machine_hits: line.machine_hits,
})

const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())

const bodyOf = async (request: Request): Promise<unknown> => jsonFrom(await readBytes(request))

const FIELDS = ['person', 'target_url', 'expires_days']

function orderFrom(body: unknown): Omit<SalesLinkOrder, 'created_by'> {
  if (!isObject(body)) throw new RequestRefused('wrong_type', 'the body must be an object')
  const unknown = Object.keys(body).find(name => !FIELDS.includes(name))
  if (unknown !== undefined) throw new RequestRefused('unknown_field', `there is no field ${unknown.slice(0, 40)}`)
  const text = (name: string) => {
    const value = body[name]
    if (value === undefined || value === null) throw new RequestRefused('missing_field', `${name} is missing`)
    if (typeof value !== 'string') throw new RequestRefused('wrong_type', `${name} must be text`)
    return value
  }
  const { expires_days } = body
  if (expires_days !== undefined && typeof expires_days !== 'number')
    throw new RequestRefused('wrong_type', 'expires_days must be a number')
  const target_url = parseTarget(text('target_url'))
  return { person: text('person'), target_url, expires_days }
}

function placeFrom(cursor: string | undefined): SalesLinkPlace | null {
  if (cursor === undefined) return null
  const [, created_at, sales_link_id] = /^(\d{1,15})_([\w-]{1,64})$/.exec(cursor) ?? []
  if (sales_link_id === undefined) throw new RequestRefused('invalid_cursor', 'cursor: not one of this list')
  return { created_at: Number(created_at), sales_link_id }
}
