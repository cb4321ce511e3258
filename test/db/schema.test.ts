/** schema.ts and the migrations say the same, column by column, or this fails. */
import { sql } from 'drizzle-orm'
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core'
import { describe, expect, it } from 'vitest'
import { smallColumns } from '../../db/database.ts'
import * as schema from '../../db/schema.ts'
import { useStores } from '../engines.ts'

interface Column {
  name: string
  type: string
  notNull: boolean
  key: number
}

const tables = Object.values(schema)
  .filter(value => value instanceof SQLiteTable)
  .map(table => getTableConfig(table))

describe('schema.ts', () => {
  const open = useStores('sqlite')

  it('declares the tables of the migrations', async () => {
    const db = await open()
    const found = await db.all<{ name: string }>(
      sql`select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> 'schema_migrations' order by name`,
    )
    expect(found.map(row => row.name)).toEqual(tables.map(table => table.name).sort())
  })

  it.each(tables.map(table => [table.name, table] as const))(
    'declares %s with the columns of the migrations',
    async (name, table) => {
      const db = await open()
      const rows = await db.all<{ name: string; type: string; notnull: number; pk: number }>(
        sql`select name, type, "notnull", pk from pragma_table_info(${name})`,
      )
      const inMigrations = rows.map(
        (row): Column => ({ name: row.name, type: row.type.toLowerCase(), notNull: row.notnull === 1, key: row.pk }),
      )
      const keys = table.primaryKeys[0]?.columns.map(column => column.name) ?? []
      const inSchema = table.columns.map(
        (column): Column => ({
          name: column.name,
          type: column.getSQLType() === 'text' ? 'text' : smallColumns.has(column.name) ? 'smallint' : 'bigint',
          notNull: column.notNull,
          key: column.primary ? 1 : keys.indexOf(column.name) + 1,
        }),
      )
      expect(inSchema).toEqual(inMigrations)
    },
  )
})
