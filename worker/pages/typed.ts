/** What somebody typed into a form, kept as it was, and what is wrong with it, field by field. Pure. */

/** Values by field name. */
export type Typed = Readonly<Record<string, string>>

/** Why a field cannot be taken, by field name. */
export type FieldErrors = Readonly<Record<string, string>>

/** A form's body as Hono parses it; files are nothing that our forms hold. */
export function typedFrom(body: Readonly<Record<string, unknown>>): Typed {
  return Object.fromEntries(Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
}

/** `1.5` and `1,5` are the same; empty is the number given; what is no number is NaN. */
export function numberFrom(text: string | undefined, empty: number): number {
  const digits = (text ?? '').trim().replace(',', '.')
  if (digits === '') return empty
  return /^\d{1,12}(?:\.\d{0,12})?$|^\.\d{1,12}$/.test(digits) ? Number(digits) : Number.NaN
}
