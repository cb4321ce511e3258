/** `… in (…)` for more values than a statement may have parameters: D1 takes 100 and refuses the next. */
import { Param, type SQL, StringChunk, sql } from 'drizzle-orm'

/** Lists come in these lengths, filled up with their last value, so that a store prepares few texts and not ninety. */
const LENGTHS = [1, 4, 20, 90]
const LONGEST = 90

/**
 * Rows of one query for any number of values.
 * @param query  gets the values as the inside of `in (…)`, at most 90 of them
 */
export async function allIn<Row>(values: Iterable<string>, query: (list: SQL) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for (const list of listsOf(values)) for (const row of await query(list)) rows.push(row)
  return rows
}

/** The values without repeats, as the insides of `in (…)`. */
export function listsOf(values: Iterable<string>): SQL[] {
  const distinct = [...new Set(values)]
  const lists: SQL[] = []
  for (let i = 0; i < distinct.length; i += LONGEST) lists.push(listOf(distinct.slice(i, i + LONGEST)))
  return lists
}

function listOf(values: readonly string[]): SQL {
  const length = LENGTHS.find(candidate => candidate >= values.length) ?? LONGEST
  // Not a template for each value: the text of 90 of them takes longer to make than the query to run.
  return sql.join(
    Array.from({ length }, (_, i) => new Param(values[i] ?? values.at(-1))),
    COMMA,
  )
}

const COMMA = new StringChunk(', ')
