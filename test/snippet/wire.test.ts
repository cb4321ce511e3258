/**
 * Pins the protocol: old copies of the snippet stay in caches for months, so wire-v1.json may
 * only be added to. Two real visits must send exactly its keys with its types, and the collector
 * must understand both.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WireBatch, WireEvent } from '../../snippet/wire.ts'
import { parseBatch, parseEvent } from '../../worker/collect/parse.ts'
import { openSite, type Site, type Visit } from './site.ts'

const fixture: WireBatch = JSON.parse(readFileSync(new URL('../fixtures/wire-v1.json', import.meta.url), 'utf8'))

let site: Site
let visit: Visit
beforeAll(async () => {
  site = await openSite()
  visit = await site.visit({
    path: '/guides/attribution?utm_source=linkedin&utm_medium=cpc&li_fat_id=a1b2#start',
    referer: 'http://news.test/',
    attributes: 'data-consent="granted"',
    body: `
      <a id="file" href="/guide.pdf">Get the guide</a> <a id="away" href="https://partner.test/">Our partner</a>
      <form id="newsletter">
        <input name="name" value="Jo Doe"><input name="first_name" value="Jo"><input name="last_name" value="Doe">
        <input type="email" name="email" value="jo.doe@buyer.test"><input name="company" value="Buyer &amp; Söhne">
        <input name="job_title" value="CTO"><input name="phone" value="+49 30 123456"><input name="country" value="Germany">
        <button>Subscribe</button>
      </form>
      <script>for (const type of ["click", "submit"]) addEventListener(type, event => { if (event.type === "submit" || event.target.closest("a")) event.preventDefault() })</script>`,
  })
  for (const selector of ['#file', '#away', 'button']) await visit.page.click(selector)
  await visit.page.evaluate(() => {
    window.tributary?.('track', 'Calculator used', { seats: 12, plan: 'team' })
    window.tributary?.('identify', 'jo.doe@buyer.test', { role: 'CTO' })
  })
  await visit.finish()
})
afterAll(() => site.close())

/** `{a: 1, b: {c: 'x'}}` → `{a: 'number', b: {c: 'string'}}` */
const shapeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
    : typeof value

const shapeOfEnvelope = ({ site: key, sent_at, user_agent, batch, ...others }: WireBatch) => ({
  ...others,
  site: typeof key,
  sent_at: typeof sent_at,
  user_agent: typeof user_agent,
  batch: Array.isArray(batch),
})

describe('the wire', () => {
  it('carries batches as wire-v1.json has them', () => {
    expect(visit.requests.length).toBeGreaterThan(0)
    for (const { batch } of visit.requests) expect(shapeOfEnvelope(batch)).toEqual(shapeOfEnvelope(fixture))
  })

  it.each(fixture.batch.map((event): [WireEvent['type'], WireEvent] => [event.type, event]))(
    'carries %s events with the keys and types of wire-v1.json',
    (type, example) => {
      const sent = visit.events.find(event => event.type === type)
      expect(shapeOf(sent)).toEqual(shapeOf(example))
    },
  )

  it('carries each type of event that wire-v1.json has, and no other', () => {
    expect([...new Set(visit.events.map(({ type }) => type))].sort()).toEqual(fixture.batch.map(({ type }) => type).sort())
  })

  it('is understood by the collector, in the fixture and as it was sent', () => {
    for (const batch of [fixture, ...visit.requests.map(request => request.batch)]) {
      const { events } = parseBatch(JSON.parse(JSON.stringify(batch)))
      for (const event of events) expect(parseEvent(event).flags).toEqual([])
    }
  })
})
