/** Models and settings on pages: shown, previewed, saved, refused. */
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { type Database, insertInto } from '../../../db/database.ts'
import { type Deal, deals, type Journey, journeys, published } from '../../../db/schema.ts'
import { customModels } from '../../../worker/custom-models.ts'
import { readSettings, writeSetting } from '../../../worker/settings.ts'
import { describeEachEngine, useStores } from '../../engines.ts'
import { daysBefore, openWorkspace } from '../jobs/workspace.ts'
import { type PageSite, pageSite } from './site.ts'

const HOSTILE = '"><img src=x onerror=alert(1)>'

/** One account won for 100 €, another for 200 €: each by e-mail, fair, and a channel with a name that means harm. */
async function company(db: Database) {
  const ws = await openWorkspace(db)
  await ws.import(
    'accounts',
    ['a', 'b'].map(id => ({ external_id: id, name: id, domains: `${id}.example` })),
  )
  await ws.import(
    'touches',
    ['a', 'b'].flatMap(account =>
      ['Email', 'Event', HOSTILE].map((channel, i) => ({
        external_id: `${account}-${i}`,
        at: daysBefore(50 - i * 10),
        account,
        channel,
      })),
    ),
  )
  await ws.import(
    'deals',
    [
      ['a', '100'],
      ['b', '200'],
    ].map(([account = '', amount = '']) => ({
      external_id: `deal-${account}`,
      account,
      name: `The deal of ${account}`,
      amount,
      currency: 'EUR',
      status: 'won',
      closed_at: daysBefore(5),
    })),
  )
  await ws.import('deal-stages', [{ deal: 'deal-a', stage: 'Discovery <b>', entered_at: daysBefore(20) }])
  await writeSetting(db, 'attribution.models', 'linear,first_touch')
  await ws.attribute()
  return { ws, site: await pageSite(db) }
}

const post = (site: PageSite, path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  site.app.request(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { Accept: 'text/html', 'Sec-Fetch-Site': 'same-origin', ...headers },
  })

const settingsFields = async (site: PageSite): Promise<Record<string, string>> => {
  const html = await site.page('/settings')
  const inputs = [...html.matchAll(/<input[^>]*>/g)].map(([tag]) => tag)
  const value = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  const kept = inputs.filter(tag => !/type="(?:radio|checkbox)"/.test(tag) || /\bchecked\b/.test(tag))
  return Object.fromEntries(kept.map(tag => [value(tag, 'name'), value(tag, 'value') || (/checkbox/.test(tag) ? 'on' : '')]))
}

const last = { rule: 'position', first: '0', middle: '0', last: '1' }

/** Rows of the preview's table, as text. */
function previewRows(html: string): string[] {
  const [, preview = ''] = /<section id="preview"(.*?)<h3|$/s.exec(html) ?? []
  return [...preview.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    row
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  )
}

describeEachEngine('a model on its page', open => {
  it('is previewed without a trace, saved, computed, changed and deleted', async () => {
    const db = await open()
    const { ws, site } = await company(db)
    const preview = await post(site, '/models/new', { ...last, name: 'My own last', action: 'preview' })
    expect(preview.status).toBe(200)
    const html = await preview.text()
    expect(previewRows(html).slice(1)).toEqual([
      expect.stringMatching(/&lt;img src=x onerror=alert\(1\)&gt; €100 €300 \+ ?€200$/),
      'Email €100 €0 -€100',
      'Event €100 €0 -€100',
      'All €300 €300 –',
    ])
    expect(html).toContain('value="My own last"')
    expect(html).toMatch(/The deal of b.*?€133\.34/s)
    expect(await db.all(sql`select * from model_versions`)).toEqual([])

    const saved = await post(site, '/models/new', { ...last, name: 'My own last', action: 'save' })
    expect([saved.status, saved.headers.get('location'), site.wanted()]).toEqual([303, '/models', 1])
    expect(await site.page('/models')).toMatch(/Custom: my own last<\/strong> is being computed/)
    await ws.attribute()
    const listed = await site.page('/models')
    expect(listed).toContain('Your own, made 1 Jan 2026')
    expect(listed).not.toContain('is being computed')
    expect(await site.page('/channels?model=custom:my_own_last')).toMatch(/€300/)

    const changed = await post(site, '/models/edit/my_own_last', { rule: 'linear', 'channel:Email': '0', action: 'save' })
    expect([changed.status, site.wanted()]).toEqual([303, 2])
    expect(await site.page('/models')).toContain('New numbers are being computed')
    await ws.attribute()
    expect(await site.page('/models')).toContain('Equal credit to every touch; Email counts nothing.')

    const deleted = await post(site, '/models/delete/my_own_last?model=custom:my_own_last', {})
    expect([deleted.status, deleted.headers.get('location'), site.wanted()]).toEqual([303, '/models', 3])
    expect(await site.page('/models')).not.toContain('my own last')
    expect(site.reported).toEqual([])
  })

  it('is edited against what it gives now', async () => {
    const db = await open()
    const { ws, site } = await company(db)
    await post(site, '/models/new', { ...last, name: 'x', action: 'save' })
    await ws.attribute()
    const form = await site.page('/models/edit/x')
    expect(form).toMatch(/name="last" value="1"/)
    const answer = await post(site, '/models/edit/x', { ...last, first: '1', action: 'preview' })
    const html = await answer.text()
    expect(previewRows(html)[0]).toBe('Revenue by channel Custom: x As typed Change')
    expect(previewRows(html)[1]).toMatch(/€300 €150 -€150$/)
    expect(html).toContain('Compared with Custom: x: 0 % to the first touch, 100 % to the last')
  })
})

describe('the form of a model', () => {
  const open = useStores('sqlite')

  it('keeps what was typed, and says beside the field what is wrong', async () => {
    const db = await open()
    const { site } = await company(db)
    const fields = { rule: 'milestones', 'share:FT': 'much', 'channel:Email': '-3', name: HOSTILE, action: 'save' }
    const answer = await post(site, '/models/new', fields)
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toMatch(/value="much"[^>]*aria-invalid="true"/)
    expect(html).toMatch(/value="-3"[^>]*aria-invalid="true"/)
    expect(html).toContain('2\u00a0fields cannot be taken')
    expect(html).not.toContain('<img src=x')
    expect(site.wanted()).toBe(0)
  })

  it.each([
    ['a name that says nothing', { name: '***' }, /name must be 1 to 40 small letters/],
    ['a name that is taken', { name: 'X' }, /name is taken: there is a model custom:x/],
    ['a milestone of no stage', { name: 'y', rule: 'milestones', 'share:mql': '1' }, /is no milestone of this workspace/],
  ])('refuses %s', async (_, fields, words) => {
    const db = await open()
    const { site } = await company(db)
    await post(site, '/models/new', { ...last, name: 'x', action: 'save' })
    const answer = await post(site, '/models/new', { ...last, action: 'save', ...fields })
    expect([answer.status, words.test(await answer.text())]).toEqual([422, true])
    expect(await customModels(db, await readSettings(db))).toHaveLength(1)
  })

  it.each(['/models/new', '/models/edit/x', '/models/delete/x', '/settings'])(
    'of %s takes nothing from another site, and nothing endless',
    async path => {
      const db = await open()
      const { site } = await company(db)
      await post(site, '/models/new', { ...last, name: 'x', action: 'save' })
      const stored = await db.all(sql`select * from settings union all select version_id, status from model_versions`)
      const foreign = await post(site, path, { ...last, action: 'save' }, { 'Sec-Fetch-Site': 'cross-site' })
      expect(foreign.status).toBe(403)
      const long = await post(site, path, { ...last, name: 'x'.repeat(300_000), action: 'save' })
      expect(long.status).toBe(413)
      expect(await db.all(sql`select * from settings union all select version_id, status from model_versions`)).toEqual(stored)
    },
  )

  it('of a model that is not there is not there', async () => {
    const db = await open()
    const { site } = await company(db)
    for (const path of ['/models/edit/none', '/models/edit/%3Cscript%3E']) {
      expect((await site.app.request(path, { headers: { Accept: 'text/html' } })).status).toBe(404)
      expect((await post(site, path, { ...last, action: 'save' })).status).toBe(404)
    }
    expect((await post(site, '/models/delete/none', {})).status).toBe(400)
    expect(site.reported).toEqual([])
  })

  it('previews the same 2,000 of more deals, and says so', async () => {
    const db = await open()
    const { site } = await company(db)
    const [deal] = await db.all<Deal>(sql`select * from deals where external_id = 'deal-a'`)
    const [journey] = await db.all<Journey>(sql`select * from journeys where deal_id = ${deal!.deal_id} and stage = 'won'`)
    const more = Array.from({ length: 2100 }, (_, i) => `more-${i}`)
    await db.run(
      insertInto(
        deals,
        more.map(id => ({ ...deal!, deal_id: id, external_id: id })),
      ),
      insertInto(
        journeys,
        more.map(id => ({ ...journey!, deal_id: id, subject_id: id })),
      ),
      insertInto(
        published,
        more.map(id => ({ subject_id: id, run_id: journey!.run_id })),
      ),
    )
    const html = await (await post(site, '/models/new', { ...last, action: 'preview' })).text()
    expect(html).toContain('From 2,000 of 2,102\u00a0deals')
    expect(await (await post(site, '/models/new', { ...last, action: 'preview' })).text()).toBe(html)
  })
})

describeEachEngine('the settings on their page', open => {
  it('are previewed from the facts, saved together, and computed', async () => {
    const db = await open()
    const { ws, site } = await company(db)
    const fields = {
      ...(await settingsFields(site)),
      'attribution.lookback_days': '40',
      'stage:0': 'sql',
      'names:0': 'discovery <B>',
    }
    const preview = await post(site, '/settings', { ...fields, action: 'preview' })
    const html = await preview.text()
    expect(previewRows(html).slice(1)).toEqual([
      'Event €100 €150 +€50'.replace('+€', '+ €'),
      expect.stringMatching(/€100 €150 \+ ?€50$/),
      'Email €100 €0 -€100',
      'All €300 €300 –',
    ])
    expect(html).toContain('Recomputed from the facts of all 2\u00a0accounts')
    expect((await readSettings(db))['attribution.lookback_days']).toBe(null)

    const saved = await post(site, '/settings', { ...fields, action: 'save' })
    expect([saved.status, saved.headers.get('location'), site.wanted()]).toEqual([303, '/settings', 1])
    expect(await readSettings(db)).toMatchObject({
      'attribution.lookback_days': 40,
      'attribution.models': ['linear', 'first_touch'],
      'attribution.stages': [{ stage: 'sql', names: ['discovery <B>'] }],
    })
    const waiting = await site.page('/settings')
    expect(waiting).toContain('is being computed')
    expect(waiting).toMatch(/Discovery &lt;b&gt;<\/bdi>, 1\u00a0deal → sql/)
    await ws.attribute()
    expect(await site.page('/settings')).not.toContain('is being computed')
    expect(await site.page('/settings/status')).toContain('Computed')
    expect(await site.page('/channels?stage=sql&period=all')).toContain('SQL by channel')
    expect(site.reported).toEqual([])
  })

  it('show models that are chosen anew once the run has computed them', async () => {
    const db = await open()
    const { ws, site } = await company(db)
    const fields = { ...(await settingsFields(site)), 'model:last_touch': 'on', 'order:last_touch': '0' }
    await post(site, '/settings', { ...fields, action: 'save' })
    const models = async () => {
      const [, choice = ''] = /<select name="model"(.*?)<\/select>/s.exec(await site.page('/channels')) ?? []
      return [...choice.matchAll(/<option value="([a-z_]+)"/g)].map(match => match[1])
    }
    expect(await models()).toEqual(['linear', 'first_touch'])
    await ws.attribute()
    expect(await models()).toEqual(['last_touch', 'linear', 'first_touch'])
  })
})

describe('the form of settings', () => {
  const open = useStores('sqlite')

  it('that was not changed writes nothing and starts nothing', async () => {
    const db = await open()
    const { site } = await company(db)
    const answer = await post(site, '/settings', { ...(await settingsFields(site)), action: 'save' })
    expect([answer.status, site.wanted()]).toEqual([303, 0])
    expect(await site.page('/settings')).not.toContain('is being computed')
  })

  it('keeps what was typed, and writes none of it while a field is wrong', async () => {
    const db = await open()
    const { site } = await company(db)
    const fields = { ...(await settingsFields(site)), currency: 'DOUBLOON', 'attribution.dedupe_minutes': '30' }
    const answer = await post(site, '/settings', { ...fields, action: 'save' })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toMatch(/value="DOUBLOON"[^>]*aria-invalid="true"/)
    expect(html).toContain('currency must be an ISO 4217 code, not DOUBLOON')
    expect(html).toMatch(/name="attribution.dedupe_minutes" value="30"/)
    expect([(await readSettings(db))['attribution.dedupe_minutes'], site.wanted()]).toEqual([0, 0])
  })

  it('names no model that nobody has made', async () => {
    const db = await open()
    const { site } = await company(db)
    const fields = { ...(await settingsFields(site)), 'model:custom:ghost': 'on', action: 'save' }
    const answer = await post(site, '/settings', fields)
    expect([answer.status, (await answer.text()).includes('nobody has made custom:ghost yet')]).toEqual([422, true])
  })
})
