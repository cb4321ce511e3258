/** Every page over every store: with nothing, with one row of each, with much; and with names that mean harm. */
import { describe, expect, it } from 'vitest'
import { describeEachEngine, useStores } from '../../engines.ts'
import { pageSite, pagesOf } from './site.ts'
import { fillWorkspace, little, much, type WorkspaceSize } from './workspace.ts'

const some: WorkspaceSize = { accounts: 12, people: 5, visits: 40, deals: 14 }

/** What a page under our policy must not hold, since browsers would refuse it. */
const inlineCode = /\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=["']?[a-z]|javascript:/i

describeEachEngine('pages', open => {
  it.each([
    ['nothing', null],
    ['one of each', little],
    ['some of each', some],
  ] as const)('answer with %s in the workspace', async (_, size) => {
    const db = await open()
    if (size) await fillWorkspace(db, size)
    const site = await pageSite(db)
    for (const path of pagesOf(size !== null)) {
      const html = await site.page(path)
      expect.soft(html.match(inlineCode)?.[0], path).toBeUndefined()
      expect.soft(html.match(/.{30}(undefined|NaN|\[object|null<)/)?.[0], path).toBeUndefined()
    }
    expect(site.reported).toEqual([])
  })
})

describe('pages over one store', () => {
  const open = useStores('sqlite')

  it('lead to pages that are there, whatever is clicked', async () => {
    const db = await open()
    await fillWorkspace(db, some)
    const site = await pageSite(db)
    const seen = new Set<string>()
    const next = [...pagesOf(true)]
    const rest: string[] = []
    while (next.length > 0) {
      const path = next.pop()!
      if (seen.has(path)) continue
      seen.add(path)
      const html = await site.page(path)
      for (const [, href] of html.matchAll(/\shref="(\/[a-z][^"#]*)/g)) {
        const link = href!.replaceAll('&amp;', '&')
        // One link of each shape is followed: same path without ids, same parameters.
        const shape = link.replace(/\/(c|d|p)\d+[^/?]*/, '/$1').replace(/=[^&]*/g, '')
        if (!rest.includes(shape)) {
          rest.push(shape)
          next.push(link)
        }
      }
    }
    expect(seen.size).toBeGreaterThan(30)
    expect(site.reported).toEqual([])
  })

  it('show names from outside as text only', async () => {
    const db = await open()
    const names = [
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onmouseover='alert(1)",
      '\u202Egnp.exe',
      '<!--',
      '</title>',
      '{{7*7}}',
      ' ',
    ]
    await fillWorkspace(db, { ...some, name: (_, i) => names[i % names.length]! })
    const site = await pageSite(db)
    for (const path of [
      ...pagesOf(true),
      '/accounts?q=%3Cscript%3Ealert(2)%3C/script%3E',
      '/channels/deals?period=all&by=channel&of=%3Cscript%3E',
    ]) {
      const html = await site.page(path)
      expect.soft(html.match(/<script>alert|<img src=x|<!--/)?.[0], path).toBeUndefined()
      expect.soft([...html.matchAll(/<script/g)], path).toHaveLength(path === '/install/feed' ? 0 : 1)
    }
  })

  it('stay below 150 kB at the first visit, style, script and type included', async () => {
    const db = await open()
    await fillWorkspace(db, much)
    const site = await pageSite(db)
    const zipped = async (text: string | ArrayBuffer) => {
      const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
      return (await new Response(stream).arrayBuffer()).byteLength
    }
    const html = await site.page('/accounts/c0')
    const addresses = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(match => match[1]!)
    expect(addresses).toHaveLength(3)
    const assets = await Promise.all(addresses.map(async address => (await site.app.request(address)).arrayBuffer()))
    const sizes = await Promise.all(assets.map(body => zipped(body)))
    const largest = Math.max(...(await Promise.all(pagesOf(true).map(async path => zipped(await site.page(path))))))
    expect(largest + sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000)
  })
})
