/**
 * What identifies a person or opens a door, in an address or a title: values of parameters that are named like secrets
 * (in addresses within addresses, too: `?next=%2Fin%3Ftoken%3Dabc`), what follows `/reset-password/` and its like,
 * e-mail addresses, signed tokens. The first group stays.
 */
const secret =
  /((pass[wp]|pwd|secret|token|csrf|card.?[nh]|cv[vc]|jwt|signature|one-time|otp|sess\w*id|\b(pass|ssn|iban|auth|sid|sig|code|\w*key|cc-\w+)\b)[^=?&#/]*?(=|%3d)|(reset|verif|confirm|invit|token|magic|activat)[\w-]*\/(?=[^/]*\d)(?=[^/?#]{20}))[^?&#]*|[\w.+%'-]+(@|%(25)*40)[\w.-]+\.[a-z]{2,}|eyJ[\w.-]+/gi

/** Takes secrets out of a text, and leaves the rest as it was. */
export const scrub = (text: string): string => text.slice(0, 2048).replace(secret, '$1*')

/** Whether a form's field or a property is named like a secret. */
export const isSecret = (name: string): boolean => scrub(`${name}=`) !== `${name}=`
