/** Edge cases 37 to 48: forms, secrets and reading time; and that each of the 48 has a test. */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTown, type Stored, type Town } from './edge-site.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

/** The page stays where it is, as with forms that are sent by script. */
const STAY = '<script>addEventListener("submit", event => event.preventDefault())</script>'
const SEND = '<button>Send</button>'
const EMAIL = '<input name="email" value="jo@acme.example">'

const formsOf = (events: readonly Stored[]) =>
  events.filter(({ type }) => type === 'form').map(({ form, email, fields }) => ({ form, email, fields }))

describe('forms', () => {
  it('edge 37: fields named like the form’s own properties break neither the form nor the script', async () => {
    const names = [
      'action',
      'id',
      'name',
      'elements',
      'submit',
      'method',
      'length',
      'getAttribute',
      'closest',
      'matches',
      'value',
    ]
    const fields = names.map(name => `<input name="${name}" value="v">`).join('')
    const visit = await town.visit({
      body: `<form action="/thanks?ref=1">${fields}${EMAIL}${SEND}</form>`,
      pages: { '/thanks': 'Thanks' },
    })
    await visit.run(() => document.querySelector('button')?.click())
    await visit.page.waitForURL('**/thanks?*')
    expect(new URL(visit.page.url()).search).toBe(`?${names.map(name => `${name}=v`).join('&')}&email=jo%40acme.example`)
    expect(formsOf(await visit.finish())).toEqual([{ form: '/thanks', email: 'jo@acme.example', fields: { name: 'v' } }])
    expect(visit.errors).toEqual([])
  })

  it('edge 38: a form is never stopped, delayed or sent again, and its button goes along', async () => {
    const visit = await town.visit({
      body: `<form action="/thanks">${EMAIL}<button name="plan" value="team">Go</button></form>
        <script>addEventListener('submit', event => { sessionStorage.seen = [event.defaultPrevented, event.submitter.value, 1 + Number(sessionStorage.count || 0)]; sessionStorage.count = 1 })</script>`,
      pages: { '/thanks': 'Thanks' },
    })
    const asked: string[] = []
    visit.page.on('request', request => void (request.isNavigationRequest() && asked.push(request.url())))
    await visit.page.click('button')
    await visit.page.waitForURL('**/thanks?*')
    expect(await visit.run(() => sessionStorage.seen)).toBe('false,team,1')
    await visit.finish()
    expect(asked.slice(0, -1)).toEqual([visit.url('/thanks?email=jo%40acme.example&plan=team')])
  })

  it('edge 39: a form whose event the page stops, prevents and sends by fetch is recorded once', async () => {
    const visit = await town.visit({
      body: `<form id="ajax">${EMAIL}${SEND}</form><script>document.addEventListener('submit', event => {
        event.stopImmediatePropagation(); event.preventDefault(); fetch('/without', { method: 'POST' }) }, true)</script>`,
    })
    await visit.page.click('button')
    expect(formsOf(await visit.finish())).toEqual([{ form: 'ajax', email: 'jo@acme.example', fields: {} }])
  })

  it('edge 40: form.submit(), which fires no event, is recorded and still works; requestSubmit() counts once', async () => {
    const visit = await town.visit({
      body: `<form id="called" action="/thanks">${EMAIL}</form>`,
      pages: { '/thanks': `<form id="asked" action="/end">${EMAIL}</form>`, '/end': 'End' },
    })
    await Promise.all([visit.page.waitForURL('**/thanks?*'), visit.run(() => document.querySelector('form')?.submit())])
    await Promise.all([visit.page.waitForURL('**/end?*'), visit.run(() => document.querySelector('form')?.requestSubmit())])
    expect(formsOf(await visit.finish()).map(({ form }) => form)).toEqual(['called', 'asked'])
  })

  it('edge 41: a form inside nested shadow roots is recorded once, by mouse and by key', async () => {
    const visit = await town.visit({
      body: `<div id="outer"></div><script>
        const inner = document.createElement('div')
        document.querySelector('#outer').attachShadow({ mode: 'open' }).append(inner)
        const root = inner.attachShadow({ mode: 'open' })
        root.innerHTML = \`<form id="deep">${EMAIL}${SEND}</form><form id="keyed">${EMAIL}</form>\`
        root.addEventListener('submit', event => event.preventDefault())</script>`,
    })
    await visit.page.click('#deep input')
    await visit.page.click('button')
    await visit.page.press('#keyed input', 'Enter')
    expect(formsOf(await visit.finish()).map(({ form }) => form)).toEqual(['deep', 'keyed'])
  })

  it('edge 42: no password, card, token, code or ignored field is in any request, whatever its type is called', async () => {
    const secrets = [
      '<input type="password" name="name" value="SEED">',
      '<input type="PASSWORD" name="company" data-tributary-field value="SEED">',
      '<input type="text" name="Password" data-tributary-field value="SEED">',
      '<input autocomplete="current-password" name="company" value="SEED">',
      '<input autocomplete="one-time-code" name="company" value="SEED">',
      '<input autocomplete="cc-number" name="company" value="SEED">',
      '<input name="cvv" data-tributary-field value="SEED">',
      '<input name="company" value="SEED 4111 1111 1111 1111">',
      '<input name="ref" data-tributary-field value="SEED 5500-0000-0000-0004">',
      '<input name="company" value="SEED378282246310005x">',
      '<input type="hidden" name="authenticity_token" data-tributary-field value="SEED">',
      '<input name="job" data-tributary-ignore value="SEED">',
      '<fieldset data-tributary-ignore><input name="company" value="SEED"></fieldset>',
      '<textarea name="message">SEED</textarea><input name="notes" value="SEED"><input type="hidden" name="company" value="SEED">',
      '<input type="checkbox" name="company" checked value="SEED"><input type="file" name="company">',
    ]
    const visit = await town.visit({
      body: secrets.map((field, i) => `<form id="f${i}">${EMAIL}${field}</form>`).join('') + STAY,
    })
    await visit.run(() => {
      for (const form of document.forms) form.requestSubmit()
    })
    expect(formsOf(await visit.finish()).map(({ form }) => form)).toEqual(secrets.map((_, i) => `f${i}`))
    expect(visit.wire).not.toMatch(/SEED|4111\W?1111|5500\W?0000|378282246/)
  })

  it('edge 43: what a browser has filled in by itself is read when the form is sent', async () => {
    const visit = await town.visit({ body: `<form id="late"><input name="email"><input name="company">${SEND}</form>${STAY}` })
    await visit.run(() => {
      const [email, company] = document.querySelectorAll('input')
      if (email) email.value = 'late@acme.example'
      if (company) company.value = 'Acme'
    })
    await visit.page.click('button')
    expect(formsOf(await visit.finish())).toEqual([{ form: 'late', email: 'late@acme.example', fields: { company: 'Acme' } }])
  })

  it('edge 44: events of elements that only look like fields and forms are no trouble', async () => {
    const visit = await town.visit({
      body: `<x-player id="player"></x-player><form id="real">${EMAIL}<x-rating name="company"></x-rating><object name="email"></object>${SEND}</form>${STAY}`,
    })
    await visit.run(() => {
      const player = document.querySelector('#player')
      for (const type of ['submit', 'change', 'focusin', 'click', 'input'])
        for (const target of [player, document, window]) target?.dispatchEvent(new Event(type, { bubbles: true, composed: true }))
      for (const type of ['scroll', 'keydown', 'pointermove', 'message', 'popstate', 'load'])
        window.dispatchEvent(new CustomEvent(type, { detail: 1 }))
    })
    await visit.page.click('button')
    const forms = formsOf(await visit.finish()).filter(({ email }) => email)
    expect(forms).toEqual([{ form: 'real', email: 'jo@acme.example', fields: {} }])
    expect(visit.errors).toEqual([])
  })

  it('edge 45: embedded forms are believed from their vendors’ origins, and frames of the own origin are watched', async () => {
    const visit = await town.visit({
      body: '<iframe src="/frame"></iframe>',
      pages: { '/frame': `<form id="framed"><input name="email" value="in@acme.example">${SEND}</form>${STAY}` },
    })
    const tell = (origin: string, data: unknown) =>
      visit.page.evaluate(
        ([from, message]) => void window.dispatchEvent(new MessageEvent('message', { origin: `${from}`, data: message })),
        [origin, data],
      )
    const hubspot = {
      type: 'hsFormCallback',
      eventName: 'onFormSubmitted',
      id: 'f0e1',
      data: { submissionValues: { email: 'hs@acme.example' } },
    }
    const calendly = { event: 'calendly.event_scheduled', payload: { event: { uri: 'https://api.calendly.com/x/1' } } }
    const typeform = { type: 'form-submit', formId: 'AbC1', responseId: 'r1' }
    await tell('https://forms.hsforms.com', hubspot)
    await tell('https://calendly.com', calendly)
    await tell('https://form.typeform.com', typeform)
    await tell('https://acme.chilipiper.com', { action: 'booking-confirmed', args: { eventId: 'e1' } })
    await tell('https://evil.example', { ...hubspot, id: 'evil' })
    await tell('https://calendly.com.evil.example', calendly)
    await tell('https://forms.hsforms.com', { ...hubspot, eventName: 'onFormReady' })
    await visit.run(() => {
      const detail = { formId: 'new1', instanceId: 'i1' }
      window.dispatchEvent(new CustomEvent('hs-form-event:on-submission:success', { detail }))
    })
    await visit.page.frameLocator('iframe').locator('button').click()
    const forms = formsOf(await visit.finish())
    expect(forms.map(({ form, email }) => `${form} ${email ?? ''}`.trim())).toEqual([
      'hsforms f0e1 hs@acme.example',
      'calendly',
      'typeform AbC1',
      'chilipiper',
      'embedded new1',
      'framed in@acme.example',
    ])
  })

  it('edge 46: the same form with the same values is recorded once, with other values again', async () => {
    const visit = await town.visit({ body: `<form id="news"><input name="email">${SEND}</form>${STAY}` })
    for (const email of ['a@acme.example', 'a@acme.example', 'a@acme.example', 'b@acme.example']) {
      await visit.page.fill('input', email)
      await visit.page.click('button')
    }
    expect(formsOf(await visit.finish()).map(({ email }) => email)).toEqual(['a@acme.example', 'b@acme.example'])
  })

  it('edge 47: tokens and e-mail addresses are taken out of query, fragment, path, referrer, title and links before they are sent', async () => {
    const visit = await town.visit({
      path: '/reset-password/SEED0123456789abcdef0123?token=SEED&email=SEED%40acme.example&utm_source=li&next=%2F%3Fapi_key%3DSEED#access_token=SEED',
      referer: 'http://news.example/u/SEED@acme.example?session_id=SEED&q=1',
      head: '<script>document.title = "For SEED@acme.example"</script>',
      body: '<a id="x" href="https://partner.example/?invite=1&access_token=SEED">SEED@acme.example</a><script>addEventListener("click", event => event.preventDefault())</script>',
    })
    await visit.page.click('#x')
    await visit.run(() => history.pushState({}, '', '/verify/SEED0123456789abcdef0123'))
    const events = await visit.finish()
    expect(events.filter(({ type }) => type === 'page').map(({ url }) => url)).toEqual([
      visit.url('/reset-password/*?token=*&email=*&utm_source=li&next=%2F%3Fapi_key%3D*#access_token=*'),
      visit.url('/verify/*'),
    ])
    expect(events.filter(({ type }) => type === 'outbound')).toHaveLength(1)
    expect(visit.wire).not.toContain('SEED')
  })
})

describe('reading', () => {
  it('edge 48: engaged is who sees the page, has it in front and has moved within 30 s', async () => {
    const visit = await town.visit({
      path: '/post',
      body: '<div style="height: 400vh">text</div>',
      before: () => {
        const state = { now: 1000, focus: true, hidden: false }
        Object.assign(window, { state })
        performance.now = () => state.now
        document.hasFocus = () => state.focus
        Object.defineProperty(document, 'hidden', { get: () => state.hidden })
      },
    })
    await visit.run(() => {
      const state = Reflect.get(window, 'state')
      const pass = (seconds: number) => {
        state.now += seconds * 1000
      }
      const tell = (change: object, type: string) => {
        Object.assign(state, change)
        const event = new Event(type, { bubbles: true })
        if (type === 'visibilitychange') document.dispatchEvent(event)
        else window.dispatchEvent(event)
      }
      pass(20) // 20 s are read,
      tell({}, 'pointermove')
      pass(3600) // an hour asleep counts 30 s,
      tell({}, 'keydown')
      pass(5) // 5 s,
      tell({ focus: false }, 'blur')
      pass(600) // another window in front: nothing,
      tell({ focus: true }, 'focus')
      pass(7) // 7 s,
      tell({ hidden: true }, 'visibilitychange')
      pass(900) // in the background: nothing,
      tell({ hidden: false }, 'visibilitychange')
      pass(3) // and 3 s.
    })
    const engagements = (await visit.finish()).filter(({ type }) => type === 'engage')
    expect(engagements.map(({ engaged_ms }) => engaged_ms)).toEqual([62_000, 3000])
  })
})

it('each of the 48 edge cases has a test', () => {
  const folder = new URL('.', import.meta.url)
  const suites = readdirSync(folder).filter(name => /^edge-.*\.test\.ts$/.test(name))
  const text = suites.map(name => readFileSync(new URL(name, folder), 'utf8')).join()
  const ids = new Set([...text.matchAll(/['"]edge (\d\d): /g)].map(([, id]) => Number(id)))
  expect([...ids].sort((a, b) => a - b)).toEqual(Array.from({ length: 48 }, (_, i) => i + 1))
})
