/** PostgreSQL, and what speaks its protocol, through pg. */
import type { SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import pg from 'pg'
import type { BulkInsert, Database, Row, Write } from './database.ts'

const dialect = new PgDialect()
const INT8 = 20
const NUMERIC = 1700 // the type of sum(bigint)

/** Connects. @throws Error when the server does not wait for its disk before it says that a write is done */
export async function openPostgres(url: string, maxConnections = 10): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    // The driver hands 64-bit values over as strings. Ours are minor units and
    // milliseconds, far below 2^53, so a number holds them exactly.
    types: { getTypeParser: (oid, format) => (oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format)) },
  })
  // An idle connection that the server closes must not end the process: the next query opens a new one.
  pool.on('error', () => {})
  await assertDurable(pool)

  return {
    engine: 'postgres',
    all: async <R>(statement: SQL) => (await query(pool, statement)).rows as R[],
    async run(...writes) {
      const client = await pool.connect()
      try {
        await client.query('begin')
        const results: Row[][] = []
        for (const write of writes) results.push((await query(client, write)).rows as Row[])
        await client.query('commit')
        return results
      } catch (error) {
        await client.query('rollback')
        throw error
      } finally {
        client.release()
      }
    },
    close: () => pool.end(),
  }
}

function query(client: pg.Pool | pg.PoolClient, write: Write) {
  if ('rows' in write) return client.query(bulkText(write), bulkParams(write))
  const { sql, params } = dialect.sqlToQuery(write)
  return client.query(sql, params)
}

/** One array parameter per column: the statement stays the same for any number of rows. */
function bulkText({ table, columns, tail }: BulkInsert): string {
  const names = columns.map(column => column.name).join(', ')
  const arrays = columns.map(({ type }, i) => `$${i + 1}::${type}[]`).join(', ')
  return `insert into ${table} (${names}) select * from unnest(${arrays}) ${tail}`
}

const bulkParams = ({ columns, rows }: BulkInsert) => columns.map((_, i) => rows.map(row => row[i]))

async function assertDurable(pool: pg.Pool) {
  for (const setting of ['fsync', 'synchronous_commit']) {
    const { rows } = await pool.query<Record<string, string>>(`show ${setting}`)
    if (rows[0]?.[setting] === 'off') throw new Error(`PostgreSQL runs with ${setting} = off: an answered event could be lost`)
  }
}
