/**
 * A web site with the snippet, the real collector on a SQLite file, and between the two a proxy that writes down
 * everything that a browser sends to the collector. Site and collector have one registrable domain.
 */
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { openStore } from '../../db/open.ts'
import { buildSnippet } from '../../scripts/build-snippet.mjs'
import { assetsFrom } from '../../worker/assets.ts'
import { addSite } from '../../worker/collect/sites.ts'
import { serve } from '../../worker/node.ts'
import { openBrowser } from '../browser.ts'

export interface SecretSite {
  readonly browser: Awaited<ReturnType<typeof openBrowser>>
  readonly db: Awaited<ReturnType<typeof openStore>>
  /** Address of a path on www.secrets.test. */
  url(path: string): string
  /** Pages by path; `{tag}` stands for the script tag. */
  readonly pages: Map<string, string>
  /** Everything that came for the collector: address, headers and body. */
  readonly sent: string[]
  /** Every byte of the store's files, but for runs of zeros. */
  stored(): string
  close(): Promise<void>
}

const SITE = 'www.secrets.test'
const COLLECTOR = 't.secrets.test'

export async function openSecretSite(): Promise<SecretSite> {
  const folder = mkdtempSync(join(tmpdir(), 'tributary-secrets-'))
  const newId = () => crypto.randomUUID()
  const db = await openStore(`sqlite:${join(folder, 'secrets.db')}`, Date.now)
  const { site_key } = await addSite(db, 'secrets.test', { now: Date.now, newId })
  const { source } = await buildSnippet('full')
  const empty = ['style.css', 'pages.js', 'inter.woff2'].map(name => [name, new Uint8Array()] as const)
  const collector = await serve({
    db,
    port: 0,
    host: '127.0.0.1',
    assets: await assetsFrom([['t.js', new Uint8Array(Buffer.from(source))], ...empty]),
    now: Date.now,
    newId,
    report: error => {
      throw error
    },
  })

  const pages = new Map<string, string>()
  const sent: string[] = []
  const server = createServer((incoming, outgoing) => {
    const { pathname, host } = new URL(incoming.url ?? '/', `http://${incoming.headers.host}`)
    if (host.startsWith(COLLECTOR)) return void pass(incoming, outgoing)
    outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pages.get(pathname)?.replace('{tag}', tag) ?? '')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const tag = `<script defer src="http://${COLLECTOR}:${port}/t.js" data-site="${site_key}"></script>`

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse) {
    const { method, url: path, headers } = incoming
    const body = await buffer(incoming)
    sent.push(`${method} ${path}\n${JSON.stringify(headers)}\n${body.toString('latin1')}\n${body}`)
    const onward = request({ host: '127.0.0.1', port: collector.port, method, path, headers }, answer => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', error => outgoing.destroy(error))
    onward.end(body)
  }

  const browser = await openBrowser({ args: ['--host-resolver-rules=MAP *.test 127.0.0.1'] })
  return {
    browser,
    db,
    url: path => `http://${SITE}:${port}${path}`,
    pages,
    sent,
    // Pages of the store are mostly empty, and texts to look for are ASCII.
    stored: () =>
      readdirSync(folder)
        .map(file => readFileSync(join(folder, file), 'latin1').replace(/\0+/g, '\0'))
        .join('\n'),
    async close() {
      await browser.close()
      server.closeAllConnections()
      server.close()
      await collector.close()
      await db.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
