/** What is particular to a type of event. This is what `events.body` holds. */
import { normalEmail } from '../identity/email.ts'
import { standsForNobody } from '../identity/nobody.ts'
import { checkedUrl, countFrom, missing, objectFrom, textFrom, verbatim } from './fields.ts'
import { formName, namedFields } from './form-fields.ts'
import { type JsonObject, jsonObjectFrom } from './json.ts'
import { EventRejected } from './reject.ts'
import { cutText } from './text.ts'

export type EventDetails =
  | { readonly type: 'page' | 'screen' }
  | { readonly type: 'engage'; readonly page_id: string; readonly engaged_ms: number; readonly scroll_percent: number }
  | { readonly type: 'download' | 'outbound'; readonly href: string; readonly text: string | null }
  | FormDetails
  | { readonly type: 'track'; readonly name: string | null; readonly props: JsonObject }
  | IdentifyDetails
  | GroupDetails
  | { readonly type: 'alias'; readonly previous_id: string }

export interface FormDetails {
  readonly type: 'form'
  readonly form: string
  /** As parseEmail makes it. */
  readonly email: string | null
  readonly fields: Readonly<Record<string, string>>
  /** The page prevented what the browser does at that: it sends by script, or checked the values and refused. */
  readonly prevented?: true
}

export interface IdentifyDetails {
  readonly type: 'identify'
  readonly email: string | null
  readonly external_id: string | null
  readonly traits: JsonObject
}

/** A group of the sender's own database. */
export interface GroupDetails {
  readonly type: 'group'
  readonly group_id: string
  /** Registrable. */
  readonly domain: string | null
  readonly traits: JsonObject
}

const MAX_NAME = 255
const MAX_TEXT = 512
const MAX_VALUE = 2048
const DAY_MS = 86_400_000

const LINK_PROTOCOLS = ['http:', 'https:', 'mailto:', 'tel:', 'sms:', 'ftp:', 'blob:']

type Fields = Record<string, unknown>

/** @throws EventRejected */
export function detailsFrom(event: Fields, url: URL, flags: string[]): EventDetails {
  const type = textFrom(event, 'type', MAX_NAME, flags)
  switch (type) {
    case null:
      throw missing('type')
    case 'page':
      return { type }
    case 'engage':
      return engageFrom(event)
    case 'download':
    case 'outbound':
      return { type, href: checkedUrl(event, 'href', LINK_PROTOCOLS, url).href, text: linkText(event, flags) }
    case 'form':
      return formFrom(event, flags)
    case 'track':
      return {
        type,
        name: textFrom(event, 'name', MAX_NAME, flags),
        props: jsonObjectFrom(objectFrom(event, 'props') ?? {}, 'props'),
      }
    case 'identify':
      return identifyFrom(event)
    default:
      throw new EventRejected('bad_type', 'type', 'type must be page, engage, download, outbound, form, track or identify')
  }
}

/** Without the spaces and lines of the markup around it. */
const linkText = (event: Fields, flags: string[]) =>
  textFrom({ text: verbatim(event, 'text')?.replace(/\s+/g, ' ').trim() }, 'text', MAX_TEXT, flags)

function engageFrom(event: Fields): EventDetails {
  const page_id = textFrom(event, 'page_id', MAX_NAME, [])
  const engaged_ms = countFrom(event, 'engaged_ms', DAY_MS)
  if (page_id === null) throw missing('page_id')
  if (engaged_ms === null) throw missing('engaged_ms')
  return { type: 'engage', page_id, engaged_ms, scroll_percent: countFrom(event, 'scroll_percent', 100) ?? 0 }
}

/** A mistyped e-mail address costs the link to a person, not the form: somebody did fill it in. */
function formFrom(event: Fields, flags: string[]): FormDetails {
  const values = Object.entries(jsonObjectFrom(namedFields(objectFrom(event, 'fields') ?? {}), 'fields'))
  const fields = Object.fromEntries(
    values.map(([name, value]) => {
      if (typeof value !== 'string') throw new EventRejected('wrong_type', `fields.${name}`, 'a field must be text')
      return [name, cutText(value.trim(), MAX_VALUE)]
    }),
  )
  const typed = verbatim(event, 'email') ?? fields.email ?? ''
  const email = normalEmail(typed)
  if (typed !== '' && email === null) flags.push('bad_email')
  const form = formName(textFrom(event, 'form', MAX_NAME, flags) ?? '', fields)
  return { type: 'form', form, email, fields, ...(event.prevented === true && { prevented: true }) }
}

function identifyFrom(event: Fields): IdentifyDetails {
  const typed = verbatim(event, 'email')
  const external_id = externalIdFrom(event)
  if (typed === null && external_id === null) throw missing('email')
  const email = typed === null ? null : normalEmail(typed)
  if (typed !== null && email === null) throw new EventRejected('bad_email', 'email', 'email must be one address')
  return { type: 'identify', email, external_id, traits: jsonObjectFrom(objectFrom(event, 'traits') ?? {}, 'traits') }
}

/** Neither cut nor cleaned: two ids that differ in what was lost would be one person. */
function externalIdFrom(event: Fields): string | null {
  const id = verbatim(event, 'external_id')?.trim() ?? null
  if (id === null) return null
  if (standsForNobody(id)) throw new EventRejected('illegal_identity', 'external_id', 'external_id stands for nobody')
  if (id.length > MAX_NAME || !id.isWellFormed() || /\p{Cc}/u.test(id)) {
    throw new EventRejected('bad_id', 'external_id', `external_id must be 1 to ${MAX_NAME} characters without control characters`)
  }
  return id
}
