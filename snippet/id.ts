/**
 * A random id: 8 characters of base 36 that tell the millisecond, then 96 random bits as digits.
 * The time comes first so that a store writes new rows side by side, and so that the collector
 * can tell how old a visitor's cookie is without prolonging it.
 */
export const newId = (): string => Date.now().toString(36) + crypto.getRandomValues(new Uint32Array(3)).join('')
