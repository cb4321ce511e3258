/** `tributary model`: a model of one's own from the command line, as far as the export of its credits. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { exported, tributary, tributaryJson } from '../tributary.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-model-'))
const store = `sqlite:${join(folder, 'model.db')}`
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

it('is set, computed, exported, listed and removed', async () => {
  const touches = ['Email', 'Event'].map((channel, i) =>
    JSON.stringify({ external_id: channel, at: `2026-01-0${i + 1}`, account: 'a', channel }),
  )
  await tributaryJson(store, 'import', 'accounts', file('a.ndjson', '{"external_id":"a","name":"A"}'))
  await tributaryJson(store, 'import', 'touches', file('t.ndjson', touches.join('\n')))
  await tributaryJson(
    store,
    'import',
    'deals',
    file('d.ndjson', '{"external_id":"d","account":"a","amount":"100","currency":"EUR","status":"won","closed_at":"2026-01-09"}'),
  )
  const definition = { rule: { kind: 'linear' }, channels: { Event: 3 }, kinds: {} }
  const saved = await tributaryJson(store, 'model', 'set', 'fair', file('fair.json', JSON.stringify(definition)))
  expect(saved).toMatchObject({ model: 'custom:fair', state: 'waiting', definition })

  await tributaryJson(store, 'attribute')
  const credits = await exported<{ touch_external_id: string; amount_minor: number }>(
    store,
    'credits',
    '--model',
    'custom:fair',
    '--stage',
    'won',
  )
  expect(credits.map(row => [row.touch_external_id, row.amount_minor]).sort()).toEqual([
    ['Email', 2500],
    ['Event', 7500],
  ])
  expect(await tributaryJson(store, 'model', 'list')).toMatchObject({ models: [{ model: 'custom:fair', state: 'in_force' }] })
  expect((await tributary(store, 'model', 'list')).out).toBe(
    'custom:fair  equal credit to every touch; Event counts 3 times (in force)\n',
  )

  for (const [args, words] of [
    [['set', 'Fair!', file('fair.json', JSON.stringify(definition))], 'name must be 1 to 40 small letters'],
    [['set', 'fair', file('bad.json', '{"rule":{"kind":"magic"}}')], 'rule.kind must be linear'],
    [['set', 'fair', file('no.json', 'no')], 'is not JSON'],
    [['set', 'fair', join(folder, 'none.json')], 'cannot read'],
    [['remove', 'other'], 'nobody has made custom:other'],
  ] as const) {
    const { code, err } = await tributary(store, 'model', ...args)
    expect.soft([code, err.includes(words)], err).toEqual([2, true])
  }
  expect(await tributaryJson(store, 'model', 'remove', 'custom:fair')).toEqual({ model: 'custom:fair', removed: true })
  await tributaryJson(store, 'attribute')
  expect((await exported<{ model: string }>(store, 'credits')).filter(row => row.model === 'custom:fair')).toEqual([])
}, 120_000)
