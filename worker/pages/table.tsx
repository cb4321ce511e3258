/** What tables share: heads that sort by a link, and pages of rows. */
import type { Child } from 'hono/jsx'
import { count } from './figures.ts'

export interface Sorting<Key extends string> {
  readonly sort: Key
  readonly descending: boolean
}

/**
 * The sort that the URL asks for: `won` or, the other way round, `-won`; what is no column is the first choice.
 * @param first  the sort of a URL that asks for none
 */
export function sortingFrom<Key extends string>(
  text: string | undefined,
  keys: readonly Key[],
  first: Sorting<Key>,
): Sorting<Key> {
  const descending = text?.startsWith('-') ?? false
  const sort = keys.find(key => key === (descending ? text?.slice(1) : text))
  return sort === undefined ? first : { sort, descending }
}

interface HeadProps<Key extends string> {
  readonly column: Key
  readonly sorting: Sorting<Key>
  /** The page's link with another `sort`. */
  readonly link: (sort: string) => string
  /** Numbers and times are first sorted from the largest, and stand to the right. */
  readonly isNumber?: boolean
  readonly className?: string
  readonly children?: Child
}

export function SortHead<Key extends string>({
  column,
  sorting,
  link,
  isNumber = false,
  className = '',
  children,
}: HeadProps<Key>) {
  const isChosen = sorting.sort === column
  const descending = isChosen ? !sorting.descending : isNumber
  return (
    <th
      scope="col"
      class={`${isNumber ? 'n' : ''} ${className}`.trim() || undefined}
      aria-sort={isChosen ? (sorting.descending ? 'descending' : 'ascending') : undefined}
    >
      <a class="sort" href={link(descending ? `-${column}` : column)}>
        {children}
        {isChosen && (
          <span class="arrow" aria-hidden="true">
            {sorting.descending ? '↓' : '↑'}
          </span>
        )}
      </a>
    </th>
  )
}

/** Counted from 1; what is no number is the first page. */
export function pageNumberFrom(text: string | undefined): number {
  return /^[1-9]\d{0,5}$/.test(text ?? '') ? Number(text) : 1
}

interface PagerProps {
  readonly page: number
  readonly perPage: number
  readonly total: number
  /** The page's link with another `page`; null: the first. */
  readonly link: (page: number | null) => string
}

export function Pager({ page, perPage, total, link }: PagerProps) {
  if (total <= perPage && page === 1) return null
  const first = (page - 1) * perPage + 1
  const last = Math.min(total, page * perPage)
  return (
    <nav class="pager" aria-label="Pages of this table">
      <span>
        {first > total ? `Nothing here: there are ${count(total)}` : `${count(first)} to ${count(last)} of ${count(total)}`}
      </span>
      {page > 1 && <a href={link(page === 2 ? null : page - 1)}>Previous</a>}
      {last < total && <a href={link(page + 1)}>Next</a>}
    </nav>
  )
}
