/**
 * Names that nobody can guess: 130 random bits. Small letters and digits only, so that mail programs neither cut nor
 * re-spell them; without i, l and o, which look like digits, and without e, so that none looks like a signed token.
 */
export const randomName = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(LENGTH)), byte => ALPHABET[byte % ALPHABET.length]).join('')

export const isRandomName = (text: string): boolean => SHAPE.test(text)

/** 32 of them, so each byte is as likely to give one as another. */
const ALPHABET = '0123456789abcdfghjkmnpqrstuvwxyz'
const LENGTH = 26
const SHAPE = /^[0-9a-df-hjkmnp-z]{26}$/
