/**
 * Tributary on Node: one process with the collector, the pages and the job. Requests that come together share one
 * transaction. No address of a visitor is stored or logged here.
 */
import { hash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { type AppDeps, createApp } from './app.ts'
import type { Arrival } from './collect/arrival.ts'
import { groupCommit } from './collect/group.ts'
import { arrivalStore } from './collect/store.ts'
import { type Reason, RequestRefused } from './errors.ts'

export interface ServeOptions
  extends Omit<AppDeps, 'store' | 'sha256' | 'countryOf' | 'asnOf' | 'addressOf' | 'clientOf' | 'runSoon'> {
  /** 0 for any that is free. */
  readonly port: number
  readonly host: string
  /** Whether the `X-Forwarded-*` and `CF-IPCountry` headers come from a proxy of ours. */
  readonly trustProxy?: boolean
  /** Runs again and again, one at a time, with a pause in between. What it throws is reported. */
  readonly job?: () => Promise<void>
  /** The same beside the job, for what waits for other servers. */
  readonly deliveries?: () => Promise<void>
  readonly jobPauseMs?: number
}

export interface NodeServer {
  readonly port: number
  /** Takes no more connections, finishes what has begun, stops the job's timer; done within 9 s. Leaves the store open. */
  close(): Promise<void>
}

/** Listens when it resolves. @throws Error when the port is taken */
export async function serve(options: ServeOptions): Promise<NodeServer> {
  const { db, newId, report } = options
  const sha256 = (data: string | Uint8Array) => hash('sha256', data)
  const commit = groupCommit(arrivalStore({ db, newId, sha256 }), {
    maxWeight: MAX_GROUP,
    weigh: ({ candidates, rejected }: Arrival) => 1 + candidates.length + rejected.length,
    soon: setImmediate,
    isEverybodys: error => error instanceof RequestRefused,
  })
  let job = noJob
  const app = createApp({
    ...options,
    store: commit,
    sha256,
    runSoon: () => job.soon(),
    addressOf: addressReader(options),
    clientOf: c =>
      (options.trustProxy && lastOf(c.req.header('x-forwarded-for') ?? null)) || getConnInfo(c).remote.address || null,
    countryOf: request => (options.trustProxy ? request.headers.get('cf-ipcountry') : null),
  })
  const answer = getRequestListener(compressed(app).fetch, {
    errorHandler: error => {
      const requestId = newId()
      // The adapter could not make a request of it: no host, or an address that is none.
      if (error instanceof RequestError) return new RequestRefused('bad_request', 'not a request').answer(requestId)
      report(error, requestId)
      return Response.json({ error: 'internal', request_id: requestId }, { status: 500 })
    },
  })
  const exchanges = new Set<Exchange>()
  const exchangeOf = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const exchange = { incoming, outgoing }
    exchanges.add(exchange)
    outgoing.once('close', () => exchanges.delete(exchange))
    if (!server.listening) outgoing.setHeader('Connection', 'close')
    return answer(incoming, outgoing)
  }
  const server = createServer(LIMITS, exchangeOf)
  // Left alone, Node answers these itself, with no reason or not at all.
  server.on('checkExpectation', exchangeOf)
  server.on('connect', (_, socket: Socket) => refuseRaw({ code: 'CONNECT' }, socket, newId()))
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const earlier = [...exchanges].findLast(({ incoming }) => incoming.socket === socket && incoming.complete)
    if (earlier) return closeAfter(earlier.outgoing, socket)
    refuseRaw(error, socket, newId())
  })
  await listen(server, options)
  const started = (work: ServeOptions['job']) => (work ? startJob(work, options.jobPauseMs ?? JOB_PAUSE_MS, report) : noJob)
  job = started(options.job)
  const deliveries = started(options.deliveries)
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const { outgoing } of exchanges) if (!outgoing.headersSent) outgoing.setHeader('Connection', 'close')
      const deadline = new Promise<void>(resolve => setTimeout(resolve, CLOSE_MS).unref())
      await Promise.race([Promise.all([finish(server), job.stop(), deliveries.stop()]), deadline])
      server.closeAllConnections()
    },
  }
}

/** Pages and assets go out compressed, as Cloudflare does by itself. Answers to events are too short to gain by it. */
function compressed(app: Hono): Hono {
  const whole = new Hono()
  whole.get('*', compress())
  whole.mount('/', app.fetch, { replaceRequest: false })
  return whole
}

/** Ends the process cleanly on SIGTERM and SIGINT: what has begun is finished first. `after` closes the store. */
export function closeOnSignals(server: NodeServer, after: () => Promise<void>): void {
  const stop = async () => {
    await server.close()
    await after()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop())
}

interface Exchange {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
}

/** Events and requests that one transaction takes: more do not make it cheaper, but those before wait longer. */
const MAX_GROUP = 1000

/** Slow senders are cut within 10 and 15 seconds, Node looks for them each second; its defaults are 60, 300 and 30. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 14_000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 16_384,
  // Whoever sends no host is told why, by us.
  requireHostHeader: false,
}

const JOB_PAUSE_MS = 10_000
const CLOSE_MS = 9000

/** The host is the request's, as one collector may have a name under each site; the protocol is what the proxy says. */
function addressReader({ publicUrl, trustProxy }: ServeOptions): (request: Request) => URL {
  const known = publicUrl ? new URL(publicUrl) : null
  return request => {
    const url = new URL(request.url)
    if (known?.host === url.host) url.protocol = known.protocol
    if (!trustProxy) return url
    const host = lastOf(request.headers.get('x-forwarded-host'))
    const protocol = lastOf(request.headers.get('x-forwarded-proto'))
    return URL.parse(`${protocol === 'https' ? 'https' : url.protocol.slice(0, -1)}://${host || url.host}`) ?? url
  }
}

/** The nearest proxy appends; what stands before may be the client's invention. */
const lastOf = (header: string | null) => header?.slice(-255).split(',').at(-1)?.trim().toLowerCase() ?? ''

function listen(server: Server, { port, host }: ServeOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function finish(server: Server): Promise<void> {
  // A connection that is kept alive would hold the server open after its last answer.
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  return new Promise(resolve =>
    server.close(() => {
      clearInterval(sweep)
      resolve()
    }),
  )
}

/** A request that has come whole gets its answer, whatever follows it on the same connection. */
function closeAfter(outgoing: ServerResponse, socket: Socket): void {
  if (!outgoing.headersSent) outgoing.setHeader('Connection', 'close')
  outgoing.once('close', () => socket.destroySoon())
}

/** What Node's HTTP parser refuses never reaches the app; it is answered in the same words. */
function refuseRaw(error: Pick<NodeJS.ErrnoException, 'code'>, socket: Socket, requestId: string): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, reason, detail] = rawRefusals[error.code ?? ''] ?? ['400 Bad Request', 'bad_request', 'not HTTP']
  const body = JSON.stringify({ error: reason satisfies Reason, detail, request_id: requestId })
  const headers = ['Content-Type: application/json', `Content-Length: ${body.length}`, 'Connection: close']
  socket.end(`HTTP/1.1 ${[status, ...headers].join('\r\n')}\r\n\r\n${body}`)
  socket.destroySoon()
}

const rawRefusals: Record<string, readonly [status: string, reason: Reason, detail: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'headers_too_large', 'headers may have 16 KB'],
  CONNECT: ['405 Method Not Allowed', 'method_not_allowed', 'this is no proxy'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'bad_request', 'the request took too long to arrive'],
}

interface Job {
  /** Runs it now, or once more as soon as the run that is under way has ended. */
  soon(): void
  /** No further run; resolves when the one that is under way has ended. */
  stop(): Promise<void>
}

const noJob: Job = { soon: () => {}, stop: async () => {} }

function startJob(job: () => Promise<void>, pauseMs: number, report: AppDeps['report']): Job {
  let isStopped = false
  let isRunning = false
  let isWanted = false
  let running: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const run = async () => {
    isRunning = true
    isWanted = false
    try {
      await job()
    } catch (error) {
      // Another process runs it: that one does the work.
      if (!(error instanceof RequestRefused && error.reason === 'job_running')) report(error, 'job')
    }
    isRunning = false
    plan(isWanted ? 0 : pauseMs)
  }
  const plan = (delayMs: number) => {
    if (isStopped) return
    timer = setTimeout(() => {
      running = run()
    }, delayMs)
  }
  plan(0)
  return {
    soon() {
      isWanted = true
      if (isRunning) return
      clearTimeout(timer)
      plan(0)
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}
