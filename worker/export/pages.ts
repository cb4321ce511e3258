/** A dataset's rows in pages that do not grow with the data, each read by one statement that begins after the last one. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database, Row } from '../../db/database.ts'
import type { Column, Dataset, Filter } from './dataset.ts'

/**
 * Rows by column name. Where the dataset says what belongs together, a page ends between two such groups; one that is
 * larger than a page is a page of its own, and one that is larger than memory is several: credits of a path of 100,000
 * touches come model by model.
 */
export async function* pagesOf(
  db: Database,
  dataset: Dataset,
  filter: Filter,
  sizes: PageSizes = { rows: 500, most: 200_000 },
): AsyncGenerator<Row[]> {
  for (let part: Dataset | undefined = dataset; part; part = part.next) yield* pagesOfOne(db, part, filter, sizes)
}

export interface PageSizes {
  readonly rows: number
  /** Up to so many that belong together are read by one statement: some 300 MB of credits. */
  readonly most: number
}

async function* pagesOfOne(db: Database, dataset: Dataset, filter: Filter, sizes: PageSizes): AsyncGenerator<Row[]> {
  const { key, whole = key.length } = dataset
  const select = selectOf(dataset)
  const conditions = conditionsOf(dataset, filter)
  const page = (limit: number, ...more: SQL[]) => db.all<Row>(pageStatement(dataset, select, [...conditions, ...more], limit))
  const valuesOf = (row: Row, length: number) => key.slice(0, length).map((_, i) => row[keyName(i)])
  const isTogether = (one: Row, other: Row) => valuesOf(one, whole).every((value, i) => value === other[keyName(i)])

  /** The first row of what was found to be too large to be read at once. */
  let large: Row | null = null
  /** All rows that belong together with one, in as few pieces as memory takes, and by how much of the key they do. */
  const together = async (row: Row, after: SQL): Promise<readonly [rows: Row[], length: number]> => {
    for (let length = large && isTogether(row, large) ? whole + 1 : whole; length < key.length - 1; length++) {
      const rows = await page(sizes.most + 1, after, equals(key, valuesOf(row, length)))
      if (rows.length <= sizes.most) return [rows, length]
      large = row
    }
    const length = Math.max(whole, key.length - 1)
    return [await page(Number.MAX_SAFE_INTEGER, after, equals(key, valuesOf(row, length))), length]
  }

  let after: SQL = sql`1 = 1`
  for (;;) {
    const rows = await page(sizes.rows, after)
    const [first, last] = [rows.at(0), rows.at(-1)]
    if (!first || !last) return
    const isLastPage = rows.length < sizes.rows
    const complete = isLastPage || whole === key.length ? rows : rows.filter(row => !isTogether(row, last))
    const [taken, length] = complete.length > 0 ? [complete, whole] : await together(first, after)
    const expanded = dataset.expand ? await dataset.expand.rows(db, taken, filter) : taken
    if (expanded === null) continue
    yield expanded
    if (isLastPage) return
    after = isAfter(key, valuesOf(taken.at(-1) ?? first, length))
  }
}

const keyName = (i: number) => `key_${i}`

function selectOf({ columns, key, expand }: Dataset): SQL {
  const named = (is: SQL, name: string) => sql`${is} as ${sql.identifier(name)}`
  const own = columns.flatMap(({ is, name }: Column) => (is ? [named(is, name)] : []))
  const needed = Object.entries(expand?.needs ?? {}).map(([name, is]) => named(is, name))
  const keys = key.map((is, i) => named(is, keyName(i)))
  return sql.join([...own, ...needed, ...keys], sql`, `)
}

function conditionsOf({ where, filters }: Dataset, { model, stage, from, to }: Filter): SQL[] {
  const conditions = where ? [where] : []
  if (filters.model && model !== undefined) conditions.push(sql`${filters.model} = ${model}`)
  if (filters.stage && stage !== undefined) conditions.push(sql`${filters.stage} = ${stage}`)
  if (filters.at && from !== undefined) conditions.push(sql`${filters.at} >= ${from}`)
  if (filters.at && to !== undefined) conditions.push(sql`${filters.at} < ${to}`)
  return conditions
}

/** The first key alone as well: stores find their way in by it when the keys are of several tables. */
function isAfter(key: readonly SQL[], values: readonly unknown[]): SQL {
  const keys = sql.join(key.slice(0, values.length), sql`, `)
  const them = sql.join(
    values.map(value => sql`${value}`),
    sql`, `,
  )
  return sql`${key[0]} >= ${values[0]} and (${keys}) > (${them})`
}

const equals = (key: readonly SQL[], values: readonly unknown[]): SQL =>
  sql.join(
    values.map((value, i) => sql`${key[i]} = ${value}`),
    sql` and `,
  )

function pageStatement({ from, groupBy, key }: Dataset, select: SQL, conditions: readonly SQL[], limit: number): SQL {
  return sql`
    select ${select}
    from ${from}
    where ${sql.join([...conditions], sql` and `)}
    ${groupBy ? sql`group by ${groupBy}` : sql``}
    order by ${sql.join([...key], sql`, `)}
    limit ${limit}
  `
}
