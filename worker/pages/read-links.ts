/** What the page of sales links shows. */
import type { Database } from '../../db/database.ts'
import { peopleSuggested, type SuggestedPerson } from '../../db/queries/people-suggested.ts'
import { type SalesLinkLine, type SalesLinkTotals, salesLinkLines, salesLinkTotals } from '../../db/queries/sales-links.ts'
import { DEFAULT_DAYS, isOwnTarget, type NewSalesLink } from '../identity/sales-link.ts'
import type { Frame } from './frame.ts'
import { pageNumberFrom } from './table.tsx'
import type { FieldErrors, Typed } from './typed.ts'

export const LINKS_PER_PAGE = 50
const SUGGESTED = 12

export interface LinksProps {
  readonly frame: Frame
  readonly rows: readonly SalesLinkLine[]
  readonly totals: SalesLinkTotals
  readonly page: number
  readonly suggested: readonly SuggestedPerson[]
  readonly typed: Typed
  readonly errors: FieldErrors
  /** The link that was just made, and whether the snippet can tell there who came. */
  readonly made: { readonly link: NewSalesLink; readonly isOwn: boolean } | null
}

/** What stands in the form. */
export interface LinkForm {
  readonly typed: Typed
  readonly errors: FieldErrors
}

export const emptyLinkForm = (person = ''): LinkForm => ({
  typed: { person, expires_days: String(DEFAULT_DAYS) },
  errors: {},
})

export async function readLinks(db: Database, frame: Frame, form: LinkForm, made: NewSalesLink | null): Promise<LinksProps> {
  const page = pageNumberFrom(frame.query.page)
  const [rows, totals, suggested] = await Promise.all([
    salesLinkLines(db, { limit: LINKS_PER_PAGE, offset: (page - 1) * LINKS_PER_PAGE }),
    salesLinkTotals(db),
    peopleSuggested(db, '', SUGGESTED),
  ])
  const madeHere = made && { link: made, isOwn: await isOwnTarget(db, made.target_url) }
  return { frame, rows, totals, page, suggested, ...form, made: madeHere }
}

const MAX_TYPED = 100

export const suggestPeople = (db: Database, typed: string) => peopleSuggested(db, typed.trim().slice(0, MAX_TYPED), SUGGESTED)
