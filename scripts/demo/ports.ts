/** Finds ports and holds them while the demo is being made, so that a second demo takes others. */
import { createServer } from 'node:http'

export interface HeldPort {
  readonly port: number
  /** Frees the port for the real server. */
  release(): Promise<void>
}

export const HOST = '127.0.0.1'

/** Beyond these somebody else's programs are not worth avoiding. */
const TRIES = 50

/** The first free port from `first` on. Whoever asks too early is told to wait. @throws Error when all are taken */
export async function holdPort(first: number): Promise<HeldPort> {
  for (let port = first; port < first + TRIES && port < 65_536; port++) {
    const held = await listen(port)
    if (held) return held
  }
  throw new Error(`no free port from ${first} on: choose another with --port`)
}

async function listen(port: number): Promise<HeldPort | null> {
  const server = createServer((_, response) => {
    response.writeHead(503, { 'Content-Type': 'text/html; charset=utf-8', 'Retry-After': '2', Refresh: '2', Connection: 'close' })
    response.end('<!doctype html><title>Tributary</title><p>The demo is being made. This page comes back by itself.')
  })
  const isListening = await new Promise<boolean>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)))
    server.listen(port, HOST, () => resolve(true))
  })
  if (!isListening) return null
  return {
    port,
    release: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
