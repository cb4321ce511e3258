/** What a column of ours holds, as far as its text has to be brought into one form first. */
import { amount, count, currency, day, email, instant, rate } from '../cells.ts'
import type { Column } from '../kind.ts'

export type Sort = 'time' | 'day' | 'amount' | 'count' | 'currency' | 'email' | 'rate' | 'text'

/** By the parser that reads it, so that a new column needs no second list. */
export function sortOf({ parse }: Column): Sort {
  if (parse === instant) return 'time'
  return sorts.get(parse) ?? 'text'
}

const sorts = new Map<unknown, Sort>([
  [day, 'day'],
  [amount, 'amount'],
  [count, 'count'],
  [currency, 'currency'],
  [email, 'email'],
  [rate, 'rate'],
])
