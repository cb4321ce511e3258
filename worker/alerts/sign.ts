/**
 * Signatures as Standard Webhooks has them (https://www.standardwebhooks.com, version 1): HMAC-SHA-256 over
 * `id.timestamp.body`, so a receiver can refuse what is forged, and what is old.
 */

/** `whsec_` and 256 bits in base64. */
export const SECRET_PREFIX = 'whsec_'

/**
 * The secret of a webhook. It is made anew each time and stored nowhere: only whoever has the server's own secret can.
 * @param salt  another one gives another secret
 */
export async function webhookSecret(serverSecret: string, webhook_id: string, salt: string): Promise<string> {
  const bytes = await hmac(utf8(serverSecret), `tributary webhook ${webhook_id} ${salt}`)
  return SECRET_PREFIX + base64(bytes)
}

/**
 * The three headers of a delivery.
 * @param secrets  two while receivers change from one to the other
 * @param at       when it is sent, ms
 */
export async function signedHeaders(
  secrets: readonly string[],
  id: string,
  at: number,
  body: string,
): Promise<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(at / 1000))
  const signatures = await Promise.all(
    secrets.map(async secret => `v1,${base64(await hmac(keyOf(secret), `${id}.${timestamp}.${body}`))}`),
  )
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

const utf8 = (text: string) => new TextEncoder().encode(text)

const keyOf = (secret: string) => Uint8Array.from(atob(secret.slice(SECRET_PREFIX.length)), char => char.charCodeAt(0))

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, utf8(text)))
}

const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))
