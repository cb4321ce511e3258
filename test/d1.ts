/**
 * D1 databases in the real workerd, asked over one WebSocket. Miniflare's own way from Node to a binding takes a
 * round trip, and halts Node, for each `prepare` and each `bind`: ten statements in a batch took 115 ms instead of 7.
 */
import type { D1Database } from '@cloudflare/workers-types'
import { Miniflare } from 'miniflare'

interface Statement {
  readonly sql: string
  /** Each in an array of its own, so that `undefined` gets through JSON and D1 itself refuses it. */
  readonly params: readonly (readonly unknown[])[]
}

interface Question {
  readonly id: number
  readonly database: string
  readonly statements: readonly Statement[]
  readonly isBatch: boolean
}

const SCRIPT = `
const ask = (db, statements, isBatch) => {
  const prepared = statements.map(({ sql, params }) => db.prepare(sql).bind(...params.map(([value]) => value)))
  return isBatch ? db.batch(prepared) : prepared[0].all()
}
export default {
  fetch(request, env) {
    const [client, server] = Object.values(new WebSocketPair())
    server.accept()
    server.addEventListener('message', async ({ data }) => {
      const { id, database, statements, isBatch } = JSON.parse(data)
      const answer = await (async () => ({ result: await ask(env[database], statements, isBatch) }))()
        .catch(error => ({ refusal: error.message }))
      server.send(JSON.stringify({ id, ...answer }))
    })
    return new Response(null, { status: 101, webSocket: client })
  },
}`

/** Starts a workerd with so many empty databases. */
export async function startD1(count: number): Promise<{ databases: D1Database[]; stop(): Promise<void> }> {
  const names = Array.from({ length: count }, (_, i) => `DB${i}`)
  const miniflare = new Miniflare({ modules: true, script: SCRIPT, d1Databases: names })
  const { webSocket } = await miniflare.dispatchFetch('http://d1/', { headers: { Upgrade: 'websocket' } })
  if (!webSocket) throw new Error('workerd gave no WebSocket')

  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  webSocket.addEventListener('message', ({ data }) => {
    const { id, result, refusal } = JSON.parse(String(data))
    if (refusal === undefined) waiting.get(id)?.resolve(result)
    else waiting.get(id)?.reject(new Error(refusal))
    waiting.delete(id)
  })
  webSocket.addEventListener('close', ({ code, reason }) => {
    for (const { reject } of waiting.values()) reject(new Error(`workerd closed the WebSocket: ${code} ${reason}`))
  })
  webSocket.accept()

  let ids = 0
  const ask = (question: Omit<Question, 'id'>) => {
    const id = ++ids
    const answer = Promise.withResolvers<unknown>()
    waiting.set(id, answer)
    webSocket.send(JSON.stringify({ id, ...question }))
    return answer.promise
  }
  return {
    databases: names.map(database => bindingOf((statements, isBatch) => ask({ database, statements, isBatch }))),
    async stop() {
      webSocket.close()
      await miniflare.dispose()
    },
  }
}

type Ask = (statements: readonly Statement[], isBatch: boolean) => Promise<unknown>

/** What our adapter uses of a binding: prepare, bind, all, batch. */
function bindingOf(ask: Ask): D1Database {
  const statement = (sql: string, params: Statement['params']) => ({
    sql,
    params,
    bind: (...values: readonly unknown[]) =>
      statement(
        sql,
        values.map(value => (value === undefined ? [] : [value])),
      ),
    all: () => ask([{ sql, params }], false),
  })
  const binding: unknown = {
    prepare: (sql: string) => statement(sql, []),
    batch: (statements: readonly Statement[]) => ask(statements, true),
  }
  return binding as D1Database
}
