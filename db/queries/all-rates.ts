import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type Rate, rates } from '../schema.ts'

export const allRates = (db: Database) => db.all<Rate>(sql`select * from ${rates}`)
