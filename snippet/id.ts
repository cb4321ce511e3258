/**
 * A random id of 30 characters of `0-9a-v`: 8 that tell the millisecond, 22 random ones (110 bits).
 * The time comes first so that a store writes new rows side by side, and so that the collector
 * can tell how old a visitor's cookie is without prolonging it.
 */
export const newId = (): string =>
  crypto.getRandomValues(new Uint8Array(22)).reduce((id, byte) => id + (byte & 31).toString(32), Date.now().toString(36))
