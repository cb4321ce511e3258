/** The body of a request to the Segment tracking API: one call, or a batch of them. */
import { timestampFrom } from '../../crm/dates.ts'
import { RequestRefused } from '../../errors.ts'
import { forbiddenKey, isObject } from '../json.ts'
import { MAX_EVENTS } from '../parse.ts'
import type { Call } from './call.ts'

export interface Calls {
  /** The client's clock at sending; null when it does not say. */
  readonly sent_at: number | null
  /** What a browser that makes all of the calls calls itself; null when the first does not say. */
  readonly user_agent: string | null
  readonly messages: readonly unknown[]
}

/** The key that a body names, as clients in a browser do; null when it names none or cannot be read that far. */
export const writeKeyIn = (body: unknown): string | null =>
  isObject(body) && typeof body.writeKey === 'string' ? body.writeKey : null

/** @throws RequestRefused wrong_type, forbidden_key, missing_field, empty_batch, batch_too_large, bad_timestamp */
export function callsIn(body: unknown, call: Call | 'batch'): Calls {
  if (!isObject(body)) throw new RequestRefused('wrong_type', 'the body must be an object')
  if (forbiddenKey(body)) throw new RequestRefused('forbidden_key', `a key may not be ${forbiddenKey(body)}`)
  const sent_at = sentAtFrom(body.sentAt)
  if (call !== 'batch') {
    const { writeKey, sentAt, ...message } = body
    return { sent_at, user_agent: userAgentIn(message), messages: [{ ...message, type: call }] }
  }
  const { batch, context } = body
  if (batch === undefined) throw new RequestRefused('missing_field', 'batch is missing')
  if (!Array.isArray(batch)) throw new RequestRefused('wrong_type', 'batch must be a list')
  if (batch.length === 0) throw new RequestRefused('empty_batch', 'batch has no calls')
  if (batch.length > MAX_EVENTS) throw new RequestRefused('batch_too_large', `a batch may have ${MAX_EVENTS} calls`)
  const messages = isObject(context) ? batch.map(message => within(context, message)) : batch
  return { sent_at, user_agent: userAgentIn(messages[0]), messages }
}

/** What a batch says of all its calls, each call may say otherwise. */
const within = (context: object, message: unknown): unknown =>
  isObject(message) && (message.context === undefined || isObject(message.context))
    ? { ...message, context: { ...context, ...message.context } }
    : message

function userAgentIn(message: unknown): string | null {
  const context = isObject(message) ? message.context : null
  return isObject(context) && typeof context.userAgent === 'string' ? context.userAgent : null
}

function sentAtFrom(value: unknown): number | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') throw new RequestRefused('wrong_type', 'sentAt must be text')
  const at = timestampFrom(value)
  if (at === null) throw new RequestRefused('bad_timestamp', 'sentAt must be an RFC 3339 time with its zone')
  return at
}
