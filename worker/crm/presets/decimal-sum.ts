/** The exact sum of two plain decimals; an empty one is nothing. `0.1 + 0.2` → `0.3`. Text that is no decimal stays, to be refused later. */
export function addedDecimals(one: string, other: string): string {
  if (one === '' || other === '') return one || other
  const [left, right] = [partsOf(one), partsOf(other)]
  if (!left || !right) return left ? other : one
  const digits = Math.max(left.digits, right.digits)
  const sum = scaled(left, digits) + scaled(right, digits)
  const text = String(sum < 0n ? -sum : sum).padStart(digits + 1, '0')
  const plain = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`
  return sum < 0n ? `-${plain}` : plain
}

interface Parts {
  readonly value: bigint
  readonly digits: number
}

function partsOf(text: string): Parts | null {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text) ?? []
  return whole === undefined ? null : { value: BigInt(`${sign}${whole}${fraction}`), digits: fraction.length }
}

const scaled = ({ value, digits }: Parts, to: number) => value * 10n ** BigInt(to - digits)
