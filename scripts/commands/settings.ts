import { defineCommand } from 'citty'
import type { Database } from '../../db/database.ts'
import { saveChannelRules } from '../../worker/channel-rules.ts'
import {
  defaultSettings,
  InvalidSetting,
  readSettings,
  type SettingValue,
  settingsWith,
  settingText,
  writeSetting,
} from '../../worker/settings.ts'
import { Misuse, print, withStore } from '../store.ts'

const json = { type: 'boolean', description: 'print JSON' } as const

const get = defineCommand({
  meta: { name: 'get', description: 'Show one setting, or all' },
  args: { key: { type: 'positional', required: false, description: 'name of the setting' }, json },
  run: ({ args }) => show(args.key, args.json),
})

const set = defineCommand({
  meta: { name: 'set', description: 'Change a setting; the next attribute recomputes everything with it' },
  args: {
    key: { type: 'positional', required: true, description: 'name of the setting' },
    value: { type: 'positional', required: true, description: 'a list is comma-separated; null is the word' },
    json,
  },
  run: ({ args }) =>
    withStore(async db => {
      try {
        if (args.key === 'channels.rules') await setRules(db, args.value)
        else await writeSetting(db, args.key, args.value)
      } catch (error) {
        throw error instanceof InvalidSetting ? new Misuse(error.message) : error
      }
    }).then(() => show(args.key, args.json)),
})

export const settingsCommand = defineCommand({
  meta: { name: 'settings', description: 'Show or change what the workspace computes with' },
  default: 'get',
  subCommands: { get, set },
})

/** Rules keep who changed them. */
const setRules = (db: Database, text: string): Promise<boolean> =>
  saveChannelRules(
    { db, now: Date.now, newId: () => crypto.randomUUID() },
    { rules: settingsWith(defaultSettings, 'channels.rules', text)['channels.rules'], actor: 'command line' },
  )

async function show(key: string | undefined, asJson: boolean | undefined): Promise<void> {
  const settings: Record<string, SettingValue> = { ...(await withStore(readSettings)) }
  if (key !== undefined && !(key in settings))
    throw new Misuse(`no setting ${key}; there are ${Object.keys(settings).join(', ')}`)
  const shown = Object.entries(settings).filter(([name]) => key === undefined || name === key)
  print(
    asJson,
    Object.fromEntries(shown),
    shown.map(([name, value]) => `${name} = ${settingText(value)}`),
  )
}
