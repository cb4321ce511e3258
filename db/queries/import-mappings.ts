/** How files were read, by their column names. */
import { sql } from 'drizzle-orm'
import { type BulkInsert, type Database, insertInto } from '../database.ts'
import { type ImportMapping, importMappings } from '../schema.ts'

/** Of one header, the latest kind first. */
export const mappingsOf = (db: Database, headerKey: string) =>
  db.all<ImportMapping>(sql`
    select header_key, kind, choices, saved_at
    from ${importMappings}
    where header_key = ${headerKey}
    order by saved_at desc, kind
  `)

export const mappingSaved = (mapping: ImportMapping): BulkInsert =>
  insertInto(importMappings, [mapping], { on: ['header_key', 'kind'], update: ['choices', 'saved_at'] })
