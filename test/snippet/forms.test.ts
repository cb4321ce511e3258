import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site, type Visit, type VisitPlan } from './site.ts'

let site: Site
beforeAll(async () => {
  site = await openSite()
})
afterAll(() => site.close())

/** The page stays where it is, as with forms that are sent by script. */
const STAY = '<script>addEventListener("submit", event => event.preventDefault())</script>'

const formsOf = (visit: Visit) => visit.ofType('form').map(({ form, email, fields }) => ({ form, email, fields }))

async function submit(html: string, plan: VisitPlan = {}) {
  const visit = await site.visit({ path: '/demo', ...plan, body: html + STAY })
  for (const button of await visit.page.locator('button').all()) await button.click()
  await visit.finish()
  expect(visit.errors).toEqual([])
  return visit
}

const SEND = '<button>Send</button>'

describe('a form', () => {
  it('C-form: is recorded once with its e-mail address and the allowed fields by their canonical names', async () => {
    const visit = await submit(`
      <form id="contact" method="post">
        <input name="your-name" value=" Jo Doe "> <input type="email" name="field_1" value="jo@acme.test">
        <input name="company_name" value="Acme &amp; Söhne"> <input autocomplete="organization-title" name="f3" value="CTO">
        <input type="tel" name="f4" value="+49 1512 3456 7890"> <select name="country"><option>France</option><option selected>Germany</option></select>
        <input name="first_name" value="Jo"> <input name="lastname" value="Doe">
        <textarea name="message">My secret plan</textarea> <input name="budget" value="100000"> <input name="username" value="jodoe">
        <input type="checkbox" name="company_size" checked value="big"> <input type="hidden" name="company_ref" value="hidden">
        ${SEND}
      </form>`)
    expect(formsOf(visit)).toEqual([
      {
        form: 'contact',
        email: 'jo@acme.test',
        fields: {
          name: 'Jo Doe',
          company: 'Acme & Söhne',
          job_title: 'CTO',
          phone: '+49 1512 3456 7890',
          country: 'Germany',
          first_name: 'Jo',
          last_name: 'Doe',
        },
      },
    ])
    expect(visit.ofType('form')[0]?.url).toBe(visit.url('/demo'))
  })

  it('C-form-clobbered: is read and sent though its fields are named like its properties', async () => {
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
      'target',
    ]
    const visit = await site.visit({
      path: '/demo',
      body: `<form action="/thanks?ref=1#x" method="get">${names.map(name => `<input name="${name}" value="v">`).join('')}<input name="email" value="jo@acme.test">${SEND}</form>`,
      pages: { '/thanks': 'Thanks' },
    })
    // Even the test's own tools stumble over such a form.
    await visit.page.evaluate(() => document.querySelector('button')?.click())
    await visit.page.waitForURL('**/thanks?*')
    expect(new URL(visit.page.url()).search).toContain('getAttribute=v&closest=v')
    await visit.finish()
    expect(formsOf(visit)).toEqual([{ form: '/thanks', email: 'jo@acme.test', fields: { name: 'v' } }])
    expect(visit.errors).toEqual([])
  })

  it('C-form-submit-call: is recorded for form.submit(), which fires no event, and once when a handler calls it', async () => {
    const visit = await site.visit({
      path: '/demo',
      body: `<form id="called" action="/thanks"><input name="email" value="jo@acme.test">${SEND}</form>
        <script>called.addEventListener("submit", event => { event.preventDefault(); called.submit() })</script>`,
      pages: { '/thanks': '<form id="bare" action="/end"><input name="email" value="mo@acme.test"></form>' },
    })
    await visit.page.click('button')
    await visit.page.waitForURL('**/thanks?*')
    await Promise.all([visit.page.waitForURL('**/end?*'), visit.page.evaluate(() => document.querySelector('form')?.submit())])
    await visit.finish()
    expect(formsOf(visit)).toEqual([
      { form: 'called', email: 'jo@acme.test', fields: {} },
      { form: 'bare', email: 'mo@acme.test', fields: {} },
    ])
  })

  it('C-form-stopped: is recorded though the page stops and prevents its submit event', async () => {
    const visit = await submit(`
      <form id="ajax"><input type="email" value="jo@acme.test">${SEND}</form>
      <script>document.addEventListener("submit", event => { event.stopImmediatePropagation(); event.preventDefault() }, true)</script>`)
    expect(formsOf(visit)).toEqual([{ form: 'ajax', email: 'jo@acme.test', fields: {} }])
  })

  it('C-form-prevented: says whether the page prevented what the browser does', async () => {
    const visit = await site.visit({
      body: `<form id="ajax"><input name="email" value="jo@acme.test">${SEND}</form>
        <form id="plain" target="sink"><input name="email" value="mo@acme.test"><button>Go</button></form><iframe name="sink"></iframe>
        <script>ajax.addEventListener("submit", event => event.preventDefault())</script>`,
    })
    await visit.page.click('#ajax button')
    await visit.page.click('#plain button')
    await visit.finish()
    expect(visit.ofType('form').map(({ form, prevented }) => [form, prevented])).toEqual([
      ['ajax', true],
      ['plain', undefined],
    ])
  })

  it('C-form-page: does what it did before: same request, clicked button included, nothing prevented or repeated', async () => {
    const visit = await site.visit({
      body: `<form action="/thanks"><input name="email" value="jo@acme.test"><button name="plan" value="team">Go</button></form>
        <script>addEventListener("submit", event => { sessionStorage.prevented = event.defaultPrevented })</script>`,
    })
    const asked: string[] = []
    visit.page.on('request', request => void (request.isNavigationRequest() && asked.push(request.url())))
    await visit.page.click('button')
    await visit.page.waitForURL('**/thanks?*')
    expect(asked).toEqual([visit.url('/thanks?email=jo%40acme.test&plan=team')])
    expect(await visit.page.evaluate('sessionStorage.prevented')).toBe('false')
  })

  it('C-form-autofill: is read at the moment of sending, whatever filled it in', async () => {
    const visit = await site.visit({ body: `<form id="late"><input name="email">${SEND}</form>${STAY}` })
    await visit.page.evaluate(() => {
      const field = document.querySelector('input')
      if (field) field.value = 'late@acme.test'
    })
    await visit.page.click('button')
    await visit.finish()
    expect(formsOf(visit)).toMatchObject([{ email: 'late@acme.test' }])
  })

  it('C-form-invalid: is not recorded while the browser refuses to send it', async () => {
    const visit = await submit(`<form><input type="email" required value="">${SEND}</form>`)
    expect(formsOf(visit)).toEqual([])
  })

  it('C-form-repeat: is recorded again only with other values', async () => {
    const visit = await site.visit({ body: `<form id="news"><input name="email" value="a@acme.test">${SEND}</form>${STAY}` })
    for (const email of ['a@acme.test', 'a@acme.test', 'b@acme.test']) {
      await visit.page.fill('input', email)
      await visit.page.click('button')
    }
    await visit.finish()
    expect(formsOf(visit).map(({ email }) => email)).toEqual(['a@acme.test', 'b@acme.test'])
  })

  it('C-form-associated: is read with fields that stand elsewhere in the page', async () => {
    const visit = await submit(`<input form="far" name="email" value="jo@acme.test"><form id="far">${SEND}</form>`)
    expect(formsOf(visit)).toEqual([{ form: 'far', email: 'jo@acme.test', fields: {} }])
  })

  it('C-form-off: is not recorded when the tag says data-forms="off"', async () => {
    const visit = await submit(`<form><input name="email" value="jo@acme.test">${SEND}</form>`, {
      attributes: 'data-forms="off"',
    })
    expect(formsOf(visit)).toEqual([])
  })

  it('C-form-field: tells further fields that are marked with data-tributary-field, ticked ones among them', async () => {
    const visit = await submit(`
      <form id="more">
        <input name="budget" data-tributary-field value="10k"> <input name="x7" data-tributary-field="team_size" value="12">
        <textarea data-tributary-field="interest">Attribution</textarea> <input type="hidden" name="e" data-tributary-field="email" value="jo@acme.test">
        <input type="checkbox" name="news" data-tributary-field checked value="yes"> <input type="checkbox" name="ads" data-tributary-field value="yes">
        <input type="radio" name="seat" data-tributary-field value="one"> <input type="radio" name="seat" data-tributary-field value="many" checked>
        ${SEND}
      </form>`)
    expect(formsOf(visit)).toEqual([
      {
        form: 'more',
        email: 'jo@acme.test',
        fields: { budget: '10k', team_size: '12', interest: 'Attribution', news: 'yes', seat: 'many' },
      },
    ])
  })
})

describe('a form inside a shadow root', () => {
  const inShadow = (html: string) => `<div id="host"></div><script>host.attachShadow({ mode: 'open' }).innerHTML = \`${html}\`
    host.shadowRoot.addEventListener('submit', event => event.preventDefault())</script>`

  it('C-form-shadow: is recorded once, however often it is touched', async () => {
    const visit = await site.visit({ body: inShadow(`<form id="deep"><input name="email">${SEND}</form>`) })
    await visit.page.fill('input', 'jo@acme.test')
    await visit.page.focus('button')
    await visit.page.click('button')
    await visit.finish()
    expect(formsOf(visit)).toEqual([{ form: 'deep', email: 'jo@acme.test', fields: {} }])
  })

  it('C-form-shadow-request: is recorded when a script requests it though nobody has touched it', async () => {
    const visit = await site.visit({ body: inShadow('<form id="deep"><input name="email" value="jo@acme.test"></form>') })
    await visit.page.evaluate(() => document.querySelector('#host')?.shadowRoot?.querySelector('form')?.requestSubmit())
    await visit.finish()
    expect(formsOf(visit)).toEqual([{ form: 'deep', email: 'jo@acme.test', fields: {} }])
    expect(visit.errors).toEqual([])
  })

  it('C-form-shadow-enter: is recorded when a key sends it', async () => {
    const visit = await site.visit({ body: inShadow('<form id="deep"><input name="email" value="jo@acme.test"></form>') })
    await visit.page.press('input', 'Enter')
    await visit.finish()
    expect(formsOf(visit)).toMatchObject([{ form: 'deep', email: 'jo@acme.test' }])
  })
})

describe('an e-mail field without a form', () => {
  const FIELDS = '<input type="email" name="e" value="jo@acme.test"><input name="company" value="Acme">'

  it.each([
    ['C-loose', `<div id="box">${FIELDS}<button id="go">Subscribe</button></div>`],
    ['C-loose-role', `<div id="box">${FIELDS}<p><span role="button" id="go" tabindex="0"><b>Go</b></span></p></div>`],
    ['C-loose-input', `<div id="box"><div>${FIELDS}</div><div><input type="button" id="go" value="Send"></div></div>`],
    [
      'C-loose-stray',
      `<div id="box">${FIELDS}<button id="go">Go</button></div><form><input name="email" value="mo@acme.test"></form>`,
    ],
  ])('%s: is recorded when a button beside it is pressed, with the fields around it', async (_, body) => {
    const visit = await site.visit({ body })
    await visit.page.click('#go')
    await visit.finish()
    expect(formsOf(visit)).toEqual([{ form: 'box', email: 'jo@acme.test', fields: { company: 'Acme' } }])
  })

  it('C-loose-enter: is recorded when Enter is pressed in it, once', async () => {
    const visit = await site.visit({ body: `<div id="box">${FIELDS}</div>` })
    await visit.page.press('[name=e]', 'x')
    await visit.page.fill('[name=e]', 'jo@acme.test')
    await visit.page.press('[name=e]', 'Enter')
    await visit.page.press('[name=e]', 'Enter')
    await visit.finish()
    expect(formsOf(visit)).toEqual([{ form: 'box', email: 'jo@acme.test', fields: { company: 'Acme' } }])
  })

  it.each([
    [
      'C-loose-other',
      'the button of a form',
      `<div>${FIELDS}<form data-tributary-ignore onsubmit="return false"><button id="go">Search</button></form></div>`,
    ],
    ['C-loose-cancel', 'a button that calls it off', `<div>${FIELDS}<button id="go">Cancel</button></div>`],
    ['C-loose-link', 'a link', `<div>${FIELDS}<a id="go" href="#x">More</a></div>`],
    ['C-loose-empty', 'an empty field', '<div><input type="email"><button id="go">Subscribe</button></div>'],
    ['C-loose-half', 'half an address', '<div><input type="email" value="jo@"><button id="go">Subscribe</button></div>'],
    [
      'C-loose-far',
      'a button elsewhere',
      `<div><div>${FIELDS}</div></div><div><div><div><div><div><button id="go">Menu</button></div></div></div></div></div>`,
    ],
    ['C-loose-ignore', 'an ignored part', `<div data-tributary-ignore>${FIELDS}<button id="go">Subscribe</button></div>`],
  ])('%s: is not recorded for %s', async (_id, _what, body) => {
    const visit = await site.visit({ body })
    await visit.page.click('#go')
    await visit.finish()
    expect(formsOf(visit)).toEqual([])
  })
})

describe('a secret', () => {
  const cases: [id: string, what: string, field: string][] = [
    ['C-secret-password', 'a password', '<input type="password" name="name" value="SEED">'],
    ['C-secret-shown', 'a password that is shown', '<input type="text" name="password" data-tributary-field value="SEED">'],
    [
      'C-secret-upper',
      'another way to write password',
      '<input type="PASSWORD" name="company" data-tributary-field value="SEED">',
    ],
    ['C-secret-autocomplete', 'the present password', '<input autocomplete="current-password" name="name" value="SEED">'],
    ['C-secret-token', 'a token', '<input type="hidden" name="csrf_token" data-tributary-field value="SEED">'],
    ['C-secret-cc', 'the name on a card', '<input autocomplete="cc-name" name="name" value="SEED">'],
    ['C-secret-card', 'a card number in a harmless field', '<input name="company" value="SEED 4111 1111 1111 1111">'],
    ['C-secret-card-dashes', 'a card number with dashes', '<input name="name" value="4111-1111-1111-1111 SEED">'],
    [
      'C-secret-card-plain',
      'a card number in a marked field',
      '<input name="ref" data-tributary-field value="SEED4111111111111111">',
    ],
    ['C-secret-jwt', 'a signed token', '<input name="company" value="eyJSEED0IUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SEED">'],
    ['C-secret-cvc', 'the code of a card', '<input name="cvc" data-tributary-field value="SEED">'],
    ['C-secret-code', 'a code sent by message', '<input autocomplete="one-time-code" name="company" value="SEED">'],
    ['C-secret-id', 'a field whose id names a secret', '<input id="x-api-key" name="mobile" value="SEED">'],
    ['C-not-listed-several', 'a list of several', '<select multiple name="company"><option selected>SEED</option></select>'],
    ['C-ignore-field', 'an ignored field', '<input name="name" data-tributary-ignore value="SEED">'],
    ['C-ignore-around', 'a field in an ignored part', '<div data-tributary-ignore><p><input name="name" value="SEED"></p></div>'],
    ['C-not-listed', 'a field that is not on the list', '<input name="notes" value="SEED">'],
    ['C-not-listed-user', 'a user name', '<input name="user_name" value="SEED"><input name="username" value="SEED">'],
    [
      'C-not-listed-type',
      'a hidden or ticked field',
      '<input type="hidden" name="company" value="SEED"><input type="checkbox" name="job" checked value="SEED">',
    ],
    ['C-not-listed-text', 'a message', '<textarea name="company_message">SEED</textarea>'],
  ]
  let visit: Visit
  beforeAll(async () => {
    visit = await site.visit({
      body:
        cases.map(([id, , field]) => `<form id="${id}"><input name="email" value="jo@acme.test">${field}</form>`).join('') + STAY,
    })
    await visit.page.evaluate(() => {
      for (const form of document.forms) form.requestSubmit()
    })
    await visit.finish()
  })

  it.each(cases)('%s: %s is not sent with its form', id => {
    const forms = visit.ofType('form').filter(({ form }) => form === id)
    expect(forms).toMatchObject([{ email: 'jo@acme.test' }])
    expect(JSON.stringify(forms)).not.toMatch(/SEED|4111\W?1111/)
  })

  it('C-ignore-form: an ignored form is not recorded at all', async () => {
    const visit = await submit(`
      <form data-tributary-ignore><input name="closest"><input name="email" value="SEED@acme.test">${SEND}</form>
      <section data-tributary-ignore><form><input name="email" value="SEED@acme.test">${SEND}</form></section>`)
    expect(formsOf(visit)).toEqual([])
    expect(visit.requests.map(({ body }) => body).join()).not.toContain('SEED')
  })

  it('C-secret-props: properties named like secrets stay out of track and identify', async () => {
    const visit = await site.visit()
    await visit.page.evaluate(() => {
      window.tributary?.('track', 'Signed up', { plan: 'team', password: 'SEED', nested: { apiKey: 'SEED', seats: 3 } })
      window.tributary?.('identify', 'jo@acme.test', { role: 'CTO', cardNumber: 'SEED' })
    })
    await visit.finish()
    expect(visit.ofType('track')[0]).toMatchObject({ name: 'Signed up', props: { plan: 'team', nested: { seats: 3 } } })
    expect(visit.ofType('identify')[0]).toMatchObject({ email: 'jo@acme.test', traits: { role: 'CTO' } })
    expect(visit.requests.map(({ body }) => body).join()).not.toContain('SEED')
  })

  it('C-secret-url: tokens and e-mail addresses stay out of address, referrer and title', async () => {
    const visit = await site.visit({
      path: '/reset-password/SEED0123456789abcdef0123?token=SEED&email=SEED%40acme.test&utm_source=li#access_token=SEED',
      referer: 'http://news.test/?session_id=SEED&q=1',
      head: '<script>document.title = "For SEED@acme.test"</script>',
    })
    await visit.finish()
    expect(visit.ofType('page')).toMatchObject([
      {
        url: visit.url('/reset-password/*?token=*&email=*&utm_source=li#access_token=*'),
        referrer: 'http://news.test/?session_id=*&q=1',
        title: 'For *',
      },
    ])
    expect(visit.requests.map(({ body }) => body).join()).not.toContain('SEED')
  })
})
