import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { migrate, readMigrations } from '../../../db/migrate.ts'
import { RulesChanged, saveChannelRules } from '../../../worker/channel-rules.ts'
import { readSettings } from '../../../worker/settings.ts'
import { describeEachEngine, NOW } from '../../engines.ts'
import { daysBefore, openWorkspace, page, publishedTouches } from '../jobs/workspace.ts'
import { pageSite } from './site.ts'

const reviews = { channel: 'Reviews', when: [{ field: 'source', operator: 'is', value: 'g2*' }] } as const

describeEachEngine('channel rules', open => {
  it('are previewed, saved, counted anew by the next run, and put back', async () => {
    const ws = await openWorkspace(await open())
    const site = await pageSite(ws.db)
    await ws.visit('v1', page(daysBefore(3), 'https://www.example.com/a?utm_source=g2crowd'))
    await ws.visit('v2', page(daysBefore(2), 'https://www.example.com/b?utm_source=g2&utm_medium=cpc'))
    await ws.visit('v3', page(daysBefore(2), 'https://www.example.com/c', { referrer: 'https://www.google.com/' }))
    await ws.import('people', [{ external_id: 'P1', email: 'ann@acme.com' }])
    const touch = { at: daysBefore(1), person: 'P1', source: 'g2.com' }
    await ws.import('touches', [
      { ...touch, external_id: 'T1', channel: '' },
      { ...touch, external_id: 'T2', channel: 'Fair' },
    ])
    await ws.attribute()

    const post = (fields: Record<string, string>, from = 'same-origin') =>
      site.app.request('/channels/rules', {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': from, Accept: 'text/html' },
      })
    const form = {
      seen: '[]',
      'name:0': 'Reviews',
      'field:0:0': 'source',
      'operator:0:0': 'starts_with',
      'value:0:0': 'G2',
    }
    const channels = async () => {
      await ws.attribute()
      const sessions = await ws.db.all<{ channel: string }>(sql`select channel from sessions order by started_at, session_id`)
      const touches = await publishedTouches(ws.db)
      return [...sessions.map(row => row.channel), ...touches.map(row => row.channel).sort()]
    }
    const before = await channels()
    expect(await site.page('/channels/rules')).toContain('There are no rules of your own')

    const preview = await (await post({ ...form, action: 'preview' })).text()
    expect(preview).toContain('<strong>3\u00a0visits</strong> of 4')
    expect(preview).toContain('g2 / cpc, on example.com/b')
    expect((await post({ ...form, action: 'save', 'value:0:0': '' })).status).toBe(422)
    expect((await post({ ...form, action: 'save' }, 'cross-site')).status).toBe(403)
    expect(await channels()).toEqual(before)

    expect((await post({ ...form, action: 'save' })).status).toBe(303)
    expect(site.wanted()).toBe(1)
    expect(await channels()).toEqual(['Reviews', 'Reviews', 'Organic Search', 'Fair', 'Reviews'])

    const conflict = await post({ ...form, action: 'save', 'value:0:0': 'other' })
    expect([conflict.status, await conflict.text()]).toEqual([
      409,
      expect.stringContaining('Somebody else has changed the rules'),
    ])

    ws.clock.now += 1
    await saveChannelRules({ db: ws.db, now: () => NOW + 1, newId: () => 'empty' }, { rules: [], actor: 'ann' })
    const shown = await site.page('/channels/rules')
    expect(shown).toContain('by <bdi>ann</bdi>: no rules any more')
    const [, change] = /change=([^"&]+)/.exec(shown) ?? []
    expect(await site.page(`/channels/rules?change=${change}`)).toContain('value="G2"')
    expect(await channels()).toEqual(before)
    expect((await site.app.request('/channels/rules?change=none', { headers: { Accept: 'text/html' } })).status).toBe(404)
    expect(site.reported).toEqual([])
  })

  it('that are gone are previewed by the built-in rules', async () => {
    const ws = await openWorkspace(await open())
    const site = await pageSite(ws.db)
    await saveChannelRules({ db: ws.db, now: () => NOW, newId: () => 'c1' }, { rules: [reviews], actor: 'ann' })
    await ws.visit('v1', page(daysBefore(3), 'https://www.example.com/a?utm_source=g2&utm_medium=email'))
    await ws.attribute()
    const answer = await site.app.request('/channels/rules', {
      method: 'POST',
      body: new URLSearchParams({ seen: JSON.stringify([reviews]), action: 'preview' }),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin', Accept: 'text/html' },
    })
    expect(await answer.text()).toMatch(/Reviews<\/bdi><\/span> → <span[^>]*><span[^>]*><\/span><bdi>Email/)
  })

  it('of two people who save at once keep one, whole', async () => {
    const db = await open()
    const save = (id: string, channel: string) =>
      saveChannelRules({ db, now: () => NOW, newId: () => id }, { seen: [], rules: [{ ...reviews, channel }], actor: id })
    const outcomes = await Promise.allSettled([save('one', 'One'), save('two', 'Two')])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []))).toEqual([
      expect.any(RulesChanged),
    ])
    expect(await db.all(sql`select change_id from channel_rule_changes`)).toHaveLength(1)
  })

  it('of the table before are kept, in their order', async () => {
    const db = await open({ migrated: false })
    const migrations = readMigrations()
    await migrate(
      db,
      migrations.filter(({ name }) => name < '0016'),
      () => NOW,
    )
    await db.run(
      sql`insert into channel_rules (position, match_field, match_value, channel) values (9, 'medium', 'x', 'Last'), (1, 'source', 'a"\\b', 'First "one"')`,
    )
    await migrate(db, migrations, () => NOW)
    expect((await readSettings(db))['channels.rules']).toEqual([
      { channel: 'First "one"', when: [{ field: 'source', operator: 'is', value: 'a"\\b' }] },
      { channel: 'Last', when: [{ field: 'medium', operator: 'is', value: 'x' }] },
    ])
  })
})
