import { newId } from './id.ts'
import { options } from './options.ts'
import { scrub } from './scrub.ts'
import { clearQueue, enqueue, restoreQueue } from './send.ts'
import { forgetVisitor, visitorId } from './visitor.ts'
import type { WireEvent } from './wire.ts'

type Filled = 'id' | 'anonymous_id' | 'url' | 'created_at' | 'consent'
type WithoutFilled<Event> = Event extends WireEvent ? Omit<Event, Filled> : never
/** An event as the room that saw it knows it; the rest is filled in here. */
export type Fact = WithoutFilled<WireEvent>

/** undefined: the site asks for no answer. 'required': it does, and there is none yet. */
let consent = options.consent

/** What waits in memory, nowhere else, for the visitor's answer. */
const waiting: WireEvent[] = []
let landings = 0

/** Global Privacy Control or Do Not Track: no id, no storage, no form values, whatever else was said. */
export const isPrivate = navigator.globalPrivacyControl || navigator.doNotTrack === '1'

/** Whether the visitor may be known again. */
export const mayIdentify = () => !isPrivate && !/^[dr]/.test(`${consent}`)

/**
 * Records an event of now, if the visitor allows it. Before the answer only the landing page and
 * what the site's own code records are kept, so that a late yes costs neither the campaign nor an
 * extra page view.
 */
export const record = (fact: Fact, url = location.href): WireEvent => {
  const event: WireEvent = { id: newId(), url: scrub(url), created_at: new Date().toJSON(), ...fact }
  if (consent === 'required') {
    if (event.type === 'page' ? !landings++ : /track|ident/.test(event.type)) waiting.push(event)
  } else if (consent !== 'denied') admit(event)
  return event
}

/** The visitor's answer: anything but 'granted' is a no, and removes what was stored and what was not yet sent. */
export const answerConsent = (answer: unknown) => {
  if (answer === 'granted') {
    consent = answer
    if (BUILD !== 'core') restoreQueue()
    waiting.splice(0).forEach(admit)
  } else {
    consent = 'denied'
    clearQueue()
    forgetVisitor()
  }
}

const admit = (event: WireEvent) => {
  if (!isPrivate) event.anonymous_id = visitorId()
  if (isPrivate || consent) event.consent = { analytics: true, identify: !isPrivate }
  enqueue(event)
}
