/** Who changed the channel rules, and to what. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type ChannelRuleChange, channelRuleChanges } from '../schema.ts'

/** The newest first. */
export const newestRuleChanges = (db: Database, limit: number) =>
  db.all<ChannelRuleChange>(sql`
    select *
    from ${channelRuleChanges}
    order by changed_at desc, change_id desc
    limit ${limit}
  `)

export async function ruleChangeById(db: Database, changeId: string): Promise<ChannelRuleChange | null> {
  const [change] = await db.all<ChannelRuleChange>(sql`select * from ${channelRuleChanges} where change_id = ${changeId}`)
  return change ?? null
}
