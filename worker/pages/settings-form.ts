/** The form of the workspace's settings: its fields to values, and back. Pure. */
import { InvalidSetting, type SettingName, type Settings, settingsWith, settingText } from '../settings.ts'
import { definitionsText, namesIn, namesText } from '../stage-definitions.ts'
import type { FieldErrors, Typed } from './typed.ts'

/** Settings with a field of their own, which goes by the setting's name. */
const plainFields = [
  'attribution.scope',
  'attribution.lookback_days',
  'attribution.dedupe_minutes',
  'attribution.direct_policy',
  'attribution.repeat_deals',
  'attribution.null_journeys',
  'session.timeout_minutes',
  'currency',
  'timezone',
] as const satisfies readonly SettingName[]

/** `model:NAME` is ticked, `order:NAME` holds its place; `stage:N` and `names:N` are a row of stages. */
export const MODEL = 'model:'
export const ORDER = 'order:'
export const STAGE = 'stage:'
export const NAMES = 'names:'

/** Empty rows for stages that are yet to be defined. */
const SPARE_ROWS = 3
const MOST_ROWS = 40

/** Two fields a row. */
export const stageRows = (typed: Typed): number[] => {
  const rows = Object.keys(typed).flatMap(name => (name.startsWith(STAGE) ? [Number(name.slice(STAGE.length))] : []))
  return rows.filter(row => Number.isInteger(row) && row >= 0 && row < MOST_ROWS).sort((a, b) => a - b)
}

export function typedSettings(settings: Settings): Typed {
  const definitions = settings['attribution.stages']
  const typed: Record<string, string> = Object.fromEntries(plainFields.map(name => [name, settingText(settings[name])]))
  if (settings['attribution.lookback_days'] === null) typed['attribution.lookback_days'] = ''
  for (let row = 0; row < Math.min(MOST_ROWS, definitions.length + SPARE_ROWS); row++) {
    typed[STAGE + row] = definitions[row]?.stage ?? ''
    typed[NAMES + row] = namesText(definitions[row]?.names ?? [])
  }
  settings['attribution.models'].forEach((name, i) => {
    typed[MODEL + name] = 'on'
    typed[ORDER + name] = String(i + 1)
  })
  return typed
}

export interface ReadSettings {
  /** What was typed, where it can be taken; else what is set. */
  readonly settings: Settings
  /** Settings whose value is another one than before, as `writeSetting` takes them. */
  readonly changed: readonly (readonly [name: SettingName, text: string])[]
  readonly errors: FieldErrors
}

export function readSettingsForm(typed: Typed, current: Settings): ReadSettings {
  const errors: Record<string, string> = {}
  const texts: [SettingName, string][] = plainFields.map(name => [name, (typed[name] ?? '').trim()])
  const changed: [SettingName, string][] = []
  let settings = current
  const take = (name: SettingName, text: string) => {
    const read = settingRead(current, name, text)
    if ('error' in read) errors[name] = read.error
    else if (JSON.stringify(read.settings[name]) !== JSON.stringify(current[name])) {
      settings = settingsWith(settings, name, text)
      changed.push([name, text])
    }
  }
  for (const [name, text] of texts) take(name, name === 'attribution.lookback_days' && text === '' ? 'null' : text)

  const stages = stageTexts(typed, current, errors)
  if (stages !== null) take('attribution.stages', stages)
  const models = chosenModels(typed, errors)
  if (models === '') errors['attribution.models'] ??= 'attribution.models needs at least one model'
  else take('attribution.models', models)
  return { settings, changed, errors }
}

function settingRead(current: Settings, name: SettingName, text: string): { settings: Settings } | { error: string } {
  try {
    return { settings: settingsWith(current, name, text) }
  } catch (error) {
    if (error instanceof InvalidSetting) return { error: error.message }
    throw error
  }
}

/** The setting's text, or null when a row cannot be taken. */
function stageTexts(typed: Typed, current: Settings, errors: Record<string, string>): string | null {
  const texts = stageRows(typed).flatMap(row => {
    const stage = (typed[STAGE + row] ?? '').trim().toLowerCase()
    const names = namesIn(typed[NAMES + row] ?? '')
    if (stage === '' && names.length === 0) return []
    const text = definitionsText([{ stage, names }])
    const read = settingRead(current, 'attribution.stages', text)
    if (stage === '') errors[STAGE + row] = 'A stage needs a name: small letters, digits and _.'
    else if (names.length === 0) errors[STAGE + row] = 'Which stages of the CRM is it? Name at least one, or empty the row.'
    else if ('error' in read) errors[STAGE + row] = read.error
    return [text]
  })
  return Object.keys(errors).some(field => field.startsWith(STAGE)) ? null : texts.join(',')
}

/** In the order of their numbers; those without one come last. */
function chosenModels(typed: Typed, errors: Record<string, string>): string {
  const chosen = Object.keys(typed)
    .filter(field => field.startsWith(MODEL))
    .map((field, i) => {
      const name = field.slice(MODEL.length)
      const place = (typed[ORDER + name] ?? '').trim()
      if (!/^\d{0,4}$/.test(place)) errors['attribution.models'] = `the place of ${name} must be a whole number, not ${place}`
      return { name, place: place === '' ? Infinity : Number(place), i }
    })
    .sort((a, b) => (a.place === b.place ? a.i - b.i : a.place - b.place))
    .map(({ name }) => name)
  const more = (typed.more_models ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
  return [...chosen, ...more].join(',')
}
