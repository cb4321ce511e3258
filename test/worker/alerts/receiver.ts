/** A web server that takes alerts, and writes down what it gets. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { webAsk } from '../../../scripts/web-ask.ts'
import type { AlertPlatform } from '../../../worker/alerts/webhooks.ts'

export interface Taken {
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}

export interface Receiver {
  readonly url: string
  readonly taken: Taken[]
  /** What it answers from now on. */
  answer: (request: IncomingMessage, response: ServerResponse) => void
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const taken: Taken[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', piece => {
      body += piece
    })
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      taken.push({ path: request.url ?? '', headers, body })
      receiver.answer(request, response)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    taken,
    answer: (_, response) => response.end('ok'),
    close() {
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
  return receiver
}

export const SERVER_SECRET = 'a secret of the server, 32 or more'

/** As production has it, but that this machine may be written to. */
export const platformOf = (receiver: Receiver): AlertPlatform => ({
  post: webAsk({ reach: 'public and this machine', maxBytes: 1000, timeoutMs: 1000 }),
  secret: async () => SERVER_SECRET,
  isOpen: ({ host }) => host === new URL(receiver.url).host,
})
