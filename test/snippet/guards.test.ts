import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const STUB = 'window.tributary = function () { (tributary.q = tributary.q || []).push(arguments) }'

describe('the script stays silent', () => {
  it.each([['localhost'], ['127.0.0.1'], ['app.localhost']])('C-local: on %s, unless the tag says data-local', async host => {
    const address = `http://${host}:${site.port}/`
    const silent = await site.visit({ path: address })
    expect(await silent.page.evaluate(() => typeof window.tributary)).toBe('function')
    await silent.page.evaluate(() => window.tributary?.('track', 'x'))
    expect(await silent.finishInSilence()).toEqual([])
    expect(await silent.context.cookies()).toEqual([])

    const loud = await site.visit({ path: address, attributes: 'data-local' })
    await loud.finish()
    expect(loud.ofType('page')).toMatchObject([{ url: address }])
    expect(loud.ofType('page')[0]?.anonymous_id).toBe((await loud.context.cookies(address))[0]?.value)
  })

  it('C-file: on a page from a file', async () => {
    const visit = await site.visit({ html: 'elsewhere' })
    const folder = await mkdtemp(join(tmpdir(), 'page-'))
    const file = join(folder, 'page.html')
    await writeFile(file, `<script defer src="${visit.url('/t.js')}" data-site="${visit.key}"></script>`)
    await visit.page.goto(pathToFileURL(file).href)
    expect(await visit.page.evaluate(() => window.tributary?.v)).toBe(1)
    expect(await visit.finishInSilence()).toEqual([])
    await rm(folder, { recursive: true })
  })

  it('C-frame: inside a frame', async () => {
    const visit = await site.visit({ html: '<iframe src="/inner"></iframe>', pages: {} })
    visit.plan.html = '{tag}'
    await visit.page.evaluate('document.querySelector("iframe").src = "/inner?2"')
    expect(await visit.finishInSilence()).toEqual([])
  })

  it('C-no-site: without a site key', async () => {
    const visit = await site.visit({ html: '<script src="http://t.{key}.test:{port}/t.js"></script>' })
    expect(await visit.finishInSilence()).toEqual([])
    expect(visit.errors).toEqual([])
  })
})

describe('the script works', () => {
  it('C-double: once when it stands in the page twice and a tag manager adds it again', async () => {
    const visit = await site.visit({
      head: '{tag}',
      body: '<a id="x" href="/a.pdf" download>a</a><script>addEventListener("click", event => event.preventDefault())</script>',
    })
    await visit.page.addScriptTag({ url: visit.url('//t.test/t.js?again') })
    await visit.page.click('#x')
    await visit.page.evaluate(() => history.pushState({}, '', '/next'))
    const events = await visit.finish()
    expect(events.map(({ type }) => type).filter(type => type !== 'engage')).toEqual(['page', 'download', 'page'])
  })

  it('C-names: without leaving any name but its own in the page', async () => {
    const visit = await site.visit({
      head: '<script>window.names = Object.getOwnPropertyNames(window)</script>',
    })
    const added = 'Object.getOwnPropertyNames(window).filter(name => !names.includes(name))'
    expect(await visit.page.evaluate(added)).toEqual(['names', 'tributary'])
  })

  it('C-queue: for calls that were made before it was there, in their order', async () => {
    const visit = await site.visit({
      head: `<script>${STUB}; tributary("track", "one", { n: 1 }); tributary("identify", "u-17"); tributary("track", "two")</script>`,
    })
    await visit.finish()
    expect(visit.events.slice(0, 4)).toMatchObject([
      { type: 'page' },
      { type: 'track', name: 'one', props: { n: 1 } },
      { type: 'identify', external_id: 'u-17' },
      { type: 'track', name: 'two' },
    ])
  })

  it('C-gtm: when a tag manager drops the data attributes and the address carries them', async () => {
    const visit = await site.visit({
      html: `<script>
        const script = document.createElement("script")
        script.src = "http://t.{key}.test:{port}/t.js?site={key}&consent=granted"
        document.head.append(script)
        script.remove()
      </script>`,
    })
    await visit.page.waitForFunction(() => window.tributary)
    await visit.finish()
    expect(visit.ofType('page')).toMatchObject([{ consent: { analytics: true, identify: true } }])
  })

  it('C-current-script: when a loader leaves document.currentScript empty', async () => {
    const visit = await site.visit({ before: () => Object.defineProperty(document, 'currentScript', { get: () => null }) })
    await visit.finish()
    expect(visit.ofType('page')).toHaveLength(1)
  })

  it('C-shadowed: when an element has the name of its global', async () => {
    const visit = await site.visit({
      html: '<title>T</title><form id="tributary"><input name="q"><input name="v"></form>{tag}',
    })
    await visit.finish()
    expect(visit.ofType('page')).toHaveLength(1)
    expect(visit.errors).toEqual([])
  })

  it('C-csp: under a strict policy with trusted types', async () => {
    const visit = await site.visit({ html: 'first' })
    visit.plan.html = '<title>T</title>{tag}'
    visit.plan.headers = {
      'content-security-policy': `default-src 'none'; script-src ${visit.url('//t.test/').slice(0, -1)}; connect-src ${visit.url('//t.test/e')}; require-trusted-types-for 'script'; trusted-types 'none'`,
    }
    const complaints: string[] = []
    visit.page.on('console', message => complaints.push(message.text()))
    await visit.page.goto(visit.url('/strict'))
    await visit.arrival(({ url }) => url.endsWith('/strict'))
    expect(complaints.filter(text => /policy|violat/i.test(text) && !text.includes('favicon'))).toEqual([])
    expect(visit.errors).toEqual([])
  })

  it('C-sandbox: in a sandboxed document, which has no origin and no cookies', async () => {
    const visit = await site.visit({ headers: { 'content-security-policy': 'sandbox allow-scripts' } })
    await visit.arrival(({ type }) => type === 'page')
    expect(visit.errors).toEqual([])
  })

  it('C-odd-calls: when the page calls it in odd ways', async () => {
    const visit = await site.visit()
    await visit.page.evaluate(() => {
      const call = (...args: unknown[]) => Reflect.apply(window.tributary ?? (() => {}), null, args)
      const circle: Record<string, unknown> = {}
      circle.self = circle
      call()
      call('unknown')
      call('toString')
      call('identify')
      call('identify', null)
      call('track', 'circle', circle)
      call('track', 'text', 'not an object')
      call('track', 'fine', null)
    })
    await visit.finish()
    expect(visit.ofType('identify')).toEqual([])
    expect(visit.ofType('track').map(({ name }) => name)).toContain('fine')
    expect(visit.errors).toEqual([])
  })
})
