/**
 * Whether the last thing that a visitor does on a page arrives: pages that are left by a link to another site or by a
 * form, at different moments after they were opened.
 */
import type { Page } from 'playwright-core'

export interface Delivery {
  readonly what: 'last click' | 'form'
  readonly happened: number
  readonly arrived: number
  /** Stored more than once. */
  readonly twice: number
}

/** What is asked of a stored event. */
export interface Delivered {
  readonly type: string
  readonly href?: unknown
  readonly email?: unknown
}

const isForm = (n: number) => n % 2 === 1
const mark = (n: number) => `leave-${n}@acme.example`

/** Body of the page that navigation `n` leaves. @param away  an address of another site */
export const leavingBody = (n: number, away: string): string =>
  isForm(n)
    ? `<form action="/without"><input name="email" value="${mark(n)}"><button id="go">Send</button></form>`
    : `<a id="go" href="${away}?n=${n}.">Partner</a>`

/** Opens and leaves `count` pages, one after the other in one tab. @param url  of the page whose body is `leavingBody(n, …)` */
export async function leaveOften(page: Page, count: number, url: (n: number) => string): Promise<void> {
  for (let n = 0; n < count; n++) {
    await page.goto(url(n))
    // At once, while the first events wait, while they travel, and after that.
    await page.waitForTimeout([0, 40, 300, 995, 1020, 1400][Math.floor(n / 2) % 6] ?? 0)
    await Promise.all([page.waitForURL('**/without*'), page.evaluate(() => document.querySelector<HTMLElement>('#go')?.click())])
  }
}

export function deliveriesOf(events: readonly Delivered[], count: number): Delivery[] {
  const numbers = Array.from({ length: count }, (_, n) => n)
  const timesOf = (n: number) =>
    isForm(n)
      ? events.filter(({ type, email }) => type === 'form' && email === mark(n)).length
      : events.filter(({ type, href }) => type === 'outbound' && `${href}`.endsWith(`?n=${n}.`)).length
  return (['last click', 'form'] as const).map(what => {
    const times = numbers.filter(n => isForm(n) === (what === 'form')).map(timesOf)
    return {
      what,
      happened: times.length,
      arrived: times.filter(time => time > 0).length,
      twice: times.filter(time => time > 1).length,
    }
  })
}
