import { isPrivate } from './record.ts'
import { isSecret, scrub } from './scrub.ts'

/** What a form tells us: only what is on the list, and never a secret. */
export interface FormValues {
  email?: string
  fields: Record<string, string>
}

/** Called this way because a form's own properties may be hidden by fields of the same name. */
export const isIgnored = (element: unknown) => Element.prototype.closest.call(element, '[data-tributary-ignore]')

/** Kinds of fields that may be read, by what stands in autocomplete, type, name or id. The collector tells them apart. */
const ALLOWED =
  /mail|phone|mobile|\btel|job|position|\brole|title|compan|organi|firma|country|first|last|given|family|[fl]name|([ ,[.]|vor|nach|full|your|contact)[-_ ]?name\b/i

/** Thirteen digits or more, as on cards; telephone numbers of that length begin with + or 00. */
const CARD = /^(?!\+|00).*(\d[\s.-]*){13}/s

/**
 * The values of fields at this moment, autofilled ones too. A field is read when its kind
 * is on the list above or named by `data-tributary-field`; never when it or anything around it
 * carries `data-tributary-ignore`, and never when it looks like a secret.
 */
export const readFields = (elements: Iterable<HTMLInputElement>): FormValues => {
  const values: FormValues = { fields: {} }
  for (const field of elements) {
    const { type, name, value } = field
    const hints = `${['', field.autocomplete, type, name, field.id]}`
    const given = field.dataset.tributaryField
    if (
      !isPrivate &&
      value &&
      (given == null
        ? /^(text$|tel|em|sea|select-o)/.test(type) && ALLOWED.test(hints)
        : field.checked || !/^(ch|rad)/.test(type)) &&
      !isSecret(given + hints) &&
      !CARD.test(value) &&
      !isIgnored(field)
    )
      if (/\S@\S+\.\S/.test(value)) values.email ||= value
      else values.fields[given == null ? hints : given || name] = scrub(value)
  }
  return values
}
