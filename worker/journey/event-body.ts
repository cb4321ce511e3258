/** The parts of an event's body that journeys are made of; the rest is for others. */
import type { Event } from '../../db/schema.ts'
import type { Campaign } from './address.ts'

export interface EventBody {
  href: string | null
  text: string | null
  page_id: string | null
  /** Whole milliseconds, 0 or more. */
  engaged_ms: number
  /** 0 to 100. */
  scroll_percent: number
  /** A campaign that a server stated, in the form of Segment's `context.campaign`: `name` is the campaign. */
  campaign: Campaign | null
}

/**
 * Reads an event's body. What has another type than expected counts as absent: the body is kept as it came, and an
 * odd one must not keep a visitor's other events from being seen.
 */
export function parseBody(event: Pick<Event, 'body'>): EventBody {
  const body = objectFrom(event.body)
  return {
    href: textOf(body.href),
    text: textOf(body.text),
    page_id: textOf(body.page_id),
    engaged_ms: wholeFrom(body.engaged_ms, Number.MAX_SAFE_INTEGER),
    scroll_percent: wholeFrom(body.scroll_percent, 100),
    campaign: campaignFrom(body.campaign),
  }
}

function objectFrom(json: string): Record<string, unknown> {
  try {
    return recordFrom(JSON.parse(json))
  } catch {
    return {}
  }
}

function recordFrom(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function campaignFrom(value: unknown): Campaign | null {
  const { source, medium, name, campaign, term, content } = recordFrom(value)
  const found = {
    source: textOf(source),
    medium: textOf(medium),
    campaign: textOf(name) ?? textOf(campaign),
    term: textOf(term),
    content: textOf(content),
  }
  return Object.values(found).some(text => text !== null) ? found : null
}

function textOf(value: unknown): string | null {
  const text = typeof value === 'string' ? value.trim().replace(/\s+/g, ' ') : ''
  return text === '' ? null : text
}

function wholeFrom(value: unknown, most: number): number {
  return typeof value === 'number' && value > 0 ? Math.floor(Math.min(value, most)) : 0
}
