/**
 * Takes what identifies a person or opens a door out of addresses and titles, and leaves the rest as it was; what is
 * taken out becomes `*`. The snippet does the same before it sends; this is for everything else that sends.
 */

/** An address that the URL parser made, or any text that was given for one. */
export function scrubAddress(address: string): string {
  const withoutUser = address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1')
  return scrubText(withoutUser.replace(PARAMETER, scrubParameter).replace(PATH_TOKEN, '$1*'))
}

/** E-mail addresses and signed tokens. */
export const scrubText = (text: string): string => (MAYBE.test(text) ? text.replace(EMAIL, '*').replace(SIGNED_TOKEN, '*') : text)

/** Whether a form's field holds a secret, by its name or by the look of its value. */
export const isSecretField = (name: string, value: string): boolean => isSecretName(name) || isCardNumber(value)

const MAYBE = /@|%(?:25)*40|eyJ/i

/** `logo@2x.png` is a file. */
const EMAIL =
  /[\p{L}\p{N}.+%_'-]{1,64}(?:@|%(?:25)*40)[\p{L}\p{N}_.-]{0,250}?\.(?!(?:png|jpe?g|gif|svg|webp|avif|m?js|css|html?|pdf|zip)\b)[\p{L}]{2,24}/giu

/** A JSON Web Token: `{"` in base64 comes first. */
const SIGNED_TOKEN = /eyJ[\w-]{5,}\.[\w.-]+/g

const PARAMETER = /([?&#;])([^=&#;?]+)=([^&#;]*)/g

/** What follows `/reset-password/` and its like, when it is long and has a digit in it. */
const PATH_TOKEN = /(\/[\w-]*(?:reset|verif|confirm|invit|token|magic|activat)[\w-]*\/)(?=[^/?#]*\d)[^/?#]{20,}/gi

function scrubParameter(whole: string, before: string, name: string, value: string): string {
  const plain = decoded(name)
  if (isSecretName(plain) || (PHONE_NAME.test(plain) && /\d.*\d.*\d.*\d.*\d.*\d/.test(value))) return `${before}${name}=*`
  // An address within an address: `?next=https%3A%2F%2F…%3Ftoken%3D…`
  const inner = decoded(value)
  if (inner === value || !/[?&#]/.test(inner)) return whole
  const scrubbed = scrubAddress(inner)
  return scrubbed === inner ? whole : `${before}${name}=${encodeURIComponent(scrubbed)}`
}

/** Long words may stand anywhere in a name, short ones only between word boundaries, the shortest alone. */
const SECRET_NAME = new RegExp(
  [
    'secret|token|passw|passphrase|api[^a-z]?key|jwt|csrf|xsrf|signature|credential|card[^a-z]?n|session[^a-z]?id',
    '(?:^|[^a-z])(?:pass|pwd|auth|otp|cvv|cvc|ssn|iban|sig|sid|one[^a-z]time)(?:$|[^a-z])',
    '^(?:code|key)$',
  ].join('|'),
  'i',
)

const PHONE_NAME = /(?:^|[^a-z])(?:phone|telephone|mobile|tel)(?:$|[^a-z])/i

/** `userPwd` has a boundary where the case changes. */
const isSecretName = (name: string) => SECRET_NAME.test(name.replace(/([a-z])([A-Z])/g, '$1_$2'))

/** 13 to 19 digits with the right check digit (ISO/IEC 7812); telephone numbers have at most 15 and begin with + or 00. */
function isCardNumber(value: string): boolean {
  const digits = value.replace(/[\s.-]/g, '')
  if (!/^(?!00)\d{13,19}$/.test(digits)) return false
  const sum = Array.from(digits)
    .reverse()
    .reduce(
      (total, digit, i) => total + (i % 2 === 0 ? Number(digit) : ((2 * Number(digit)) % 10) + (Number(digit) > 4 ? 1 : 0)),
      0,
    )
  return sum % 10 === 0
}

/** Percent signs that encode nothing stay as they are. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
