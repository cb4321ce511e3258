import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { addSite } from '../../../worker/collect/sites.ts'
import { describeEachEngine, NOW, useStores } from '../../engines.ts'
import { pageView, startCollector } from './collector.ts'

const deps = { now: () => NOW, newId: () => crypto.randomUUID() }

describeEachEngine('addSite', open => {
  it('gives a domain one key, however often and however it is written', async () => {
    const db = await open()
    const first = await addSite(db, 'example.com', deps)
    expect(first).toEqual({ domain: 'example.com', site_key: expect.stringMatching(/^pk_[0-9a-f]{32}$/) })
    for (const spelling of ['Example.COM', 'https://www.example.com/pricing', ' example.com:8080 ']) {
      expect(await addSite(db, spelling, deps)).toEqual(first)
    }
    expect(await addSite(db, 'shop.example.com', deps)).not.toEqual(first)
  })

  it('makes all sessions stale, since what is internal has changed', async () => {
    const db = await open()
    await addSite(db, 'example.com', deps)
    expect(await db.all(sql`select kind from stale_marks`)).toEqual([{ kind: 'everything' }])
    await db.run(sql`delete from stale_marks`)
    await addSite(db, 'example.com', deps)
    expect(await db.all(sql`select kind from stale_marks`)).toEqual([])
  })
})

describe('a site', () => {
  const open = useStores('sqlite')

  it.each(['', '   ', 'not a domain', 'exa mple.com', 'https://', 'a..b'])('is not %j', async domain => {
    await expect(addSite(await open(), domain, deps)).rejects.toMatchObject({ reason: 'invalid_parameter' })
  })

  it.each(['localhost', '127.0.0.1', 'müller.de', 'intranet'])('may be %s', async domain => {
    expect((await addSite(await open(), domain, deps)).site_key).toMatch(/^pk_/)
  })

  it('that is added beside a running collector works at once', async () => {
    const { send, db } = await startCollector(await open())
    expect((await send({ site: 'pk_later', batch: [pageView()] })).status).toBe(401)
    await db.run(sql`insert into sites (site_id, domain, site_key, created_at) values ('s2', 'example.org', 'pk_later', 0)`)
    expect((await send({ site: 'pk_later', batch: [pageView({ url: 'https://example.org/' })] })).status).toBe(202)
  })

  it('that is taken away ends within five seconds', async () => {
    const { send, db, key, clock } = await startCollector(await open())
    const status = async () => (await send({ site: key, batch: [pageView({ id: 'x' })] })).status
    expect(await status()).toBe(202)
    await db.run(sql`delete from sites`)
    expect(await status()).toBe(202)
    clock.now += 5000
    expect(await status()).toBe(401)
  })
})
