/** Words that mark a secret, in names of form fields, of properties and of parameters. */
const SECRET = 'pass(?![aei])|pwd|secret|token|csrf|api.?key|card|\\bcc-|cvv|cvc|\\bssn|\\biban|jwt|signature|one-time'

export const secretName = new RegExp(SECRET, 'i')

const parameters = new RegExp(`([?&#;]([^=&#;]*(${SECRET})[^=&#;]*|code|key|auth|sid|otp|sig|session_?id)=)[^&#]*`, 'gi')

/**
 * Takes what identifies a person or opens a door out of an address or a title, and leaves the
 * rest as it was: values of token-like parameters, e-mail addresses, user names before a host,
 * signed tokens, and what follows `/reset-password/` and its like.
 */
export const scrub = (text: string): string =>
  text
    .replace(parameters, '$1*')
    .replace(/\/\/[^/?#]*@/, '//')
    .replace(/[\w.+%-]{1,64}(@|%(25)*40)[\w.-]+\.[a-z]{2,}/gi, '*')
    .replace(/eyJ[\w-]+\.[\w.-]+/g, '*')
    .replace(/(\/[\w-]*(reset|verif|confirm|invit|token|magic|activat)[\w-]*\/)(?=[^/?#]*\d)[^/?#]{20,}/gi, '$1*')
    .slice(0, 2048)
