import { scrub, secretName } from './scrub.ts'

/** What a form tells us: only what is on the list, and never a secret. */
export interface FormValues {
  email?: string
  fields: Record<string, string>
}

/** Called this way because a form's own properties may be hidden by fields of the same name. */
export const isIgnored = (element: unknown): boolean => !!Element.prototype.closest.call(element, '[data-tributary-ignore]')

/** Kinds of fields that may be read, by what stands in autocomplete, type, name or id; the first that fits. */
const ALLOWED: Record<string, RegExp> = {
  email: /e-?mail/,
  phone: /phone|mobile|\btel/,
  job_title: /job|position|\brole|title/,
  company: /compan|organi[sz]ation|firma/,
  country: /country/,
  first_name: /first|given|fname|vorname/,
  last_name: /last|family|surname|lname|nachname/,
  name: /(^|[ [.]|full|your|contact)[-_ ]?name\b/,
}

/** Inputs, selects, text areas, and custom elements that play one. */
const isField = (element: Element): element is HTMLInputElement => 'value' in element

/** Thirteen digits or more, as on cards; telephone numbers of that length begin with + or 00. */
const cardNumber = /(^|[^+\d])(?!00)(\d[\s.-]*){13}/

/**
 * The values of fields at this moment, autofilled ones too. A field is read when its kind
 * is on the list above or named by `data-tributary-field`; never when it or anything around it
 * carries `data-tributary-ignore`, and never when it looks like a secret.
 *
 * @param box whose fields these are: a form, or what stands around fields that belong to no form
 */
export const readFields = (fields: Iterable<Element>, box: unknown): FormValues => {
  const values: FormValues = { fields: {} }
  for (const field of fields) {
    if (!isField(field)) continue
    const { type, name, form, checked } = field
    const value = `${field.value}`.trim()
    const given = field.getAttribute('data-tributary-field')
    const hints = [given, field.autocomplete, type, name, field.id].join(' ').toLowerCase()
    const kind =
      given === null
        ? /^(text|email|tel|search|select-one)$/.test(type) && Object.keys(ALLOWED).find(kind => ALLOWED[kind]?.test(hints))
        : given || name
    const isUnticked = /check|radio/.test(type) && !checked
    const isForeign = form && form !== box
    if (!kind || !value || isUnticked || isForeign || secretName.test(hints) || cardNumber.test(value) || isIgnored(field))
      continue
    if (kind !== 'email') values.fields[kind] ||= scrub(value)
    else if (/^\S+@\S+\.\S+$/.test(value)) values.email ||= value
  }
  return values
}
