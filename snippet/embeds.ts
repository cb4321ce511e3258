/** Forms and calendars of other companies, inside the page: what can be watched is, the others tell the page when they were sent. */
import { lastFormAt, watchWindow } from './forms.ts'
import { on, safely } from './on.ts'
import { isPrivate, record } from './record.ts'

const VENDOR = /^https:\/\/([\w-]+\.)*(hubspot|hsforms|marketo|mktoweb|pardot|typeform|calendly|chilipiper)\.(com|net)$/

/** What HubSpot (old, new), Marketo, Pardot, Typeform, Calendly and Chili Piper say when all is done. */
const DONE =
  /onFormSubmitted|^hs-form|mktoResponse(?!.*error\W+true)|pardot.*(submit|success)|form-submit\b|event_scheduled|booking-confirmed/

/** A form that was watched may send its message this much later. */
const SAME_FORM_MS = 5000

export const watchEmbeds = () => {
  // Frames of the page's own origin can be looked into; others refuse.
  for (const target of document.querySelectorAll('iframe')) watchFrame({ target })
  document.addEventListener('load', watchFrame, true)

  on<MessageEvent & CustomEvent>('message hs-form-event:on-submission:success', event => {
    const { type, origin = location.origin, data, detail } = event
    const vendor = VENDOR.exec(origin)?.[2]
    const isOwn = origin === location.origin && Date.now() - lastFormAt > SAME_FORM_MS
    const text = JSON.stringify(data || detail)
    const done = (vendor || isOwn) && DONE.exec(type + origin + text)
    if (!done) return
    const id = /"(?:form)?id\W+([\w-]+)/i.exec(text)?.[1]
    const email = !isPrivate && /[\w.+-]+@[\w.-]+\.\w{2,}/.exec(text)?.[0]
    record({ type: 'form', form: `${vendor || 'embedded'} ${id || ''}`.trim(), fields: {}, ...(email && { email }) })
  })
}

const watchFrame = /* @__PURE__ */ safely(({ target }: Pick<Event, 'target'>) =>
  watchWindow(Reflect.get(target!, 'contentWindow')),
)
