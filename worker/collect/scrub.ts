/**
 * Takes what identifies a person or opens a door out of addresses and titles, and leaves the rest as it was; what is
 * taken out becomes `*`. The snippet does the same before it sends; this is for everything else that sends. Time is
 * linear in the length of the text, whatever stands in it.
 */

/** An address that the URL parser made, or any text that was given for one. */
export const scrubAddress = (address: string): string => scrubNested(address.replace(USER_INFO, '$1'), MAX_NESTING)

/** E-mail addresses and signed tokens. */
export const scrubText = (text: string): string => scrubEmails(text).replace(SIGNED_TOKEN, '*')

/** Whether a form's field holds a secret, by its name or by the look of its value. */
export const isSecretField = (name: string, value: string): boolean => isSecretName(name) || isCardNumber(value)

/** Addresses within addresses within addresses. */
const MAX_NESTING = 3

function scrubNested(address: string, levels: number): string {
  const parameters = address.replace(PARAMETER, (whole, before: string, name: string, value: string) => {
    const plain = decoded(name)
    if (isSecretName(plain) || (PHONE_NAME.test(plain) && isPhoneNumber(value))) return `${before}${name}=*`
    // `?next=https%3A%2F%2F…%3Ftoken%3D…`
    const inner = decoded(value)
    if (levels === 0 || inner === value || !/[?&#]/.test(inner)) return whole
    const scrubbed = scrubNested(inner, levels - 1)
    return scrubbed === inner ? whole : `${before}${name}=${encodeURIComponent(scrubbed)}`
  })
  return scrubText(scrubPath(parameters))
}

const USER_INFO = /^([a-z][a-z0-9+.-]{0,30}:\/\/)[^/?#]*@/i

const PARAMETER = /([?&#;])([^=&#;?]+)=([^&#;]*)/g

/** A JSON Web Token: `{"` in base64 comes first. */
const SIGNED_TOKEN = /(?<![\w-])eyJ[\w-]{5,}\.[\w.-]+/g

/** What follows `/reset-password/` and its like, when it is long and has a digit in it. */
function scrubPath(address: string): string {
  const parts = address.split('/')
  const scrubbed = parts.map((part, i) => {
    const token = /^[^?#]*/.exec(part)?.[0] ?? ''
    const isToken = token.length >= 20 && /\d/.test(token) && DOORS.test(parts[i - 1] ?? '')
    return isToken ? `*${part.slice(token.length)}` : part
  })
  return scrubbed.join('/')
}

const DOORS = /reset|verif|confirm|invit|token|magic|activat/i

const MAX_LOCAL = 64
const MAX_HOST = 253

/** Looks around each `@`, however often it was percent-encoded. */
function scrubEmails(text: string): string {
  let scrubbed = ''
  let done = 0
  for (const { 0: at, index } of text.matchAll(/@|%(?:25)*40/g)) {
    if (index < done) continue
    const local = /[\p{L}\p{N}\p{M}.+%_'-]+$/u.exec(text.slice(Math.max(done, index - MAX_LOCAL), index))?.[0]
    const after = index + at.length
    const host = /^[\p{L}\p{N}\p{M}_-]+(?:\.[\p{L}\p{N}\p{M}_-]+)+/u.exec(text.slice(after, after + MAX_HOST))?.[0]
    if (!local || !host || !isTopLevel(host.slice(host.lastIndexOf('.') + 1))) continue
    scrubbed += `${text.slice(done, index - local.length)}*`
    done = after + host.length
  }
  return scrubbed + text.slice(done)
}

/** `logo@2x.png` is a file, `react@18.2.0` a version. */
const isTopLevel = (label: string) =>
  /^\p{L}[\p{L}\p{M}]+$|^xn--/u.test(label) && !/^(?:png|jpe?g|gif|svg|webp|avif|m?js|css|html?|pdf|zip)$/i.test(label)

/** Long words may stand anywhere in a name, short ones between word boundaries, the shortest alone or at the end. */
const SECRET_NAME = new RegExp(
  [
    'secret|token|passw|passphrase|api[^a-z]?key|jwt|csrf|xsrf|signature|credential|card[^a-z]?n|session[^a-z]?id',
    '(?:^|[^a-z])(?:pwd|auth|otp|cvv|cvc|ssn|iban|sig|sid|one[^a-z]time)(?:$|[^a-z])',
    '(?:^|[^a-z])pass$',
    '^(?:code|key)$',
  ].join('|'),
  'i',
)

/** `userPwd` has a boundary where the case changes. */
const isSecretName = (name: string) => SECRET_NAME.test(name.replace(/([a-z])([A-Z])/g, '$1_$2'))

const PHONE_NAME = /(?:^|[^a-z])(?:phone|telephone|mobile|tel)(?:$|[^a-z])/i

const isPhoneNumber = (value: string) => value.replace(/\D/g, '').length >= 6

/** 13 to 19 digits with the right check digit (ISO/IEC 7812); telephone numbers of that length begin with + or 00. */
function isCardNumber(value: string): boolean {
  const digits = value.replace(/[\s.-]/g, '')
  if (!/^(?!00)\d{13,19}$/.test(digits)) return false
  const doubled = (digit: number) => ((2 * digit) % 10) + (digit > 4 ? 1 : 0)
  const parts = Array.from(digits, Number).reverse()
  return parts.reduce((sum, digit, i) => sum + (i % 2 === 0 ? digit : doubled(digit)), 0) % 10 === 0
}

/** Percent signs that encode nothing stay as they are. */
function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
