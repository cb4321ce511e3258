import { describe, expect, it } from 'vitest'
import { insertInto } from '../../db/database.ts'
import { settings } from '../../db/schema.ts'
import { defaultSettings, InvalidSetting, parseSetting, readSettings, writeSetting } from '../../worker/settings.ts'
import { useStores } from '../engines.ts'

describe('settings', () => {
  const open = useStores('sqlite')

  it('are the defaults until they are set, and then what was set', async () => {
    const db = await open()
    expect(await readSettings(db)).toEqual(defaultSettings)
    await writeSetting(db, 'attribution.lookback_days', '90')
    await writeSetting(db, 'attribution.models', 'linear, time_decay_14d')
    const found = await readSettings(db)
    expect(found).toEqual({
      ...defaultSettings,
      'attribution.lookback_days': 90,
      'attribution.models': ['linear', 'time_decay_14d'],
    })
  })

  it('are not what the program keeps for itself in their table', async () => {
    const db = await open()
    await db.run(insertInto(settings, [{ setting: 'internal.dates', value: '{}' }]))
    expect(await readSettings(db)).toEqual(defaultSettings)
  })

  it.each([
    ['currency', 'EURO'],
    ['timezone', 'Berlin'],
    ['attribution.lookback_days', '0'],
    ['attribution.lookback_days', '-3'],
    ['attribution.dedupe_minutes', '1.5'],
    ['attribution.scope', 'everybody'],
    ['attribution.models', 'linear,quadratic'],
    ['session.timeout_minutes', ''],
    ['channels.rules', '[{'],
    ['channels.rules', '[{"channel":"X","when":[{"field":"browser","operator":"is","value":"x"}]}]'],
    ['no.such.setting', '1'],
  ])('refuse %s = %s, naming the setting', (name, value) => {
    expect(() => parseSetting(name, value)).toThrow(InvalidSetting)
    expect(() => parseSetting(name, value)).toThrow(name)
  })
})
