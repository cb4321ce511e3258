/** Money in a page: short where it is read, exact in its title and where it is checked. */
import { exactMoney, shortMoney } from './money.ts'

interface AmountProps {
  readonly minor: number
  readonly currency: string
}

export const Short = ({ minor, currency }: AmountProps) => (
  <span class="nowrap" title={exactMoney(minor, currency)}>
    {shortMoney(minor, currency)}
  </span>
)

/** In an answer line: it carries the sentence. */
export const Strong = ({ minor, currency }: AmountProps) => (
  <strong class="nowrap" title={exactMoney(minor, currency)}>
    {shortMoney(minor, currency)}
  </strong>
)
