/** The demo site's own listener: another origin than the collector's, as on a customer's server. */
import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { Hono } from 'hono'
import { HOST } from '../ports.ts'

export interface SiteServer {
  close(): Promise<void>
}

/** Listens when it resolves. @throws Error when the port is taken */
export async function serveSite(site: Hono, port: number): Promise<SiteServer> {
  const server = createServer(getRequestListener(site.fetch))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, HOST, resolve)
  })
  return {
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
