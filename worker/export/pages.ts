/** A dataset's rows in pages that do not grow with the data, each read by one statement that begins after the last one. */
import { type SQL, sql } from 'drizzle-orm'
import type { Database, Row } from '../../db/database.ts'
import type { Column, Dataset, Filter } from './dataset.ts'

const PAGE_ROWS = 2000

/**
 * Rows by column name. Where the dataset says what belongs together, a page ends between two such groups; one that is
 * larger than a page is a page of its own.
 */
export async function* pagesOf(db: Database, dataset: Dataset, filter: Filter, size = PAGE_ROWS): AsyncGenerator<Row[]> {
  for (let part: Dataset | undefined = dataset; part; part = part.next) yield* pagesOfOne(db, part, filter, size)
}

async function* pagesOfOne(db: Database, dataset: Dataset, filter: Filter, size: number): AsyncGenerator<Row[]> {
  const { key, whole = key.length } = dataset
  const select = selectOf(dataset)
  const conditions = conditionsOf(dataset, filter)
  const page = (more: SQL, limit: number) => db.all<Row>(pageStatement(dataset, select, [...conditions, more], limit))
  const valuesOf = (row: Row) => key.slice(0, whole).map((_, i) => row[keyName(i)])
  const isTogether = (one: Row, other: Row) => valuesOf(one).every((value, i) => value === valuesOf(other)[i])

  let after: SQL = sql`1 = 1`
  for (;;) {
    const rows = await page(after, size)
    const last = rows.at(-1)
    if (!last) return
    const isLastPage = rows.length < size
    const complete = isLastPage || whole === key.length ? rows : rows.filter(row => !isTogether(row, last))
    const taken = complete.length > 0 ? complete : await page(compare(key, whole, '=', valuesOf(last)), Number.MAX_SAFE_INTEGER)
    const expanded = dataset.expand ? await dataset.expand.rows(db, taken, filter) : taken
    if (expanded === null) continue
    yield expanded
    if (isLastPage) return
    after = compare(key, whole, '>', valuesOf(taken.at(-1) ?? last))
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
function compare(key: readonly SQL[], length: number, operator: '>' | '=', values: readonly unknown[]): SQL {
  const keys = sql.join(key.slice(0, length), sql`, `)
  const them = sql.join(
    values.map(value => sql`${value}`),
    sql`, `,
  )
  const start = sql`${key[0]} >= ${values[0]}`
  return operator === '>' ? sql`${start} and (${keys}) > (${them})` : sql`${start} and (${keys}) = (${them})`
}

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
