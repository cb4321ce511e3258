/** Changing the workspace's channel rules: who did it stays known, and everything is classified anew. */
import { type Database, insertInto } from '../db/database.ts'
import { settingReplaced } from '../db/queries/setting-replaced.ts'
import { channelRuleChanges } from '../db/schema.ts'
import { everythingIsStale } from './jobs/stale.ts'
import type { ChannelRule } from './journey/custom-rules.ts'
import { readSettings } from './settings.ts'

/** Somebody else has changed the rules meanwhile; nothing was written. */
export class RulesChanged extends Error {}

interface Change {
  /** The rules as whoever changes them has seen them; absent: whatever they are. */
  readonly seen?: readonly ChannelRule[]
  readonly rules: readonly ChannelRule[]
  readonly actor: string
}

interface Deps {
  readonly db: Database
  readonly now: () => number
  readonly newId: () => string
}

/**
 * Puts rules in place of those there are; the next run of the job classifies all visits by them.
 * @returns whether anything changed
 * @throws RulesChanged
 */
export async function saveChannelRules({ db, now, newId }: Deps, { seen, rules, actor }: Change): Promise<boolean> {
  const current = JSON.stringify((await readSettings(db))['channels.rules'])
  const value = JSON.stringify(rules)
  if (seen && JSON.stringify(seen) !== current) throw new RulesChanged()
  if (value === current) return false
  try {
    await db.run(
      everythingIsStale(),
      ...settingReplaced('channels.rules', current, value),
      insertInto(channelRuleChanges, [{ change_id: newId(), rules: value, actor, changed_at: now() }]),
    )
  } catch (error) {
    if (JSON.stringify((await readSettings(db))['channels.rules']) !== current) throw new RulesChanged()
    throw error
  }
  return true
}
