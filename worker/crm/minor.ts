import { MoneyRefused, minorFrom } from '../attribution/currency.ts'
import { RowRefused } from './report.ts'

/** An amount column's text as minor units. @throws RowRefused for the column `amount` */
export function minorOf(amount: string, currency: string): number {
  try {
    return minorFrom(amount, currency)
  } catch (error) {
    if (error instanceof MoneyRefused) throw new RowRefused(error.reason, error.message, 'amount')
    throw error
  }
}
