/** The battery: one page, one list of actions, and what the real collector has stored afterwards, column by column. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actionsWith, body, type Column, columns, expected, marks, START } from '../../scripts/bench/snippet-battery.ts'
import { hasBackForwardCache } from '../browser.ts'
import { type EdgeVisit, openTown, type Stored, type Town } from './edge-site.ts'

let town: Town
let visit: EdgeVisit
const found = new Map<Column, Stored[]>()
beforeAll(async () => {
  town = await openTown({ backForwardCache: true })
  // Browser and test share the machine's clock, so that an event's time tells which action it belongs to.
  const starts: [column: Column, at: number][] = [['load', 0]]
  visit = await town.visit({ path: START, body })
  for (const { column, act } of actionsWith(visit.url('/without'))) {
    starts.push([column, Date.now()])
    if (column === 'bfcache back' && !hasBackForwardCache())
      await visit.run(() => void window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    else await act(visit.page)
    await visit.page.waitForTimeout(120)
  }
  const events = await visit.finish()
  starts.forEach(([column, at], i) => {
    const until = starts[i + 1]?.[1] ?? Number.POSITIVE_INFINITY
    const ofAction = events.filter(({ type, created_at }) => type !== 'engage' && created_at >= at && created_at < until)
    found.set(column, ofAction)
  })
})
afterAll(() => town.close())

const told = (column: Column, ...keys: string[]) =>
  (found.get(column) ?? []).map(event => Object.fromEntries(['type', ...keys].map(key => [key, event[key]])))
const forms = (column: Column) => told(column, 'email')
const page = { type: 'page' }

/** What the collector holds for each column, next to what the column expects: `1` is one event and nothing beside it. */
const cells: Record<Column, () => [found: unknown, wanted: unknown]> = {
  load: () => [told('load', 'url'), [{ ...page, url: visit.url(START) }]],
  'push+replace': () => [told('push+replace', 'url'), [{ ...page, url: visit.url('/next') }]],
  'title after nav': () => [told('push+replace', 'title'), [{ ...page, title: marks.nextTitle }]],
  'filter typing': () => [told('filter typing'), []],
  back: () => [told('back', 'url'), [{ ...page, url: visit.url(START) }]],
  '#anchor': () => [told('#anchor'), []],
  'out nested': () => [told('out nested', 'href'), [{ type: 'outbound', href: `https://${marks['out nested']}/` }]],
  'out SVG': () => [told('out SVG', 'href'), [{ type: 'outbound', href: `https://${marks['out SVG']}/` }]],
  'out shadow': () => [told('out shadow', 'href'), [{ type: 'outbound', href: `https://${marks['out shadow']}/` }]],
  'download .PDF?v': () => [
    told('download .PDF?v', 'href'),
    [{ type: 'download', href: visit.url(`/files/${marks['download .PDF?v']}?v=3`) }],
  ],
  'download on CDN': () => [told('download on CDN', 'href'), [{ type: 'download', href: `https://${marks['download on CDN']}` }]],
  'form (clobbered names)': () => [told('form (clobbered names)'), [{ type: 'form' }]],
  email: () => [forms('form (clobbered names)'), [{ type: 'form', email: marks['form (clobbered names)'] }]],
  'formless email': () => [forms('formless email'), [{ type: 'form', email: marks['formless email'] }]],
  'shadow form': () => [forms('shadow form'), [{ type: 'form', email: marks['shadow form'] }]],
  'form.submit()': () => [forms('form.submit()'), [{ type: 'form', email: marks['form.submit()'] }]],
  'bfcache back': () => [told('bfcache back', 'url'), [{ ...page, url: visit.url(`${START}#part`) }]],
  'POST type': () => [
    [...new Set(visit.requests.map(({ method, headers }) => `${method} ${headers['content-type']?.split(';')[0]}`))],
    [`POST ${expected['POST type']}`],
  ],
}

describe('the battery', () => {
  it.each(columns.map(column => [column, expected[column]] as const))('%s: %s', column => {
    const [stored, wanted] = cells[column]()
    expect(stored).toEqual(wanted)
  })

  it('costs the page no error and the collector no dead letter', async () => {
    expect(visit.errors).toEqual([])
    expect(await town.letters()).toEqual([])
    expect(visit.requests.map(({ status }) => status)).toEqual(visit.requests.map(() => 202))
  })
})
