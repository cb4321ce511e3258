/** `… in (…)` for more values than a statement may have parameters: D1 takes 100 and refuses the next. */
import { type SQL, sql } from 'drizzle-orm'

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
  return sql(commasOf[length]!, ...Array.from({ length }, (_, i) => values[i] ?? values.at(-1)))
}

/**
 * For each length the texts between the values of one flat template. With a template of its own for each value, making
 * the text of a statement takes longer than running it.
 */
const commasOf: Readonly<Record<number, TemplateStringsArray>> = Object.fromEntries(
  LENGTHS.map(length => {
    const texts = ['', ...new Array<string>(length - 1).fill(', '), '']
    return [length, Object.assign(texts, { raw: texts })]
  }),
)
