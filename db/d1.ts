/** Cloudflare D1. */
import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types'
import { SQLiteSyncDialect } from 'drizzle-orm/sqlite-core'
import type { BulkInsert, Database, Row, Write } from './database.ts'

const dialect = new SQLiteSyncDialect()

/** D1 takes at most 2 MB in one parameter; bulk rows go over as JSON in pieces of about half that. */
const MAX_JSON = 1_000_000

export function d1Database(d1: D1Database): Database {
  const prepare = (write: Write): D1PreparedStatement[] => {
    if ('rows' in write) return bulkStatements(d1, write)
    const { sql, params } = dialect.sqlToQuery(write)
    return [d1.prepare(sql).bind(...params)]
  }

  return {
    engine: 'd1',
    all: async <R>(statement: Parameters<Database['all']>[0]) => {
      const { sql, params } = dialect.sqlToQuery(statement)
      return (
        await d1
          .prepare(sql)
          .bind(...params)
          .all<R>()
      ).results
    },
    // D1 refuses BEGIN; a batch is its transaction.
    async run(...writes) {
      const prepared = writes.map(prepare)
      const statements = prepared.flat()
      if (statements.length === 0) return writes.map(() => [])
      const results = (await d1.batch<Row>(statements)).map(result => result.results)
      return prepared.map(own => results.splice(0, own.length).flat())
    },
    close: async () => {},
  }
}

/** D1 allows 100 parameters a statement; one JSON parameter carries any number of rows. */
function bulkStatements(d1: D1Database, { table, columns, rows, tail }: BulkInsert): D1PreparedStatement[] {
  const names = columns.map(column => column.name).join(', ')
  const values = columns.map((_, i) => `value ->> ${i}`).join(', ')
  // "where true": without it SQLite reads "on conflict" as the join's "on".
  const text = `insert into ${table} (${names}) select ${values} from json_each(?) where true ${tail}`
  return pieces(rows).map(piece => d1.prepare(text).bind(piece))
}

function pieces(rows: BulkInsert['rows']): string[] {
  const found: string[] = []
  let piece: string[] = []
  let size = 0
  for (const row of rows) {
    const json = JSON.stringify(row)
    if (size + json.length > MAX_JSON && piece.length > 0) {
      found.push(`[${piece.join(',')}]`)
      piece = []
      size = 0
    }
    piece.push(json)
    size += json.length + 1
  }
  if (piece.length > 0) found.push(`[${piece.join(',')}]`)
  return found
}
