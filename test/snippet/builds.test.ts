import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site } from './site.ts'

const BODY = `<a id="x" href="/a.pdf" download>a</a><form id="f"><input name="email" value="jo@acme.test"><button>Send</button></form>
  <script>for (const type of ['click', 'submit']) addEventListener(type, event => { if (type === 'submit' || event.target.id === 'x') event.preventDefault() })</script>`

describe.each([
  ['core', ['page', 'page', 'track']],
  ['standard', ['download', 'engage', 'engage', 'form', 'page', 'page', 'track']],
  ['full', ['download', 'engage', 'engage', 'form', 'page', 'page', 'track']],
] as const)('the %s build', (build, types) => {
  let site: Site
  beforeAll(async () => {
    site = await openSite({ build })
  })
  afterAll(() => site.close())

  it(`C-build-${build}: records ${types.join(', ')} of the same visit`, async () => {
    const visit = await site.visit({ path: '/start?token=SEED&utm_source=li', body: BODY })
    await visit.page.click('#x')
    await visit.page.click('button')
    await visit.page.evaluate(() => history.pushState({}, '', '/next'))
    await visit.page.waitForTimeout(120)
    await visit.page.evaluate(() => window.tributary?.('track', 'Done', { password: 'SEED' }))
    const events = await visit.finish()
    expect(events.map(({ type }) => type).sort()).toEqual(types)
    expect(visit.ofType('page').map(({ url }) => url)).toEqual([visit.url('/start?token=*&utm_source=li'), visit.url('/next')])
    expect(new Set(events.map(event => event.anonymous_id)).size).toBe(1)
    expect(visit.requests.map(({ body }) => body).join()).not.toContain('SEED')
    expect(visit.errors).toEqual([])
  })

  it(`C-build-${build}-consent: stores and sends nothing before an answer`, async () => {
    const visit = await site.visit({ attributes: 'data-consent="required"', body: BODY })
    await visit.page.click('button')
    expect(await visit.finishInSilence()).toEqual([])
    expect(await visit.context.cookies()).toEqual([])
  })
})
