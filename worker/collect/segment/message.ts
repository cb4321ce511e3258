/**
 * One call of the Segment tracking API, checked and cleaned: from here on it goes the way of every other event.
 *
 * Ids of visitors and users may be numbers, as old libraries send them. A page says where it was in its properties or in
 * `context.page`, every other call in `context.page`; a call of a server may say neither.
 */
import { timestampFrom } from '../../crm/dates.ts'
import { registrableDomain } from '../../identity/domains.ts'
import { normalEmail } from '../../identity/email.ts'
import { standsForNobody } from '../../identity/nobody.ts'
import { hostFrom } from '../../identity/reference.ts'
import type { EventDetails } from '../details.ts'
import { deviceFrom } from '../device.ts'
import { checkedUrl, missing, objectFrom, textFrom } from '../fields.ts'
import { forbiddenKey, isObject, type JsonObject, jsonObjectFrom } from '../json.ts'
import {
  anonymousIdFrom,
  canonicalEvent,
  consentFrom,
  idFrom,
  isTooLarge,
  MAX_EVENT_BYTES,
  MAX_TITLE,
  type ParsedEvent,
  WEB,
} from '../parse.ts'
import { EventRejected } from '../reject.ts'
import type { Visit } from '../visit.ts'
import { type Call, isCall } from './call.ts'

type Fields = Record<string, unknown>

/**
 * The event of a call, and with what device its visitor made it: a server says that in `context.userAgent`.
 * @throws EventRejected
 */
export function messageOf(value: unknown, visit: Visit): { readonly event: ParsedEvent; readonly by: Visit } {
  if (!isObject(value)) throw new EventRejected('wrong_type', null, 'a call must be an object')
  const forbidden = forbiddenKey(value)
  if (forbidden) throw new EventRejected('forbidden_key', null, `a key may not be ${forbidden}`)
  const id = idFrom(value.messageId, 'messageId')
  const canonical = canonicalEvent(value)
  if (isTooLarge(canonical)) throw new EventRejected('event_too_large', null, `a call may have ${MAX_EVENT_BYTES} bytes`)

  const flags: string[] = []
  const type = callFrom(value)
  const context = objectFrom(value, 'context') ?? {}
  const page = pageFrom(value, context, type)
  const user_id = idOf(value, 'userId')
  const event: ParsedEvent = {
    id,
    anonymous_id: anonymousIdFrom(textFromNumber(value.anonymousId), 'anonymousId'),
    user_id,
    url: page.url === undefined ? null : checkedUrl(page, 'url', WEB),
    title: textFrom(page, 'title', MAX_TITLE, flags),
    referrer: textFrom(page, 'referrer', MAX_EVENT_BYTES, flags),
    created_at: timeFrom(value, 'timestamp') ?? timeFrom(value, 'originalTimestamp'),
    consent: consentFrom(sayingConsent(value, context)),
    details: detailsFrom(type, value, context, user_id, flags),
    stated: statedBy(type, value, context, flags),
    flags,
    canonical,
  }
  const userAgent = visit.api?.origin === 'server' ? textFrom(context, 'userAgent', MAX_USER_AGENT, []) : null
  return { event, by: userAgent ? { ...visit, ...deviceFrom(userAgent) } : visit }
}

/** Consent in the words of POST /e. The clients put what they do not know into the context; other words mean nothing here. */
function sayingConsent(message: Fields, context: Fields): Fields {
  return isObject(context.consent) && Object.hasOwn(context.consent, 'analytics') ? context : message
}

const MAX_NAME = 255
const MAX_USER_AGENT = 512

function callFrom(message: Fields): Call {
  const type = textFrom(message, 'type', MAX_NAME, [])
  if (type === null) throw missing('type')
  if (!isCall(type)) {
    throw new EventRejected('bad_type', 'type', 'type must be page, screen, track, identify, group or alias')
  }
  return type
}

const textFromNumber = (value: unknown): unknown =>
  typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value

/** An id of the sender's own database. Trimmed, since a reference of the CRM's is. */
function idOf(message: Fields, field: string): string | null {
  const value = textFromNumber(message[field])
  if (value === undefined || value === null || value === '') return null
  if (typeof value !== 'string') throw new EventRejected('wrong_type', field, `${field} must be text`)
  const id = value.trim()
  if (standsForNobody(id)) throw new EventRejected('illegal_identity', field, `${field} stands for nobody`)
  if (id.length > MAX_NAME || !id.isWellFormed() || /\p{Cc}/u.test(id)) {
    throw new EventRejected('bad_id', field, `${field} must be 1 to ${MAX_NAME} characters without control characters`)
  }
  return id
}

function timeFrom(message: Fields, field: string): number | null {
  const text = textFrom(message, field, 64, [])
  if (text === null) return null
  const at = timestampFrom(text)
  if (at === null) throw new EventRejected('bad_timestamp', field, `${field} must be an RFC 3339 time with its zone`)
  return at
}

/** Clients without a page send empty text for it. */
function pageFrom(message: Fields, context: Fields, type: Call): Fields {
  const seen = objectFrom(context, 'page') ?? {}
  const own = type === 'page' ? (objectFrom(message, 'properties') ?? {}) : {}
  const said = Object.fromEntries(
    ['url', 'title', 'referrer', 'search'].flatMap(key => {
      const value = [own[key], seen[key]].find(one => one !== undefined && one !== null && one !== '')
      return value === undefined ? [] : [[key, value]]
    }),
  )
  const { url, search } = said
  // A canonical address may leave out the query, where the campaign is.
  const isBare = typeof url === 'string' && typeof search === 'string' && search.startsWith('?') && !/[?#]/.test(url)
  return isBare ? { ...said, url: `${url}${search}` } : said
}

function detailsFrom(type: Call, message: Fields, context: Fields, user_id: string | null, flags: string[]): EventDetails {
  switch (type) {
    case 'page':
    case 'screen':
      return { type }
    case 'track': {
      const name = textFrom(message, 'event', MAX_NAME, flags)
      if (name === null) throw missing('event')
      return { type, name, props: jsonObjectFrom(objectFrom(message, 'properties') ?? {}, 'properties') }
    }
    case 'identify':
      return identifyFrom(objectFrom(message, 'traits') ?? objectFrom(context, 'traits') ?? {}, user_id)
    case 'group':
      return groupFrom(message)
    case 'alias': {
      const previous_id = idOf(message, 'previousId')
      if (previous_id === null) throw missing('previousId')
      if (user_id === null) throw missing('userId')
      return { type, previous_id }
    }
  }
}

/** Many name their users by their addresses. */
function identifyFrom(traits: Fields, user_id: string | null): EventDetails {
  const { email: _, ...others } = jsonObjectFrom(traits, 'traits')
  const typed = textFrom(traits, 'email', MAX_NAME, [])?.trim() || null
  const email = normalEmail(typed ?? user_id ?? '')
  if (typed !== null && email === null) throw new EventRejected('bad_email', 'traits.email', 'email must be one address')
  if (email === null && user_id === null) throw missing('userId')
  return { type: 'identify', email, external_id: user_id, traits: others }
}

function groupFrom(message: Fields): EventDetails {
  const group_id = idOf(message, 'groupId')
  if (group_id === null) throw missing('groupId')
  const traits = objectFrom(message, 'traits') ?? {}
  const words = jsonObjectFrom(traits, 'traits')
  const site = [words.domain, words.website].find((value): value is string => typeof value === 'string' && value !== '')
  return { type: 'group', group_id, domain: registrableDomain(hostFrom(site ?? '') ?? ''), traits: words }
}

/** Where a page's address stands is said by the event itself, without what opens doors. */
const PLACE = new Set(['url', 'path', 'search', 'hash', 'referrer', 'title'])

function statedBy(type: Call, message: Fields, context: Fields, flags: string[]): JsonObject {
  const isView = type === 'page' || type === 'screen'
  const props = isView ? Object.entries(jsonObjectFrom(objectFrom(message, 'properties') ?? {}, 'properties')) : []
  const named = isView
    ? { name: textFrom(message, 'name', MAX_NAME, flags), category: textFrom(message, 'category', MAX_NAME, flags) }
    : {}
  const library = objectFrom(context, 'library')
  const said: JsonObject = {
    ...named,
    props: Object.fromEntries(props.filter(([key]) => !PLACE.has(key))),
    campaign: jsonObjectFrom(objectFrom(context, 'campaign') ?? {}, 'context.campaign'),
    library: library && textFrom(library, 'name', MAX_NAME, []),
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null && !(isObject(value) && isEmpty(value))))
}

const isEmpty = (value: object) => Object.keys(value).length === 0
