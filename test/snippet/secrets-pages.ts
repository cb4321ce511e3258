/**
 * Pages with forms, made by chance from a seed: in each form what may be recorded, beside secrets in every place that
 * people have put them. All values differ from each other.
 */

/** The ways in which a form leaves a page. */
export const WAYS = [
  'native',
  'requestSubmit',
  'fetch',
  'submit()',
  'shadow',
  'shadow fetch',
  'formless',
  'frame',
  'frame submit()',
] as const
export type Way = (typeof WAYS)[number]

export interface SecretPage {
  /** Tells it from others. */
  readonly number: string
  /** Path, query and hash. */
  readonly address: string
  readonly html: string
  /** Bodies of the frames on the page, by path. */
  readonly frames: ReadonlyMap<string, string>
  readonly ways: readonly Way[]
  /** Must never leave the page. */
  readonly secrets: readonly string[]
  /** Must arrive. */
  readonly wanted: readonly string[]
}

/** Of the same seed always the same. */
export function chance(seed: number) {
  let state = seed >>> 0
  // mulberry32
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    pick: <Item>(items: readonly Item[]): Item => items[below(items.length)]!,
    text: (length: number, letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789') =>
      Array.from({ length }, () => letters[below(letters.length)]).join(''),
  }
}
type Chance = ReturnType<typeof chance>

/** @param ways  one form for each */
export function secretPage(random: Chance, number: string, ways: readonly Way[]): SecretPage {
  const secrets: string[] = []
  const wanted: string[] = []
  const frames = new Map<string, string>()
  const secret = (value = `${random.text(6)}7${random.text(8)}`) => {
    secrets.push(value)
    return value
  }
  const boxes = ways.map((way, i) => {
    const isIgnored = random.below(8) === 0
    const hostile = Array.from({ length: 3 + random.below(4) }, () => hostileField(random, secret)).join('')
    const allowed = allowedFields(random, isIgnored ? secrets : wanted)
    return box(way, i, `${hostile}${allowed}`, isIgnored, `/frame/${number}-${i}`, frames)
  })
  const token = () => secret(random.text(24, 'abcdef0123456789'))
  const link = `https://user:${secret()}@out.test/invite/${token()}?code=${secret()}&next=%2Fin%3Ftoken%3D${secret()}#access_token=${secret()}`
  const html = `<!doctype html><html><head><title>For ${secret(`${random.text(9)}@mail.example`)}</title>{tag}</head><body>
    <iframe name="sink" hidden></iframe>
    <a id="out" target="sink" href="${link}">Write to ${secret(`${random.text(9)}@mail.example`)}</a>
    <a id="file" target="sink" href="/report.pdf?api_key=${secret()}&session_id=${secret()}">Report</a>
    ${boxes.join('\n')}</body></html>`
  const query = [
    `token=${secret()}`,
    `apiKey=${secret()}`,
    `email=${secret(`${random.text(9)}%40mail.example`)}`,
    `PASSWORD=${secret()}`,
    `card_number=${secret(card(random, ''))}`,
    `next=${encodeURIComponent(`/in?access_token=${secret()}&a=1`)}`,
  ].sort(() => random.below(3) - 1)
  const path = random.pick(['reset-password', 'verify', 'confirm-email', 'invitation', 'magic-link', 'activate', 'token'])
  const address = `/page/${number}/${path}/${token()}?utm_source=${random.text(5)}&${query.join('&')}#id_token=${secret()}`
  return { number, address, html, frames, ways, secrets, wanted }
}

const NOT_READ = ['hidden', 'HIDDEN', 'checkbox', 'radio', 'url', 'submit', 'PASSWORD', 'password'] as const
const ALLOWED_NAMES = [
  'company',
  'Company',
  'full_name',
  'first-name',
  'lastName',
  'job_title',
  'jobTitle',
  'phone',
  'mobile',
  'country',
] as const
const SECRET_NAMES = [
  ...[
    'password',
    'PASSWORD',
    'Password2',
    'user[password]',
    'userPwd',
    'PWD',
    'passphrase',
    'company_password',
    'email-password',
  ],
  ...['token', 'access_token', 'CSRF_TOKEN', 'csrfmiddlewaretoken', 'authenticity_token', 'client_secret', 'jwt', 'signature'],
  ...[
    'api_key',
    'apiKey',
    'API-KEY',
    'x-api-key',
    'card_number',
    'cardNumber',
    'CARD-NUMBER',
    'cvv',
    'CVC',
    'cvv2',
    'iban',
    'ssn',
  ],
] as const
const SECRET_AUTOCOMPLETE = [
  ...['cc-number', 'cc-name', 'cc-csc', 'cc-exp', 'section-a billing cc-number', 'CC-NUMBER'],
  ...['current-password', 'new-password', 'one-time-code'],
] as const
const OTHER_NAMES = [
  'notes',
  'user_name',
  'username',
  'q',
  'message',
  'comment',
  'budget',
  'birthday',
  'address',
  'login',
  'x17',
] as const

/** One field that must not be sent, for one of the reasons there are. */
function hostileField(random: Chance, secret: (value?: string) => string): string {
  const { pick } = random
  const optIn = () => pick(['', ' data-tributary-field', ' data-tributary-field="note"'])
  const allowed = pick(ALLOWED_NAMES)
  // What is left of a value without its secret is sent; it must not take the place of one that is to arrive.
  const scrubbed = pick(['job_title', 'phone', 'country'])
  switch (random.below(12)) {
    case 0:
      return `<input type="${pick(['password', 'PASSWORD'])}" name="${pick([...SECRET_NAMES, ...ALLOWED_NAMES])}"${optIn()} value="${secret()}">`
    case 1:
      return `<input name="${pick(SECRET_NAMES)}"${optIn()} value="${secret()}">`
    case 2:
      return `<input id="${pick(SECRET_NAMES)}" name="${allowed}"${optIn()} value="${secret()}">`
    case 3:
      return `<input name="${allowed}"${optIn()} value="${secret(card(random, pick(['', ' ', '-', '.'])))}">`
    case 4:
      return `<input name="${allowed}" value="${pick(['Card ', 'no. ', 'Visa:'])}${secret(card(random, pick(['', ' ', '-'])))} ${pick(['thanks', '12/29'])}">`
    case 5:
      return `<input autocomplete="${pick(SECRET_AUTOCOMPLETE)}" name="${allowed}"${optIn()} value="${secret()}">`
    case 6:
      return `<input name="${allowed}"${optIn()} data-tributary-ignore value="${secret()}">`
    case 7:
      return `<p data-tributary-ignore="yes"><label><input name="${allowed}" value="${secret()}"></label></p>`
    case 8:
      return `<input type="${pick(NOT_READ)}" name="${allowed}" value="https://in.example/${secret()}" ${pick(['', 'checked'])}>`
    case 9:
      return pick([
        `<textarea name="${allowed}">${secret()}</textarea>`,
        `<div contenteditable id="${allowed}" role="textbox">${secret()}</div>`,
        `<select multiple name="${allowed}"><option selected>${secret()}</option></select>`,
        `<select name="${pick(OTHER_NAMES)}"><option value="${secret()}" selected>One</option></select>`,
        `<output name="${allowed}">${secret()}</output>`,
        `<button name="${allowed}" type="button" hidden value="${secret()}"></button>`,
      ])
    case 10:
      return `<input name="${pick(OTHER_NAMES)}" value="${secret()}">`
    default:
      return pick([
        `<input name="${scrubbed}" value="eyJ${secret()}.${secret()}.${secret()}">`,
        `<input name="${scrubbed}" value="https://in.example/?access_token=${secret()}&a=1">`,
        `<input name="${scrubbed}" value="see https://in.example/reset/${secret(random.text(24, 'abcdef0123456789'))}/">`,
      ])
  }
}

/** E-mail, name and company, which are allowed; their values go on the list. */
function allowedFields(random: Chance, list: string[]): string {
  const { pick } = random
  const values = [`${random.text(10).toLowerCase()}@acme.example`, `Jo ${random.text(9)}`, `${random.text(9)} Ltd`]
  list.push(...values)
  const [email, name, company] = values
  return `<input ${pick(['type="email" name="mail1"', 'name="EMAIL"', 'name="e-mail"', 'autocomplete="email" name="c"'])} value="${email}">
    <input name="${pick(['name', 'your-name', 'contact_name'])}" value="${name}"><input name="${pick(['organisation', 'organization'])}" value="${company}">`
}

/** 13 to 19 digits with the right check digit, in groups. */
function card(random: Chance, separator: string): string {
  const digits = `${random.pick([3, 4, 5, 6])}${random.text(11 + random.below(7), '0123456789')}`
  const sum = Array.from(digits, Number)
    .reverse()
    .reduce((total, digit, i) => total + (i % 2 ? digit : ((2 * digit) % 10) + (digit > 4 ? 1 : 0)), 0)
  return `${digits}${(10 - (sum % 10)) % 10}`.replace(/\d{4}(?=\d)/g, `$&${separator}`)
}

/** The fields in what stands around them. Ids tell the page's driver which is which. */
function box(way: Way, i: number, fields: string, isIgnored: boolean, framePath: string, frames: Map<string, string>): string {
  const ignore = isIgnored ? 'data-tributary-ignore' : ''
  const form = `<form id="f${i}" method="post" action="/sink" target="sink" ${ignore}>${fields}<button id="b${i}">Send</button></form>`
  switch (way) {
    case 'formless':
      return `<div ${ignore}><div>${fields}</div><button type="button" id="b${i}">Subscribe</button></div>`
    case 'shadow':
    case 'shadow fetch':
      return `<div id="h${i}"><template shadowrootmode="open">${form}</template></div>`
    case 'frame':
    case 'frame submit()':
      frames.set(framePath, form.replace('target="sink"', ''))
      return `<iframe id="i${i}" data-src="${framePath}"></iframe>`
    default:
      return form
  }
}
