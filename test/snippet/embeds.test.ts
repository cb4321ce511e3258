import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site, type Visit } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

const formsOf = (visit: Visit) => visit.ofType('form').map(({ form, email, fields }) => ({ form, email, fields }))

/** Messages as the vendors' frames send them: the origin is the browser's word, so the test speaks with its voice. */
const tell = (visit: Visit, origin: string, data: unknown) =>
  visit.page.evaluate(
    ([from, message]) =>
      void window.dispatchEvent(new MessageEvent('message', { origin: `${from}` || location.origin, data: message })),
    [origin, data],
  )

const hubspot = (eventName: string) => ({
  type: 'hsFormCallback',
  eventName,
  id: 'f0e1-22',
  data: { submissionValues: { email: 'jo@acme.test', firstname: 'Jo' } },
})
const typeform = { type: 'form-submit', formId: 'AbC123', responseId: 'r1' }
const calendly = {
  event: 'calendly.event_scheduled',
  payload: {
    event: { uri: 'https://api.calendly.com/scheduled_events/G1' },
    invitee: { uri: 'https://api.calendly.com/scheduled_events/G1/invitees/I2' },
  },
}
const marketo = (error: boolean) =>
  JSON.stringify({ mktoResponse: { for: 'mktoFormMessage0', error, data: { formId: '1047', followUpUrl: null } } })

describe('an embedded form', () => {
  it.each<[id: string, origin: string, data: unknown, form: string, fields: object, email?: string]>([
    [
      'C-embed-hubspot',
      'https://forms.hsforms.com',
      hubspot('onFormSubmitted'),
      'hsforms f0e1-22',
      { id: 'f0e1-22' },
      'jo@acme.test',
    ],
    ['C-embed-hubspot-own', '', hubspot('onFormSubmitted'), 'embedded f0e1-22', { id: 'f0e1-22' }, 'jo@acme.test'],
    ['C-embed-marketo', 'https://app-sj01.marketo.com', marketo(false), 'marketo 1047', { formId: '1047' }],
    ['C-embed-pardot', 'https://go.pardot.com', { status: 'success' }, 'pardot', {}],
    ['C-embed-typeform', 'https://form.typeform.com', typeform, 'typeform AbC123', { formId: 'AbC123', responseId: 'r1' }],
    [
      'C-embed-calendly',
      'https://calendly.com',
      calendly,
      'calendly',
      { uri: 'https://api.calendly.com/scheduled_events/G1/invitees/I2' },
    ],
    [
      'C-embed-chilipiper',
      'https://acme.chilipiper.com',
      { action: 'booking-confirmed', args: { eventId: 'e1' } },
      'chilipiper',
      { eventId: 'e1' },
    ],
  ])(
    '%s: is recorded once when it tells that it was sent, with the numbers by which a later record can be joined',
    async (_, origin, data, form, fields, email) => {
      const visit = await site.visit()
      await tell(visit, origin, data)
      await visit.finish()
      expect(formsOf(visit)).toEqual([{ form, email, fields }])
    },
  )

  it('C-embed-hubspot-new: is recorded for the event of new HubSpot forms', async () => {
    const visit = await site.visit()
    await visit.page.evaluate(
      () =>
        void window.dispatchEvent(
          new CustomEvent('hs-form-event:on-submission:success', { detail: { formId: 'f9', instanceId: 'i1' } }),
        ),
    )
    await visit.finish()
    expect(formsOf(visit)).toEqual([{ form: 'embedded f9', email: undefined, fields: { formId: 'f9' } }])
  })

  it('C-embed-once: is recorded once when the page itself holds the form that tells it was sent', async () => {
    const visit = await site.visit({
      body: `<form id="hsForm_1"><input name="email" value="jo@acme.test"><button>Send</button></form>
        <script>addEventListener('submit', event => { event.preventDefault(); window.postMessage({ type: 'hsFormCallback', eventName: 'onFormSubmitted', id: '1' }, '*') })</script>`,
    })
    await visit.page.click('button')
    await visit.finish()
    expect(formsOf(visit)).toEqual([{ form: 'hsForm_1', email: 'jo@acme.test', fields: {} }])
  })

  it('C-embed-foreign: is never recorded on the word of an unknown origin, nor for other messages', async () => {
    const visit = await site.visit()
    for (const origin of [
      'https://evil.test',
      'https://calendly.com.evil.test',
      'https://notcalendly.com',
      'http://calendly.com',
      'null',
    ])
      for (const data of [calendly, typeform, hubspot('onFormSubmitted')]) await tell(visit, origin, data)
    await tell(visit, 'https://form.typeform.com', { type: 'form-ready' })
    await tell(visit, 'https://forms.hsforms.com', hubspot('onFormReady'))
    await tell(visit, 'https://app-sj01.marketo.com', marketo(true))
    await tell(visit, '', { anything: 'goes' })
    await tell(visit, '', undefined)
    await visit.finish()
    expect(formsOf(visit)).toEqual([])
    expect(visit.errors).toEqual([])
  })

  it('C-embed-private: tells no e-mail address under Global Privacy Control', async () => {
    const visit = await site.visit({
      before: () => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true }),
    })
    await tell(visit, 'https://forms.hsforms.com', hubspot('onFormSubmitted'))
    await visit.finish()
    expect(formsOf(visit)).toEqual([{ form: 'hsforms', email: undefined, fields: {} }])
  })

  it('C-embed-off: is not recorded when the tag says data-forms="off"', async () => {
    const visit = await site.visit({ attributes: 'data-forms="off"' })
    await tell(visit, 'https://calendly.com', calendly)
    await visit.finish()
    expect(formsOf(visit)).toEqual([])
  })
})

describe('a form in a frame of the same origin', () => {
  const STAY = '<script>addEventListener("submit", event => event.preventDefault())</script>'
  const FORM = `<form id="inner"><input name="email" value="jo@acme.test"><button>Send</button></form>`

  it.each([
    ['C-frame-form', '<iframe src="/frame"></iframe>'],
    ['C-frame-srcdoc', `<iframe srcdoc='${FORM}${STAY}'></iframe>`],
    [
      'C-frame-late',
      `<script>addEventListener('load', () => setTimeout(() => { const frame = document.createElement('iframe'); frame.src = '/frame'; document.body.append(frame) }, 50))</script>`,
    ],
  ])('%s: is recorded once', async (_, body) => {
    const visit = await site.visit({ body, pages: { '/frame': FORM + STAY } })
    await visit.page.frameLocator('iframe').locator('button').click()
    await visit.finish()
    expect(formsOf(visit)).toEqual([{ form: 'inner', email: 'jo@acme.test', fields: {} }])
    expect(visit.ofType('page')).toHaveLength(1)
  })

  it('C-frame-submit-call: is recorded for form.submit()', async () => {
    const visit = await site.visit({ body: '<iframe src="/frame"></iframe>', pages: { '/frame': FORM } })
    await visit.page
      .frameLocator('iframe')
      .locator('form')
      .evaluate(form => (form as HTMLFormElement).submit())
    await visit.finish()
    expect(formsOf(visit)).toEqual([{ form: 'inner', email: 'jo@acme.test', fields: {} }])
  })

  it('C-frame-foreign: of another origin is left alone without an error', async () => {
    const visit = await site.visit({ body: '<iframe src="http://www.other.co.uk:{port}/without"></iframe>' })
    await visit.finish()
    expect(visit.errors).toEqual([])
  })
})
