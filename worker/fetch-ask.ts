/**
 * Asks web servers by fetch, for the installation checker and for alerts, where the platform keeps requests out of private
 * networks by itself, as Cloudflare does: a Worker has none around it.
 */
import { type Answer, type Ask, NoAnswer } from './install/ask.ts'

const TIMEOUT_MS = 10_000
const MAX_BYTES = 2_000_000

export const fetchAsk =
  (fetch: (request: Request) => Promise<Response>, maxBytes = MAX_BYTES): Ask =>
  async (url, { method, headers = {}, body }) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    try {
      const init = { method, headers, redirect: 'manual' as const, signal, ...(body !== undefined && { body }) }
      const response = await fetch(new Request(url, init))
      return { url, status: response.status, headers: response.headers, ...(await bodyOf(response, maxBytes)) }
    } catch (error) {
      if (signal.aborted) throw new NoAnswer('unreachable', `no answer within ${TIMEOUT_MS / 1000} seconds`)
      throw new NoAnswer('unreachable', error instanceof Error ? error.message : String(error))
    }
  }

async function bodyOf({ body }: Response, maxBytes: number): Promise<Pick<Answer, 'body' | 'isCut'>> {
  const whole = new Uint8Array(maxBytes)
  let length = 0
  const reader = body?.getReader()
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done || value === undefined) return { body: whole.slice(0, length), isCut: false }
    const room = maxBytes - length
    whole.set(value.subarray(0, room), length)
    length += Math.min(value.length, room)
    if (value.length <= room) continue
    await reader?.cancel()
    return { body: whole, isCut: true }
  }
}
