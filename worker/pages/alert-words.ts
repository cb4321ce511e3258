/** Webhooks and deliveries in words. */
import type { AlertDelivery, Webhook } from '../../db/schema.ts'
import { isAlertKind, kindWords } from '../alerts/kinds.ts'
import { ago, type Clock, count, duration } from './figures.ts'

/** The host, and of the rest no more than tells two apart: addresses of chats are secrets. */
export function placeOf({ url }: Pick<Webhook, 'url'>): string {
  const { host, pathname, search } = new URL(url)
  const rest = pathname + search
  return rest.length > 12 ? `${host}/…${rest.slice(-4)}` : host + (rest === '/' ? '' : rest)
}

export const kindName = (kind: string): string => (isAlertKind(kind) ? sentence(kindWords[kind]) : 'Test')

/** A capital in front. */
export const sentence = (words: string) => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`

export interface State {
  readonly words: string
  readonly tone: 'good' | 'warm' | 'bad' | ''
  /** Why, or since when; empty for nothing more to say. */
  readonly more: string
}

export function healthOf(webhook: Webhook, clock: Clock): State {
  const { disabled_at, paused_at, failing_since, failures, problem, ok_at } = webhook
  const lastOk = ok_at === null ? 'nothing has arrived there yet' : `last delivered ${ago(ok_at, clock.now)}`
  if (disabled_at !== null)
    return { words: 'ended', tone: 'bad', more: `the receiver said for good that nobody is there, ${clock.moment(disabled_at)}` }
  if (paused_at !== null) return { words: 'paused', tone: '', more: `since ${clock.moment(paused_at)}; ${lastOk}` }
  if (failing_since !== null)
    return {
      words: 'failing',
      tone: 'bad',
      more: `since ${clock.moment(failing_since)}, ${count(failures)}×: ${problem ?? ''}; ${lastOk}`,
    }
  return ok_at === null ? { words: 'new', tone: '', more: lastOk } : { words: 'well', tone: 'good', more: lastOk }
}

export function stateOf(delivery: AlertDelivery, { now }: Clock): State {
  const { status, attempts, next_at, detail, tried_at } = delivery
  if (status === 'delivered') return { words: 'delivered', tone: 'good', more: tried_at === null ? '' : ago(tried_at, now) }
  if (status === 'failed') return { words: 'failed', tone: 'bad', more: detail ?? '' }
  if (attempts === 0) return { words: 'waits', tone: 'warm', more: '' }
  const wait = next_at === null || next_at <= now ? 'now' : `in ${duration(next_at - now)}`
  return { words: `tried ${count(attempts)}×, again ${wait}`, tone: 'warm', more: detail ?? '' }
}
