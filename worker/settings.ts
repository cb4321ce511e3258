/**
 * What a workspace can set, with its default. Values are JSON in the `settings` table; on the command line a
 * list is comma-separated and `null` is the word.
 */
import { sql } from 'drizzle-orm'
import { type Database, insertInto, type Write } from '../db/database.ts'
import { livingVersions } from '../db/queries/model-versions.ts'
import { settings as settingsTable } from '../db/schema.ts'
import { exponentOf } from './attribution/currency.ts'
import type { PathSettings } from './attribution/journey.ts'
import { defaultModels, isCustom, isFitted, modelNamed } from './attribution/models.ts'
import type { StageDefinition } from './attribution/stages.ts'
import { isBusinessDomain, registrableDomain } from './identity/domains.ts'
import { hostFrom } from './identity/reference.ts'
import { everythingIsStale } from './jobs/stale.ts'
import type { ChannelRule } from './journey/custom-rules.ts'
import { InvalidRule, readRules } from './journey/read-rules.ts'
import { definitionsIn, definitionsText } from './stage-definitions.ts'

export interface Settings {
  /** Base currency, ISO 4217. */
  readonly currency: string
  /** IANA name; a date without a time means the last millisecond of that day here. */
  readonly timezone: string
  readonly 'attribution.lookback_days': PathSettings['lookback_days']
  readonly 'attribution.dedupe_minutes': PathSettings['dedupe_minutes']
  readonly 'attribution.direct_policy': PathSettings['direct_policy']
  readonly 'attribution.scope': PathSettings['scope']
  readonly 'attribution.repeat_deals': PathSettings['repeat_deals']
  readonly 'attribution.models': readonly string[]
  /** Our stages by the CRM's names, and stages of the workspace's own, in the order of a deal's life. */
  readonly 'attribution.stages': readonly StageDefinition[]
  /** What counts as a journey without a win when data-driven models are fitted. */
  readonly 'attribution.null_journeys': 'risk_set' | 'all'
  readonly 'session.timeout_minutes': number
  /** Registrable domains of the workspace's own company; null: those of its sites. */
  readonly 'accounts.own_domains': readonly string[] | null
  /** `alias=domain`: e-mail domains that stand for an account's domain. */
  readonly 'accounts.email_aliases': readonly string[]
  /** The workspace's own channel rules, tried before ours, in their order. Changed by channel-rules.ts, which keeps who did. */
  readonly 'channels.rules': readonly ChannelRule[]
  /** An account that was silent for so long is cold. */
  readonly 'heat.cold_after_days': number
  /** Paths of pages on which a visit is told of; `*` stands for any text. */
  readonly 'alerts.pricing_paths': readonly string[]
}

export type SettingName = keyof Settings

export type SettingValue = Settings[SettingName]

export const defaultSettings: Settings = {
  currency: 'EUR',
  timezone: 'UTC',
  'attribution.lookback_days': null,
  'attribution.dedupe_minutes': 0,
  'attribution.direct_policy': 'keep',
  'attribution.scope': 'account',
  'attribution.repeat_deals': 'no_reset',
  'attribution.models': defaultModels,
  'attribution.stages': [],
  'attribution.null_journeys': 'risk_set',
  'session.timeout_minutes': 30,
  'accounts.own_domains': null,
  'accounts.email_aliases': [],
  'channels.rules': [],
  'heat.cold_after_days': 30,
  'alerts.pricing_paths': ['/pricing*', '/preise*', '/prix*', '/tarifs*', '/precios*', '/prezzi*', '/prijzen*', '/plans*'],
}

/** A setting's name or value is not one of ours; the message names the setting and what it takes. */
export class InvalidSetting extends Error {}

/** The workspace's settings, defaults filled in; what the program keeps for itself in the table is none. */
export async function readSettings(db: Database): Promise<Settings> {
  const rows = await db.all<{ setting: string; value: string }>(sql`select setting, value from ${settingsTable}`)
  const known = rows.filter(row => isSettingName(row.setting))
  return { ...defaultSettings, ...Object.fromEntries(known.map(row => [row.setting, JSON.parse(row.value)])) }
}

/**
 * Sets one value; all history is recomputed by the next run of the job where it depends on it.
 * @param text  as typed: `90`, `null`, `contact_roles`, `linear,w_shaped`
 * @throws InvalidSetting
 */
export const writeSetting = (db: Database, name: string, text: string): Promise<void> => writeSettings(db, [[name, text]])

/** Sets all of them or none. @throws InvalidSetting */
export async function writeSettings(db: Database, values: readonly (readonly [name: string, text: string])[]): Promise<void> {
  if (values.length === 0) return
  const parsed = values.map(([name, text]) => [name, parseSetting(name, text)] as const)
  for (const [name, value] of parsed) if (name === 'attribution.models') await assertMade(db, value)
  const isComputedWith = parsed.some(([name]) => !toldWith.has(name))
  await db.run(...parsed.map(([name, value]) => settingWritten(name, value)), ...(isComputedWith ? [everythingIsStale()] : []))
}

/** Settings that no stored number depends on. */
const toldWith: ReadonlySet<string> = new Set<SettingName>(['alerts.pricing_paths'])

/** For a write that says itself what becomes stale. */
export const settingWritten = (name: string, value: SettingValue): Write =>
  insertInto(settingsTable, [{ setting: name, value: JSON.stringify(value) }], { on: ['setting'], update: ['value'] })

async function assertMade(db: Database, names: SettingValue): Promise<void> {
  const custom = Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string' && isCustom(name)) : []
  const made = custom.length === 0 ? [] : await livingVersions(db)
  const unknown = custom.find(name => !made.some(version => version.model === name))
  if (unknown !== undefined) throw new InvalidSetting(`attribution.models: nobody has made ${unknown} yet`)
}

/** A value as `writeSetting` takes it. */
export function settingText(value: SettingValue): string {
  if (!Array.isArray(value)) return String(value)
  if (value.some(isRule)) return JSON.stringify(value)
  return value.map((item: string | StageDefinition) => (typeof item === 'string' ? item : definitionsText([item]))).join(',')
}

export function parseSetting(name: string, text: string): SettingValue {
  if (!isSettingName(name)) throw new InvalidSetting(`no setting ${name}; there are ${Object.keys(parsers).join(', ')}`)
  return parsers[name](text.trim())
}

/** The settings with one value as `writeSetting` would have it; writes nothing. @throws InvalidSetting */
export const settingsWith = (settings: Settings, name: SettingName, text: string): Settings => ({
  ...settings,
  [name]: parsers[name](text.trim()),
})

const isSettingName = (name: string): name is SettingName => Object.hasOwn(parsers, name)

const parsers: { [Name in SettingName]: (text: string) => Settings[Name] } = {
  currency(text) {
    const code = text.toUpperCase()
    if (exponentOf(code) === undefined) throw new InvalidSetting(`currency must be an ISO 4217 code, not ${text}`)
    return code
  },
  timezone(text) {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
    } catch {
      throw new InvalidSetting(`timezone must be an IANA name such as Europe/Berlin, not ${text}`)
    }
  },
  'attribution.lookback_days': text => (text === 'null' ? null : wholeNumber('attribution.lookback_days', text, 1)),
  'attribution.dedupe_minutes': text => wholeNumber('attribution.dedupe_minutes', text, 0),
  'attribution.direct_policy': text => oneOf('attribution.direct_policy', text, ['keep', 'drop_if_any_nondirect']),
  'attribution.scope': text => oneOf('attribution.scope', text, ['account', 'contact_roles', 'primary_contact']),
  'attribution.repeat_deals': text => oneOf('attribution.repeat_deals', text, ['no_reset', 'reset_after_won']),
  'attribution.models'(text) {
    const names = text.split(',').map(name => name.trim())
    const unknown = names.find(name => !(modelNamed(name) || isFitted(name) || isCustom(name)))
    if (unknown !== undefined) throw new InvalidSetting(`attribution.models has no model ${unknown}`)
    return [...new Set(names)]
  },
  'attribution.stages': stagesFrom,
  'attribution.null_journeys': text => oneOf('attribution.null_journeys', text, ['risk_set', 'all']),
  'session.timeout_minutes': text => wholeNumber('session.timeout_minutes', text, 1),
  'accounts.own_domains': text =>
    text === 'null' ? null : listIn(text).map(domain => registrableIn('accounts.own_domains', domain)),
  'accounts.email_aliases': aliasesFrom,
  'channels.rules': rulesFrom,
  'heat.cold_after_days': text => wholeNumber('heat.cold_after_days', text, 1),
  'alerts.pricing_paths': pathsFrom,
}

/** Empty or `null`: none. */
function stagesFrom(text: string): StageDefinition[] {
  const definitions = (text === 'null' ? [] : definitionsIn(text)).map(({ part, definition }): StageDefinition => {
    if (definition === null) throw new InvalidSetting(`attribution.stages takes stage=CRM name|"CRM, name",… and not ${part}`)
    if (definition.stage === 'lost') throw new InvalidSetting('attribution.stages cannot define lost: it earns no credit')
    return definition
  })
  const twice = definitions.find(({ stage }, i) => definitions.findIndex(known => known.stage === stage) < i)
  if (twice) throw new InvalidSetting(`attribution.stages defines ${twice.stage} twice`)
  return definitions
}

/** Empty or `null`: none. */
function aliasesFrom(text: string): string[] {
  const name = 'accounts.email_aliases'
  return (text === 'null' ? [] : listIn(text)).map(item => {
    const [alias = '', domain = '', ...rest] = item.split('=').map(part => part.trim())
    const host = hostFrom(alias)
    if (rest.length > 0 || host === null || registrableDomain(host) === null || !isBusinessDomain(host))
      throw new InvalidSetting(`${name} takes company domains as alias=domain,… and not ${item}`)
    return `${host}=${registrableIn(name, domain)}`
  })
}

function registrableIn(name: SettingName, text: string): string {
  const domain = registrableDomain(hostFrom(text) ?? '')
  if (domain === null) throw new InvalidSetting(`${name} takes domains such as example.com, and not ${text}`)
  return domain
}

/** Without repeats. */
const listIn = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map(item => item.trim())
      .filter(item => item !== ''),
  ),
]

const MOST_PATHS = 50

/** Empty or `null`: none. */
function pathsFrom(text: string): string[] {
  const paths = text === 'null' ? [] : listIn(text)
  const wrong = paths.find(path => !/^[/*]\S{0,199}$/.test(path))
  if (wrong !== undefined || paths.length > MOST_PATHS)
    throw new InvalidSetting(`alerts.pricing_paths takes up to ${MOST_PATHS} paths such as /pricing*, and not ${wrong ?? 'more'}`)
  return paths
}

/** JSON; empty or `null`: none. */
function rulesFrom(text: string): ChannelRule[] {
  try {
    return text === '' || text === 'null' ? [] : readRules(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) throw new InvalidSetting(`channels.rules must be JSON: ${error.message}`)
    if (error instanceof InvalidRule) throw new InvalidSetting(`channels.rules: ${ruleProblem(error)}`)
    throw error
  }
}

const ruleProblem = ({ rule, condition, message }: InvalidRule) =>
  `rule ${rule + 1}${condition === null ? '' : `, condition ${condition + 1}`}: ${message}`

const isRule = (item: object | string): boolean => typeof item === 'object' && 'when' in item

function wholeNumber(name: SettingName, text: string, least: number): number {
  const value = Number(text)
  if (!/^\d{1,9}$/.test(text) || value < least)
    throw new InvalidSetting(`${name} must be a whole number of at least ${least}, not ${text}`)
  return value
}

function oneOf<T extends string>(name: SettingName, text: string, allowed: readonly T[]): T {
  const found = allowed.find(value => value === text)
  if (found === undefined) throw new InvalidSetting(`${name} must be one of ${allowed.join(', ')}, not ${text}`)
  return found
}
