/** Words that mark a secret, in names of form fields, of properties and of parameters. */
export const secretName =
  /passw|passph|pwd|secret|token|csrf|api.?key|card.?[nh]|cv[vc]|jwt|signature|one-time|\b(pass\b|cc-|ssn|iban)/i

/** In addresses within addresses, too: `?next=%2Fin%3Ftoken%3Dabc`. */
const parameters = new RegExp(
  `(([?&#;]|%3f|%26)([^=&#;]*(${secretName.source}|sess(ion)?_?id)[^=&#;]*?|code|key|auth|sid|otp|sig)(=|%3d))[^?&#]*`,
  'gi',
)

/**
 * Takes what identifies a person or opens a door out of an address or a title, and leaves the
 * rest as it was: values of token-like parameters, e-mail addresses, user names before a host,
 * signed tokens, and what follows `/reset-password/` and its like.
 */
export const scrub = (text: string): string =>
  text
    .slice(0, 2048)
    .replace(parameters, '$1*')
    .replace(/\/\/[^/?#]*@/, '//')
    // Not `logo@2x.png`.
    .replace(
      /(\/[\w-]*(reset|verif|confirm|invit|token|magic|activat)[\w-]*\/)(?=[^/?#]*\d)[^/?#]{20,}|[\w.+%'-]{1,64}(@|%(25)*40)(?!\dx\.)[\w.-]+\.[a-z]{2,}|eyJ[\w-]+\.[\w.-]+/gi,
      '$1*',
    )
