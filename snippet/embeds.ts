/** Forms and calendars of other companies, inside the page: what can be watched is, the others tell the page when they were sent. */
import { hasForms, watchWindow } from './forms.ts'
import { on, safely } from './on.ts'
import { isPrivate, record } from './record.ts'

const VENDOR = /^https:.*[/.](hubspot|hsforms|marketo|mktoweb|pardot|typeform|calendly|chilipiper)\.(com|net)$/

/** What HubSpot (old, new), Marketo, Pardot, Typeform, Calendly and Chili Piper say when all is done. */
const DONE = /Submitted"|hs-form-|mktoResponse(?!.*error\W+true)|pardot.*su[bc]|form-submit"|_scheduled|-confirmed/

export const watchEmbeds = () => {
  // Frames of the page's own origin can be looked into; others refuse.
  for (const target of document.querySelectorAll('iframe')) watchFrame({ target })
  document.addEventListener('load', watchFrame, true)

  on<MessageEvent & CustomEvent>('message hs-form-event:on-submission:success', event => {
    const vendor = VENDOR.exec(event.origin)?.[1]
    const text = event.type + event.origin + JSON.stringify(event.data || event.detail)
    if ((vendor || ((event.origin || location.origin) === location.origin && !hasForms)) && DONE.test(text)) {
      const fields: Record<string, string> = {}
      // Numbers of the form and of what was sent, by which a later webhook can be joined.
      text.replace(/"((form|response|event)?id|uri)\W+([\w:/.-]+)/gi, (_, name, _kind, value) => (fields[name] = value))
      record({
        type: 'form',
        form: vendor || 'embedded',
        ...(isPrivate ? { fields: {} } : { email: /[\w.+-]+@[\w.-]+/.exec(text)?.[0], fields }),
      })
    }
  })
}

const watchFrame = /* @__PURE__ */ safely(({ target }: Pick<Event, 'target'>) =>
  watchWindow(Reflect.get(target!, 'contentWindow')),
)
