import { isIgnored, readFields } from './fields.ts'
import { on, pathOf, safely, wrap } from './on.ts'
import { record } from './record.ts'
import { scrub } from './scrub.ts'
import type { WireEvent } from './wire.ts'

/** Whether a form of this page was sent: what it tells the page afterwards is known already. */
export let hasForms = false

/**
 * Records submitted forms, and never changes, delays or repeats what they do. E-mail fields without a form count when
 * a button close to them is pressed, unless it calls the whole thing off, or Enter in a field.
 */
export const watchForms = () => {
  watchWindow(window)
  on<Event & { key?: string }>('focusin click keydown', event => {
    // A submit event does not leave its shadow root.
    event.composedPath().map(node => node instanceof ShadowRoot && watchSubmit(node))
    if (event.type === 'click' || event.key === 'Enter') {
      const boxes = pathOf(event)
      const at = boxes.findIndex(
        node =>
          node.matches(event.key ? 'input' : 'button,[type=submit],[type=button],[role=button]') &&
          !/cancel|clos|clear|reset|back|dismiss/i.test(node.textContent),
      )
      // The buttons of a form send that form and nothing else.
      if (boxes[at]?.closest('form') === null)
        boxes.slice(at + 1, at + 5).some(box =>
          recordFields(
            box,
            [...box.querySelectorAll<HTMLInputElement>('input,select')].filter(field => !field.form),
            true,
          ),
        )
    }
  })
}

export const watchWindow = (target: typeof window) => {
  watchSubmit(target)
  // form.submit() fires no event, and that of requestSubmit() does not leave its shadow root.
  wrap(target.HTMLFormElement.prototype, 'submit', recordForm)
  wrap(target.HTMLFormElement.prototype, 'requestSubmit', watchSubmit)
}

/** The same listener every time, so that a root listens once however often it is met. */
const watchSubmit = (target: unknown) => Reflect.apply(addEventListener, target, ['submit', submitted, true])

// Pure, so that the core build leaves forms out.
const submitted = /* @__PURE__ */ safely((event: Event) => {
  const recorded = recordForm(event.target)
  setTimeout(() => {
    if (recorded && event.defaultPrevented) recorded.prevented = true
  })
})

const recordForm = (form: unknown) => recordFields(form, Reflect.get<object, string>(HTMLFormElement.prototype, 'elements', form))

/** What was sent before: a page that checks its form and then calls submit() has sent one form, not two. */
const sent: Record<string, WireEvent> = {}

/** @returns what was recorded; undefined when there was nothing to record */
const recordFields = (box: unknown, elements: Iterable<HTMLInputElement>, isLoose?: boolean): WireEvent | undefined => {
  const values = readFields(elements)
  if (isIgnored(box) || (isLoose && !values.email)) return
  const { id, name, action } = Reflect.get<object, string>(Element.prototype, 'attributes', box)
  const event = { type: 'form' as const, form: scrub((id || name || action)?.value || location.pathname), ...values }
  hasForms = true
  const text = JSON.stringify(event)
  sent[text] ||= record(event)
  return sent[text]
}
