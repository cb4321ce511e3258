import { describe, expect, it } from 'vitest'
import { catalog, downloads, formNames } from '../../scripts/demo/site/catalog.ts'
import { siteRoutes } from '../../scripts/demo/site/routes.tsx'

const TRIBUTARY = 'http://localhost:8787'
const site = siteRoutes({ tributary: TRIBUTARY, site_key: 'demo-key' })

const htmlOf = async (path: string) => (await site.request(path)).text()
const addressesIn = (html: string) => [...html.matchAll(/(?:href|src|action)="([^"]+)"/g)].map(match => match[1]!)

describe('the demo site', () => {
  it.each(catalog.map(page => [page.path, page.title]))(
    'serves %s with the title that the story gives it',
    async (path, title) => {
      const answer = await site.request(path)
      const html = await answer.text()
      expect(answer.status).toBe(200)
      expect(html.startsWith('<!doctype html><html lang="en">')).toBe(true)
      expect(html).toContain(`<title>${title}</title>`)
    },
  )

  it('carries the snippet as the install page shows it, and answers to localhost', async () => {
    expect(await htmlOf('/')).toMatch(
      /<script defer="" src="http:\/\/localhost:8787\/t\.js" data-site="demo-key" data-local="(true)?">/,
    )
  })

  it('asks no host but its own and the collector for anything', async () => {
    for (const { path } of catalog) {
      const html = await htmlOf(path)
      for (const tag of html.matchAll(/<(script|link|img)[^>]*(?:src|href)="([^"]+)"/g)) {
        expect(tag[2]).toMatch(/^(\/|data:|http:\/\/localhost:8787\/t\.js)/)
      }
    }
    const answer = await site.request('/')
    expect(answer.headers.get('content-security-policy')).toContain(`connect-src ${TRIBUTARY};`)
  })

  it('has no link that leads nowhere', async () => {
    const pages = await Promise.all(catalog.map(({ path }) => htmlOf(path)))
    const own = new Set(pages.flatMap(addressesIn).filter(address => address.startsWith('/') && !address.startsWith('/forms/')))
    expect(own.size).toBeGreaterThan(20)
    for (const address of own) expect((await site.request(address)).status, address).toBe(200)
  })

  it.each(formNames.map(name => [name]))('takes the form %s and says thank you', async name => {
    const pages = await Promise.all(catalog.map(({ path }) => htmlOf(path)))
    expect(pages.some(html => html.includes(`action="/forms/${name}"`))).toBe(true)
    const answer = await site.request(`/forms/${name}`, { method: 'POST', body: new URLSearchParams({ email: 'a@b.example' }) })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`/thanks/${name}`)
  })

  it.each(downloads.map(download => [download.file]))('offers %s as a PDF whose table of objects is right', async file => {
    const answer = await site.request(`/files/${file}`)
    const bytes = Buffer.from(await answer.arrayBuffer()).toString('latin1')
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    expect(bytes.startsWith('%PDF-1.4\n')).toBe(true)
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(bytes)?.[1])
    expect(bytes.slice(table)).toMatch(/^xref\n/)
    const starts = [...bytes.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(match => Number(match[1]))
    expect(starts.length).toBeGreaterThan(5)
    for (const [i, start] of starts.entries()) expect(bytes.slice(start)).toMatch(new RegExp(`^${i + 1} 0 obj\n`))
    const stream = /\/Length (\d+) >>\nstream\n/.exec(bytes)!
    expect(bytes.slice(stream.index + stream[0].length + Number(stream[1])).startsWith('\nendstream')).toBe(true)
  })

  it('has a page for what is not there', async () => {
    expect((await site.request('/blog/none')).status).toBe(404)
  })
})
