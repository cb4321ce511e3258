import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { signedHeaders, webhookSecret } from '../../../worker/alerts/sign.ts'

const SERVER = 'a secret of the server, 32 or more'
const body = '{"type":"deal.moved","data":{"summary":"Ünïcödé 🎉"}}'

describe('signedHeaders', () => {
  it('is verified by the reference library, and a change of anything is not', async () => {
    const secret = await webhookSecret(SERVER, 'w_1', 'salt')
    const headers = await signedHeaders([secret], 'msg_1', Date.now(), body)
    const verifier = new Webhook(secret)
    expect(verifier.verify(body, headers)).toEqual(JSON.parse(body))
    for (const [changed, more] of [
      [body.replace('deal', 'meal'), {}],
      [body, { 'webhook-id': 'msg_2' }],
      [body, { 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 1) }],
    ] as const)
      expect(() => verifier.verify(changed, { ...headers, ...more })).toThrow(WebhookVerificationError)
    const other = await webhookSecret(SERVER, 'w_2', 'salt')
    expect(() => new Webhook(other).verify(body, headers)).toThrow(WebhookVerificationError)
  })

  it('webhook-signature-replay: is refused when it is sent again ten minutes later', async () => {
    const secret = await webhookSecret(SERVER, 'w_1', 'salt')
    const headers = await signedHeaders([secret], 'msg_1', Date.now() - 600_000, body)
    expect(() => new Webhook(secret).verify(body, headers)).toThrow('too old')
  })

  it('signs with two secrets while one takes the place of the other', async () => {
    const secrets = await Promise.all(['new', 'old'].map(salt => webhookSecret(SERVER, 'w_1', salt)))
    const headers = await signedHeaders(secrets, 'msg_1', Date.now(), body)
    for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
  })
})

describe('webhookSecret', () => {
  it('is another one for another webhook, salt or server, and always the same for these', async () => {
    const made = await Promise.all([
      webhookSecret(SERVER, 'w_1', 'a'),
      webhookSecret(SERVER, 'w_1', 'b'),
      webhookSecret(SERVER, 'w_2', 'a'),
      webhookSecret(`${SERVER}!`, 'w_1', 'a'),
    ])
    expect(new Set(made).size).toBe(4)
    expect(await webhookSecret(SERVER, 'w_1', 'a')).toBe(made[0])
    for (const secret of made) expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  })
})
