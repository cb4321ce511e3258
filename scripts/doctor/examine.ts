/** `tributary doctor` without a page: what is wrong with the workspace here. Reads only, and cheaply, whatever the history. */
import { existsSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import type { Database } from '../../db/database.ts'
import { readMigrations } from '../../db/migrate.ts'
import { connect } from '../../db/open.ts'
import { dataAge } from '../../db/queries/data-age.ts'
import { allSites, siteCounts } from '../../db/queries/site-health.ts'
import { isAnythingStale } from '../../db/queries/stale-marks.ts'
import { type Environment, readEnvironment } from '../../worker/env.ts'
import type { Finding } from '../../worker/install/finding.ts'
import { InvalidSetting, parseSetting, readSettings, settingText } from '../../worker/settings.ts'
import { examineDisk } from './disk.ts'

type Fact = Finding<string>

export async function examineWorkspace(
  variables: Readonly<Record<string, string | undefined>>,
  now: () => number,
): Promise<Fact[]> {
  const environment = environmentFrom(variables)
  if ('code' in environment) return [environment]
  const file = /^sqlite:(?:\/\/)?(.+)$/.exec(environment.databaseUrl)?.[1]
  const before = publicUrlFindings(environment)
  if (file && !existsSync(file)) {
    const what = `There is no store at ${file} yet.`
    return [
      ...before,
      {
        code: 'store_missing',
        state: 'note',
        what,
        mend: 'The first command makes it, for example "tributary site add DOMAIN".',
      },
    ]
  }
  const db = await opened(environment.databaseUrl)
  if ('code' in db) return [...before, db]
  try {
    const schema = await examineSchema(db)
    const disk = file ? await examineDisk(file) : []
    return [
      ...before,
      ok('store_opens', `The store opens and takes writes: ${db.engine}.`),
      schema,
      ...disk,
      ...(await examineRows(db, schema, now())),
    ]
  } finally {
    await db.close()
  }
}

const ok = (code: string, what: string): Fact => ({ code, state: 'ok', what, mend: '' })

function environmentFrom(variables: Readonly<Record<string, string | undefined>>): Environment | Fact {
  try {
    return readEnvironment(variables)
  } catch (error) {
    return { code: 'environment_wrong', state: 'broken', what: `${textOf(error)}.`, mend: 'Correct the variable or remove it.' }
  }
}

function publicUrlFindings({ publicUrl }: Environment): Fact[] {
  if (publicUrl === undefined) {
    const mend = 'Behind a proxy set it to the address that browsers use, for example https://t.example.com.'
    return [{ code: 'public_url_unset', state: 'note', what: 'PUBLIC_URL is not set.', mend }]
  }
  const { protocol, hostname } = new URL(publicUrl)
  if (protocol === 'https:' || hostname === 'localhost') return []
  const what = `PUBLIC_URL is ${publicUrl}: pages that come by https may load no script from it.`
  return [
    { code: 'public_url_insecure', state: 'weak', what, mend: 'Serve Tributary by https and set PUBLIC_URL to that address.' },
  ]
}

/** The store as it is; it must also take a transaction, though an empty one. */
async function opened(url: string): Promise<Database | Fact> {
  try {
    const db = await connect(url)
    await db.run(sql`delete from sites where 1 = 0`).catch(async error => {
      if (await isEmpty(db)) return
      await db.close()
      throw error
    })
    return db
  } catch (error) {
    const mend = 'Look whether DATABASE_URL is right, the server runs, and the file belongs to the user who runs this.'
    return { code: 'store_unusable', state: 'broken', what: `The store cannot be used: ${textOf(error)}.`, mend }
  }
}

const isEmpty = async (db: Database) => (await appliedMigrations(db)) === null

/** Null: nothing was ever migrated. */
const appliedMigrations = (db: Database): Promise<string[] | null> =>
  db.all<{ name: string }>(sql`select name from schema_migrations order by name`).then(
    rows => rows.map(({ name }) => name),
    () => null,
  )

async function examineSchema(db: Database): Promise<Fact> {
  const applied = (await appliedMigrations(db)) ?? []
  const known = readMigrations().map(({ name }) => name)
  const newer = applied.filter(name => !known.includes(name))
  if (newer.length > 0) {
    const what = `The store was made by a newer version: it has the migration ${newer.at(-1)}.`
    return { code: 'schema_newer', state: 'broken', what, mend: 'Install that version, or restore a backup made by this one.' }
  }
  const missing = known.filter(name => !applied.includes(name))
  if (missing.length === 0) return ok('schema_current', 'The schema is up to date.')
  const what = `The schema lacks ${missing.join(', ')}.`
  return { code: 'schema_behind', state: 'weak', what, mend: 'Run "tributary migrate"; serve does so when it starts.' }
}

async function examineRows(db: Database, schema: Fact, now: number): Promise<Fact[]> {
  if (schema.state !== 'ok') return []
  return [await examineSettings(db), ...(await examineAges(db, now)), ...(await examineSites(db, now))]
}

async function examineSettings(db: Database): Promise<Fact> {
  try {
    for (const [name, value] of Object.entries(await readSettings(db))) parseSetting(name, settingText(value))
    return ok('settings_valid', 'All settings have a value that they may have.')
  } catch (error) {
    if (!(error instanceof InvalidSetting || error instanceof SyntaxError)) throw error
    const mend = 'Set it anew with "tributary settings set KEY VALUE".'
    return { code: 'setting_invalid', state: 'broken', what: `A setting cannot be read: ${error.message}.`, mend }
  }
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

async function examineAges(db: Database, now: number): Promise<Fact[]> {
  const [{ last_event_at, last_run_at }, isStale] = await Promise.all([dataAge(db), isAnythingStale(db)])
  const ahead = (last_event_at ?? 0) - now
  const clock: Fact =
    ahead > MINUTE_MS
      ? {
          code: 'clock_behind',
          state: 'broken',
          what: `The newest event was received ${Math.round(ahead / MINUTE_MS)} minutes in the future: a clock is or was wrong.`,
          mend: 'Let every machine that serves this store take its time from the network (NTP).',
        }
      : ok('clock_plausible', 'No event was received in the future.')
  const mend = 'Start "tributary serve", which runs it on a timer, or run "tributary attribute".'
  if (isStale && last_run_at === null) {
    return [clock, { code: 'job_never_ran', state: 'note', what: 'Facts wait for the job, which has never run.', mend }]
  }
  const silentMs = now - (last_run_at ?? now)
  if (!isStale || silentMs < HOUR_MS) return [clock]
  const what = `Facts wait for the job, which last ran ${Math.round(silentMs / HOUR_MS)} hours ago.`
  return [clock, { code: 'job_behind', state: 'weak', what, mend }]
}

async function examineSites(db: Database, now: number): Promise<Fact[]> {
  const sites = await allSites(db)
  if (sites.length === 0) {
    return [{ code: 'site_missing', state: 'note', what: 'No site is registered.', mend: 'Run "tributary site add DOMAIN".' }]
  }
  const counts = await siteCounts(db, Math.floor((now - 24 * HOUR_MS) / HOUR_MS) * HOUR_MS)
  const silent = sites.filter(site => !counts.some(row => row.site_id === site.site_id && row.outcome === 'accepted'))
  const refused = counts.filter(row => row.outcome === 'rejected' || row.outcome === 'refused')
  const reasons = [...Map.groupBy(refused, row => row.reason)]
    .map(([reason, rows]) => ({ reason, events: rows.reduce((sum, row) => sum + row.events, 0) }))
    .sort((a, b) => b.events - a.events)
  return [
    ...silent.map(({ domain }): Fact => {
      const what = `No event of ${domain} came in within a day.`
      return { code: 'site_silent', state: 'note', what, mend: `Run "tributary doctor --site ${domain}".` }
    }),
    ...(reasons.length === 0 ? [] : [rejected(reasons)]),
  ]
}

function rejected(reasons: readonly { readonly reason: string; readonly events: number }[]): Fact {
  const told = reasons.map(({ reason, events }) => `${reason} ${events}`).join(', ')
  const mend = 'The Install page shows what was wrong with them.'
  return { code: 'events_rejected', state: 'note', what: `Events were turned away within a day: ${told}.`, mend }
}

const textOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
