/** The battery for each script: what it sends after each action, told by the words in which it names its events. */
import type { Browser } from 'playwright-core'
import { actionsWith, byColumn, type Column, columns, expected, marks, START } from './snippet-battery.ts'
import { USER_AGENT } from './snippet-browser.ts'
import type { Subject } from './snippet-subjects.ts'
import type { Taken, Web } from './snippet-web.ts'

export interface Sight {
  readonly name: string
  /** `·` where the script never sends events of that kind. */
  readonly cells: Readonly<Record<Column, string>>
}

/** Longer than any of the scripts waits before it sends. */
const SETTLE_MS = 1600

type Kind = 'view' | 'link' | 'download' | 'form'

/** What ours and the others call them. */
const names: Record<Kind, RegExp> = {
  view: /"type":"page"|"n":"pageview"|^GET \/collect|\$\$pageView|"screen_view"|"event_type":"pageview"/gm,
  link: /"type":"outbound"|Outbound Link: Click|\$\$outboundLink|"link_out"/g,
  download: /"type":"download"|File Download/g,
  form: /"type":"form"|Form: Submission|"event_type":"\$form"/g,
}

const kinds: Partial<Record<Column, Kind>> = {
  load: 'view',
  'push+replace': 'view',
  'filter typing': 'view',
  back: 'view',
  '#anchor': 'view',
  'out nested': 'link',
  'out SVG': 'link',
  'out shadow': 'link',
  'download .PDF?v': 'download',
  'download on CDN': 'download',
  'form (clobbered names)': 'form',
  'shadow form': 'form',
  'form.submit()': 'form',
  'bfcache back': 'view',
}

export async function sightOf(browser: Browser, web: Web, subjects: readonly Subject[], number: number): Promise<Sight> {
  const context = await browser.newContext({ userAgent: USER_AGENT })
  await context.addInitScript(() => Object.defineProperty(navigator, 'webdriver', { get: () => false }))
  const page = await context.newPage()
  const origin = web.origin(number)
  const told = new Map<Column, Taken[]>()
  web.take(number)
  await page.goto(origin + START)
  await page.waitForTimeout(SETTLE_MS)
  told.set('load', web.take(number))
  for (const { column, act } of actionsWith(`${origin}/without`)) {
    await act(page)
    await page.waitForTimeout(SETTLE_MS)
    told.set(column, web.take(number))
  }
  await context.close()
  return { name: subjects[number]?.name ?? '', cells: cellsFrom(told) }
}

function cellsFrom(told: ReadonlyMap<Column, readonly Taken[]>): Record<Column, string> {
  const textOf = (requests: readonly Taken[]) => requests.map(({ method, url, body }) => `${method} ${url} ${body}`).join('\n')
  const all = [...told.values()].flat()
  const everything = textOf(all)
  const timesIn = (text: string, kind: Kind) => text.match(names[kind])?.length ?? 0
  const cellOf = (column: Column): string => {
    const text = textOf(told.get(column) ?? [])
    const kind = kinds[column]
    if (kind) return timesIn(everything, kind) === 0 ? '·' : `${timesIn(text, kind)}`
    switch (column) {
      case 'title after nav': {
        if (!everything.includes('Page /start')) return '·'
        return textOf(told.get('push+replace') ?? []).includes(marks.nextTitle) ? 'yes' : 'stale'
      }
      case 'email':
        return yes(textOf(told.get('form (clobbered names)') ?? []).includes(marks['form (clobbered names)']))
      case 'formless email':
        return yes(text.includes(marks['formless email']))
      default:
        return (
          [...new Set(all.filter(({ method }) => method === 'POST').map(({ type }) => type.split(';')[0]))].join(', ') || 'GET'
        )
    }
  }
  return byColumn(cellOf)
}

const yes = (is: boolean) => (is ? 'yes' : '·')

/** Columns that the script offers, by what it sent, and in which it is wrong. */
export const wrongCells = ({ cells }: Sight): Column[] =>
  columns.filter(column => column !== 'POST type' && cells[column] !== '·' && cells[column] !== `${expected[column]}`)
