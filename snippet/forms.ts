import { isIgnored, readFields } from './fields.ts'
import { on, safely } from './on.ts'
import { option } from './options.ts'
import { isPrivate, record } from './record.ts'
import { scrub } from './scrub.ts'

/** Records submitted forms, and never changes, delays or repeats what they do. */
export function watchForms() {
  if (option('forms') === 'off') return
  on('submit', event => {
    if (event.target instanceof HTMLFormElement) recordForm(event.target)
  })
  // form.submit() fires no event.
  const { submit } = HTMLFormElement.prototype
  HTMLFormElement.prototype.submit = function () {
    safely(recordForm)(this)
    submit.call(this)
  }
}

/** A page that checks its form and then calls submit() has sent one form, not two. */
let last = ''

function recordForm(form: HTMLFormElement) {
  if (isIgnored(form)) return
  const values = isPrivate() ? { fields: {} } : readFields(form)
  const event = { type: 'form' as const, form: nameOf(form), ...values }
  const fingerprint = JSON.stringify(event)
  if (fingerprint !== last) record(event)
  last = fingerprint
}

function nameOf(form: HTMLFormElement): string {
  // Fields named `id`, `name` or `action` hide the form's own properties, but not its attributes.
  const attribute = (name: string) => Element.prototype.getAttribute.call(form, name)
  return scrub(attribute('id') || attribute('name') || new URL(attribute('action') || '', document.baseURI).pathname)
}
