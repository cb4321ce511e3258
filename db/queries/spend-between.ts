import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type Spend, spend } from '../schema.ts'

/** What was spent on these days, `YYYY-MM-DD`, both within. */
export const spendBetween = (db: Database, firstDay: string, lastDay: string) =>
  db.all<Spend>(sql`
    select *
    from ${spend}
    where day >= ${firstDay}
      and day <= ${lastDay}
    order by day, channel, source, campaign, currency
  `)
