/**
 * Names of form fields. The snippet sends a field that is on its list under what the field says about itself,
 * `,organization,text,company_name,c1` (autocomplete, type, name, id); here it gets its canonical name. Names without a
 * comma in front were given by the page, or by an older snippet, and stay.
 */

/** @param fields  as they were sent; of several with one canonical name the first counts */
export function namedFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const named: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    const name = key.startsWith(',') ? canonicalName(key.toLowerCase()) : key
    if (!Object.hasOwn(named, name)) Object.defineProperty(named, name, { value, enumerable: true })
  }
  return named
}

/** What a form tells about an embed stands among its fields: the number of the form belongs to its name. */
export function formName(form: string, fields: Readonly<Record<string, unknown>>): string {
  if (VENDOR.test(form)) return `${form} ${fields.formId ?? fields.id ?? ''}`.trim()
  // A form without id and name goes by its action.
  return form.includes('/') ? form.replace(/^https?:\/\/[^/]*|[?#].*$/g, '') : form
}

const VENDOR = /^(?:hubspot|hsforms|marketo|mktoweb|pardot|typeform|calendly|chilipiper|embedded)$/

/** The first that fits. */
const KINDS: readonly (readonly [name: string, hints: RegExp])[] = [
  ['email', /e-?mail/],
  ['phone', /phone|mobile|\btel/],
  ['job_title', /job|position|\brole|title/],
  ['company', /compan|organi|firma/],
  ['country', /country/],
  ['first_name', /first|given|fname|vorname/],
  ['last_name', /last|family|lname|surname|nachname/],
  ['name', /name/],
]

const canonicalName = (hints: string): string => KINDS.find(([, kind]) => kind.test(hints))?.[0] ?? 'other'
