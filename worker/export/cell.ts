import type { ColumnKind } from './dataset.ts'

/** A stored value as other programs read it; null stays null. Times become RFC 3339 with milliseconds, in UTC. */
export function valueFrom(stored: unknown, kind: ColumnKind): unknown {
  if (stored === null || stored === undefined) return null
  if (kind === 'time') return new Date(Number(stored)).toISOString()
  if (kind === 'share') return Number(stored) / 1e15
  if (kind === 'json') return JSON.parse(String(stored))
  return stored
}

/** A share of 10^15 written out: 333333333333333 → `0.333333333333333`. */
export function decimalShare(stored: unknown): string {
  const digits = String(stored).padStart(16, '0')
  const fraction = digits.slice(-15).replace(/0+$/, '')
  return digits.slice(0, -15) + (fraction && `.${fraction}`)
}
