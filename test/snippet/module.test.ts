import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildModule } from '../../scripts/build-snippet.mjs'
import { openSite, type Site } from './site.ts'

let site: Site
let source: string
beforeAll(async () => {
  source = await buildModule()
  site = await openSite()
})
afterAll(() => site.close())

it('M-server: importing and calling the module on a server does nothing', async () => {
  const { load, tributary } = await import(`data:text/javascript,${encodeURIComponent(source)}`)
  load({ site: 'x', host: 'https://t.example.com' })
  tributary('track', 'x')
  expect(globalThis).not.toHaveProperty('tributary')
})

it('M-load: records as the script does, with calls from before and after, once', async () => {
  const visit = await site.visit({
    html: '<title>M</title><form id="f"><input name="email" value="jo@acme.test"><button>Send</button></form>',
  })
  await visit.page.addScriptTag({
    type: 'module',
    content: `import { load, tributary } from 'data:text/javascript,${encodeURIComponent(source).replaceAll("'", '%27')}'
      addEventListener('submit', event => event.preventDefault())
      const options = { site: '${visit.key}', host: '${visit.url('//t.test/')}', consent: 'granted' }
      tributary('track', 'before')
      load(options)
      load(options)
      tributary('track', 'at once')
      setTimeout(() => tributary('track', 'after'), 50)`,
  })
  await visit.page.waitForFunction(() => window.tributary?.v)
  await visit.page.click('button')
  await visit.finish()
  expect(visit.ofType('page')).toMatchObject([{ url: visit.url('/'), consent: { analytics: true, identify: true } }])
  expect(visit.ofType('track').map(({ name }) => name)).toEqual(['before', 'at once', 'after', 'the end'])
  expect(visit.ofType('form')).toMatchObject([{ email: 'jo@acme.test' }])
  expect(visit.errors).toEqual([])
})
