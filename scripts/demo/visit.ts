/** One visit as the snippet would have sent it: a page view per page, what was read of it, and what was clicked or filled in. */
import type { WireEvent } from '../../snippet/wire.ts'
import type { Arrival } from './arrivals.ts'
import type { Browser } from './browsers.ts'
import { timeOf } from './calendar.ts'
import type { SentEvent } from './facts.ts'
import { nordkai } from './nordkai.ts'
import type { Random } from './random.ts'
import { downloads, type FormName, pageAt, type SitePage } from './site/catalog.ts'

/** Where a visit goes after it landed. */
export interface Stop {
  readonly path: string
  /** Filled in at the end of the stay; the thank-you page follows. */
  readonly form?: FilledForm
  /** File name of a download clicked on the page. */
  readonly download?: string
  /** Another site, clicked at the end of the stay. */
  readonly outbound?: string
}

export interface FilledForm {
  readonly form: FormName
  readonly email: string
  readonly fields: Readonly<Record<string, string>>
}

export interface Visit {
  readonly browser: Browser
  /** The landing, UTC ms. */
  readonly at: number
  readonly arrival: Arrival
  /** What is done on the landing page. */
  readonly landed?: Omit<Stop, 'path'>
  readonly stops: readonly Stop[]
  /** A browser with Global Privacy Control sends no visitor id. */
  readonly is_anonymous?: boolean
}

/** Events in order of time. A visit ends within the hour. */
export function visitEvents(visit: Visit, random: Random): SentEvent[] {
  const { browser, arrival } = visit
  const sent: SentEvent[] = []
  let clock = visit.at
  let address = addressOf(arrival.landing, arrival.query)
  let referrer = arrival.referrer

  const common = (url: string, title: string) => ({
    id: random.id(),
    ...(!visit.is_anonymous && { anonymous_id: browser.anonymous_id }),
    url,
    title,
    created_at: timeOf(clock),
  })
  const send = (event: WireEvent) => sent.push({ user_agent: browser.user_agent, event })

  for (const stop of [{ path: arrival.landing, ...visit.landed }, ...visit.stops].flatMap(withThanks)) {
    const page = pageAt(stop.path)
    if (sent.length > 0) {
      referrer = address
      address = addressOf(stop.path, {})
    }
    const view: WireEvent = { type: 'page', ...common(address, page.title), ...(referrer && { referrer }) }
    send(view)

    const { engaged_ms, scroll_percent } = readingOf(page, random)
    clock += engaged_ms
    if (stop.download) {
      const href = `${nordkai.origin}/files/${stop.download}`
      send({ type: 'download', ...common(address, page.title), href, text: titleOf(stop.download) })
      clock += random.whole(500, 2500)
    }
    if (stop.form) {
      const { form, email, fields } = stop.form
      send({ type: 'form', ...common(address, page.title), form, email, fields: { ...fields } })
      clock += random.whole(200, 900)
    }
    if (stop.outbound) {
      send({ type: 'outbound', ...common(address, page.title), href: stop.outbound, text: new URL(stop.outbound).hostname })
      clock += random.whole(100, 400)
    }
    send({ type: 'engage', ...common(address, page.title), page_id: view.id, engaged_ms, scroll_percent })
    clock += random.whole(300, 20_000)
  }
  return sent
}

/** The canonical address on Nordkai's site. */
export function addressOf(path: string, query: Readonly<Record<string, string>>): string {
  const parameters = new URLSearchParams(query).toString()
  return nordkai.origin + path + (parameters && `?${parameters}`)
}

/** A form leads to its thank-you page, and there the file is waiting. */
function withThanks(stop: Stop): Stop[] {
  if (!stop.form) return [stop]
  const { form } = stop.form
  const file = downloads.find(one => one.form === form)?.file
  return [stop, { path: `/thanks/${form}`, ...(file && { download: file }) }]
}

const titleOf = (file: string) => downloads.find(one => one.file === file)?.title ?? file

/** Seconds from, seconds to, deepest point from, to; one in four looks and leaves. */
const readings: Record<SitePage['kind'], readonly [number, number, number, number]> = {
  home: [8, 45, 30, 90],
  product: [25, 120, 45, 100],
  pricing: [20, 110, 50, 100],
  security: [30, 160, 50, 100],
  blog: [6, 30, 25, 80],
  post: [55, 260, 60, 100],
  story: [35, 140, 55, 100],
  resources: [8, 35, 40, 100],
  form: [25, 95, 40, 100],
  thanks: [3, 12, 60, 100],
}

function readingOf({ kind }: SitePage, random: Random): { engaged_ms: number; scroll_percent: number } {
  const [least, most, shallow, deep] = readings[kind]
  if (kind !== 'thanks' && kind !== 'form' && random.chance(0.25)) {
    return { engaged_ms: random.whole(2_000, 9_000), scroll_percent: random.whole(10, 40) }
  }
  return { engaged_ms: random.whole(least * 1000, most * 1000), scroll_percent: random.whole(shallow, deep) }
}
