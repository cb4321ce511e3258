/** Ids for facts that come without one: made of what the fact says, so that the same row again is the same fact. */
import { dayOf } from './dates.ts'
import type { ParsedRow, PlanContext } from './kind.ts'

/** @returns the prefix and 32 hexadecimal digits of a SHA-256 */
export async function idFrom(prefix: string, parts: readonly (string | null | undefined)[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(parts.map(part => part ?? null)))
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes), 0, 16)
  return prefix + Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
}

/** A time for a key: a date stays the date that was written, whatever the time zone setting becomes. */
export function timeKey<Target extends string>(
  { fields, dateOnly }: ParsedRow<{ readonly [T in Target]: number }>,
  target: Target,
  { settings }: PlanContext,
): string {
  const at = fields[target]
  return dateOnly.has(target) ? dayOf(at, settings.timezone) : String(at)
}
