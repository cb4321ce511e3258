/** A web site with one of the scripts, which takes whatever that sends and writes it down. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Subject } from './snippet-subjects.ts'

export interface Taken {
  readonly at: number
  readonly method: string
  readonly url: string
  readonly type: string
  readonly body: string
}

export interface Web {
  /** Of the site with the subject of that number. */
  origin(subject: number): string
  /** What the script of that subject has sent since the last call. */
  take(subject: number): Taken[]
  close(): Promise<void>
}

/** @param body  of every page; `/without` has neither that nor a script */
export async function openWeb(subjects: readonly Subject[], body: string): Promise<Web> {
  const taken = subjects.map((): Taken[] => [])
  const server = createServer(async (incoming, outgoing) => {
    const subject = Number(/^s(\d+)\./.exec(incoming.headers.host ?? '')?.[1])
    const { source, tag } = subjects[subject] ?? { source: '', tag: '' }
    const { method = '', url = '' } = incoming
    const { pathname } = new URL(url, 'http://any')
    const sent = await text(incoming)
    const isPage = method === 'GET' && /text\/html/.test(incoming.headers.accept ?? '')
    if (pathname === '/favicon.ico') return outgoing.writeHead(204).end()
    if (/^\/(script|tracker|lib)\.js$/.test(pathname))
      return outgoing.writeHead(200, { 'content-type': 'text/javascript' }).end(source)
    if (isPage) {
      outgoing.writeHead(200, { 'content-type': 'text/html' })
      if (pathname === '/without') return outgoing.end('<title>Without</title>')
      const head = `<meta charset="utf-8"><title>Page ${pathname}</title>${tag.replaceAll('SELF', `http://${incoming.headers.host}`)}`
      return outgoing.end(`<!doctype html><html><head>${head}</head><body>${body}</body></html>`)
    }
    const type = incoming.headers['content-type'] ?? ''
    if (method !== 'OPTIONS') taken[subject]?.push({ at: Date.now(), method, url, type, body: sent })
    outgoing.writeHead(200, {
      'content-type': 'application/json',
      'access-control-allow-origin': incoming.headers.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': '*',
    })
    outgoing.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: subject => `http://s${subject}.site.example:${port}`,
    take: subject => taken[subject]?.splice(0) ?? [],
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
