import { isIgnored, readFields } from './fields.ts'
import { on, safely, wrap } from './on.ts'
import { isPrivate, record } from './record.ts'
import { scrub } from './scrub.ts'

/** When a form was recorded most recently. */
export let lastFormAt = 0

/** Records submitted forms, and never changes, delays or repeats what they do. */
export const watchForms = () => {
  watchWindow(window)
  on('focusin click', event => {
    const path = event.composedPath()
    // A submit event does not leave its shadow root.
    for (const node of path) if (node instanceof ShadowRoot) watchSubmit(node)
    if (event.type === 'click') recordLoose(path.filter(node => node instanceof Element))
  })
}

export const watchWindow = (target: typeof window) => {
  watchSubmit(target)
  // form.submit() fires no event.
  wrap(target.HTMLFormElement.prototype, 'submit', recordForm)
}

/** The same listener every time, so that a root listens once however often it is met. */
const watchSubmit = (target: EventTarget) => target.addEventListener('submit', submitted, true)

// Pure, so that the core build leaves forms out.
const submitted = /* @__PURE__ */ safely(({ target }: Event) => recordForm(target))

const recordForm = (form: unknown) => recordFields(form, Reflect.get(HTMLFormElement.prototype, 'elements', form))

/** E-mail fields without a form count when a button close to them is pressed, unless it calls the whole thing off. */
const recordLoose = (path: Element[]) => {
  const at = path.findIndex(
    node =>
      node.matches('button,[type=submit],[type=button],[role=button]') &&
      !/cancel|clos|clear|reset|back|dismiss/i.test(node.textContent),
  )
  if (at >= 0) path.slice(at + 1, at + 5).some(box => recordFields(box, box.querySelectorAll('input,select'), true))
}

/** A page that checks its form and then calls submit() has sent one form, not two. */
let last = ''

/** @returns whether there was something to record */
const recordFields = (box: unknown, elements: Iterable<Element>, isLoose?: boolean): boolean => {
  const values = readFields(elements, !isLoose && box)
  if (isIgnored(box) || (isLoose && !values.email)) return false
  const event = { type: 'form' as const, form: nameOf(box), ...(isPrivate ? { fields: {} } : values) }
  const fingerprint = JSON.stringify(event)
  if (fingerprint !== last) record(event)
  last = fingerprint
  lastFormAt = Date.now()
  return true
}

const nameOf = (box: unknown): string => {
  // Fields named `id`, `name` or `action` hide the form's own properties, but not its attributes.
  const attribute = (name: string) => Element.prototype.getAttribute.call(box, name)
  return scrub(attribute('id') || attribute('name') || new URL(attribute('action') || '', document.baseURI).pathname)
}
