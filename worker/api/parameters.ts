/** Query parameters of the JSON API: what it does not know it refuses, since the answer would be to another question. */
import { RequestRefused } from '../errors.ts'

export const DEFAULT_LIMIT = 100
const MOST = 1000

/**
 * The parameters by name, each at most once.
 * @param known  the names that the route understands
 * @throws RequestRefused `invalid_parameter`
 */
export function parametersIn<Name extends string>(url: string, known: readonly Name[]): { readonly [N in Name]?: string } {
  const found: { [N in Name]?: string } = {}
  for (const [given, value] of new URL(url).searchParams) {
    const name = known.find(one => one === given)
    if (name === undefined) throw invalid(`there is no parameter ${given.slice(0, 40)}; there are ${known.join(', ') || 'none'}`)
    if (found[name] !== undefined) throw invalid(`${name} is given twice`)
    found[name] = value
  }
  return found
}

/** How many items a page has. @throws RequestRefused `invalid_parameter` */
export function limitFrom(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT
  const limit = Number(text)
  if (!/^\d{1,4}$/.test(text) || limit < 1 || limit > MOST) throw invalid(`limit must be a whole number from 1 to ${MOST}`)
  return limit
}

const invalid = (detail: string) => new RequestRefused('invalid_parameter', detail)
