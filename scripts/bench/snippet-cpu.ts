/**
 * Main-thread time that a script costs its page: processor time of all of the page's tasks, as Chromium counts it, with
 * the script minus without. Native work that a script causes counts, other processes do not.
 */
import type { Browser, CDPSession } from 'playwright-core'
import { median } from './main.ts'
import { USER_AGENT } from './snippet-browser.ts'
import { NOTHING, type Subject } from './snippet-subjects.ts'
import type { Web } from './snippet-web.ts'

export const phases = ['load', 'page view', 'click', 'form'] as const
export type Phase = (typeof phases)[number]

export interface Cost {
  readonly name: string
  /** Milliseconds: of the load, of one event. */
  readonly ms: Readonly<Record<Phase, number>>
  /** Whether it has sent anything at all in that phase. */
  readonly isSending: Readonly<Record<Phase, boolean>>
}

/** The page stays where it is. */
export const cpuBody = `
  <a id="away" href="https://away.example/"><b id="in">away</b></a>
  <form id="form"><input name="email"><input name="company" value="Acme"><button>Send</button></form>
  <div style="height: 3000px"></div>
  <script>for (const type of ['click', 'submit']) addEventListener(type, event => event.preventDefault())</script>`

const EVENTS = 25
const LOADS = 4

/** Longer than any of the scripts waits before it sends. */
const SETTLE_MS = 1300

export async function cpuBench(
  browser: Browser,
  web: Web,
  subjects: readonly Subject[],
  rounds: number,
  note: (text: string) => void,
): Promise<Cost[]> {
  const measured = subjects.map(() => [] as Round[])
  for (let round = 0; round < rounds; round++) {
    for (const [i, subject] of subjects.entries()) {
      note(`round ${round + 1} of ${rounds}: ${subject.name}`)
      measured[i]?.push(await measure(browser, web, i))
    }
  }
  const medians = measured.map(runs => byPhase(phase => median(runs.map(run => run.ms[phase]))))
  const bare = medians[subjects.findIndex(({ name }) => name === NOTHING)]
  return subjects.map(({ name }, i) => ({
    name,
    ms: byPhase(phase => {
      const all = (medians[i]?.[phase] ?? Number.NaN) - (name === NOTHING ? 0 : (bare?.[phase] ?? 0))
      return all / (phase === 'load' ? LOADS : EVENTS)
    }),
    isSending: byPhase(phase => measured[i]?.some(run => run.sent[phase] > 0) ?? false),
  }))
}

interface Round {
  readonly ms: Record<Phase, number>
  readonly sent: Record<Phase, number>
}

async function measure(browser: Browser, web: Web, subject: number): Promise<Round> {
  const context = await browser.newContext({ userAgent: USER_AGENT })
  await context.addInitScript(() => Object.defineProperty(navigator, 'webdriver', { get: () => false }))
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  // Processor time, not the clock's: a busy machine does not count.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  // A page of the same origin first, so that the process of the page is the one that is measured.
  await page.goto(`${web.origin(subject)}/without`)
  web.take(subject)

  const round: Round = { ms: byPhase(() => 0), sent: byPhase(() => 0) }
  const acts: Record<Phase, () => Promise<unknown>> = {
    async load() {
      for (let i = 0; i < LOADS; i++) {
        if (i > 0) await page.waitForTimeout(SETTLE_MS)
        await page.goto(`${web.origin(subject)}/start/${i}?utm_source=li`)
      }
    },
    'page view': () =>
      page.evaluate(async count => {
        for (let i = 0; i < count; i++) {
          history.pushState({}, '', `/page/${i}`)
          await new Promise(resolve => setTimeout(resolve, 65))
        }
      }, EVENTS),
    click: () =>
      page.evaluate(async count => {
        for (let i = 0; i < count; i++) {
          document.querySelector('#away')?.setAttribute('href', `https://away.example/${i}`)
          document.querySelector<HTMLElement>('#in')?.click()
          await new Promise(resolve => setTimeout(resolve, 10))
        }
      }, EVENTS),
    form: () =>
      page.evaluate(async count => {
        for (let i = 0; i < count; i++) {
          document.querySelector('input')?.setAttribute('value', `jo${i}@acme.example`)
          document.querySelector('form')?.requestSubmit()
          await new Promise(resolve => setTimeout(resolve, 10))
        }
      }, EVENTS),
  }
  for (const phase of phases) {
    const before = await taskMs(session)
    await acts[phase]()
    await page.waitForTimeout(SETTLE_MS)
    round.ms[phase] = (await taskMs(session)) - before
    round.sent[phase] = web.take(subject).length
  }
  await context.close()
  return round
}

async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
}

const byPhase = <T>(make: (phase: Phase) => T): Record<Phase, T> => ({
  load: make('load'),
  'page view': make('page view'),
  click: make('click'),
  form: make('form'),
})
