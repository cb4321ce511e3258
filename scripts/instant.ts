import { Misuse } from './store.ts'

/** An option that names a moment: RFC 3339, or a date and then its first instant in UTC. @throws Misuse */
export function instantFrom(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const isMoment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
  const at = Date.parse(text)
  if (!isMoment || Number.isNaN(at)) throw new Misuse(`${option} takes 2026-01-31 or 2026-01-31T12:00:00Z, not ${text}`)
  return at
}
