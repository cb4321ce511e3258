import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, describe, expect, it } from 'vitest'
import { openStore } from '../../../db/open.ts'
import { attribute } from '../../../worker/jobs/attribute.ts'
import { CHROME, pageView, startCollector } from './collector.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-privacy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const NAMES = ['visitor-jane-0123456789', 'jane@acme.example', 'Jane Seedling', '+49 30 7654321', 'crm-4711', '198.51.100.77']

/** What an old or a wrong snippet, or somebody else's, sends of somebody who asked not to be known. */
const told = () => [
  pageView({ anonymous_id: NAMES[0] }),
  pageView({
    anonymous_id: NAMES[0],
    type: 'form',
    form: 'demo',
    email: NAMES[1],
    fields: { email: NAMES[1], name: NAMES[2], phone: NAMES[3] },
    consent: { analytics: true, identify: true },
  }),
  pageView({ anonymous_id: NAMES[0], type: 'identify', email: NAMES[1], traits: { name: NAMES[2] } }),
  pageView({ anonymous_id: NAMES[0], type: 'identify', external_id: NAMES[4] }),
  pageView({ anonymous_id: NAMES[0], url: `https://www.example.com/?email=${NAMES[1]}` }),
]

describe('a browser that asks for privacy', () => {
  it.each([
    ['by Global Privacy Control', { 'sec-gpc': '1' }],
    ['by Do Not Track', { dnt: '1' }],
  ])('%s is counted, and nothing that names it is stored, whatever its page sends', async (name, signal) => {
    const file = `${name.replaceAll(' ', '-')}.db`
    const db = await openStore(`sqlite:${join(folder, file)}`, Date.now)
    const { send, key, events, clock } = await startCollector(db, { clientOf: () => '198.51.100.77' })
    const headers = { origin: 'https://www.example.com', cookie: `_tb=${NAMES[0]}`, 'x-forwarded-for': '198.51.100.77' }
    const answer = await send({ site: key, user_agent: CHROME, batch: told() }, { ...headers, ...signal })
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await answer.json()).toMatchObject({
      accepted: 3,
      rejected: [
        { index: 2, reason: 'consent_denied' },
        { index: 3, reason: 'consent_denied' },
      ],
    })
    expect((await events()).map(({ type }) => type).sort()).toEqual(['form', 'page', 'page'])
    expect(new Set((await events()).map(({ visitor_id }) => visitor_id)).size).toBe(1)

    await attribute({ db, now: () => clock.now, newId: () => crypto.randomUUID() })
    expect(await db.all(sql`select page_views, forms from sessions`)).toEqual([{ page_views: 2, forms: 1 }])
    expect(await db.all(sql`select * from identity_links`)).toEqual([])
    expect(foundIn(file)).toEqual([])
    await db.close()
  })

  it('is told apart from one that does not', async () => {
    const db = await openStore(`sqlite:${join(folder, 'known.db')}`, Date.now)
    const { send, key } = await startCollector(db)
    await send({ site: key, batch: told() }, { 'sec-gpc': '0', dnt: '0' })
    expect(foundIn('known.db')).toEqual(NAMES.slice(0, 5))
    await db.close()
  })
})

/** Which of the names stand in the files of a store. */
function foundIn(file: string): string[] {
  const stored = Buffer.concat(
    readdirSync(folder)
      .filter(name => name.startsWith(file))
      .map(name => readFileSync(join(folder, name))),
  )
  return NAMES.filter(name => stored.includes(name))
}
