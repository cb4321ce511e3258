import { defineCommand } from 'citty'
import { openStore } from '../../db/open.ts'
import { MOST_ANSWERED, tellAlerts } from '../../worker/alerts/job.ts'
import { readEnvironment } from '../../worker/env.ts'
import { attribute } from '../../worker/jobs/attribute.ts'
import { isEvaluationDue } from '../../worker/jobs/evaluate.ts'
import { closeOnSignals, serve } from '../../worker/node.ts'
import { builtAssets } from '../built-assets.ts'
import { evaluationsOf } from '../evaluations.ts'
import { serverSecret } from '../server-secret.ts'
import { Misuse } from '../store.ts'
import { webAsk } from '../web-ask.ts'

export const serveCommand = defineCommand({
  meta: {
    name: 'serve',
    description: 'Bring the schema up to date, then serve collector and dashboard, and run the job on a timer',
  },
  args: {
    port: { type: 'string', description: '0 for any that is free; default: PORT, else 8787' },
    host: { type: 'string', default: '127.0.0.1', description: 'address to listen on' },
  },
  async run({ args }) {
    const environment = readEnvironment({ ...process.env, ...(args.port !== undefined && { PORT: args.port }) })
    if (args.host === '') throw new Misuse('--host needs an address')
    const deps = {
      db: await openStore(environment.databaseUrl, Date.now),
      now: Date.now,
      newId: () => crypto.randomUUID(),
    }
    const alerts = {
      post: webAsk({ reach: 'public', maxBytes: MOST_ANSWERED }),
      secret: serverSecret(environment.databaseUrl, environment.secret),
    }
    const evaluations = evaluationsOf(environment.databaseUrl, reportError)
    const server = await serve({
      ...deps,
      ...environment,
      host: args.host,
      assets: await builtAssets(),
      report: reportError,
      ask: webAsk({ reach: 'public' }),
      evaluateSoon: evaluations.start,
      alerts,
      deliveries: () => tellAlerts({ ...deps, platform: alerts, chance: Math.random, publicUrl: environment.publicUrl }),
      job: async () => {
        await attribute(deps, { owner: `serve ${process.pid}` })
        if (await isEvaluationDue(deps.db, deps.now())) evaluations.start()
      },
    })
    closeOnSignals(server, async () => {
      evaluations.stop()
      await deps.db.close()
    })
    console.log(`Tributary listens on http://${args.host.includes(':') ? `[${args.host}]` : args.host}:${server.port}`)
  },
})

/** One JSON line for each bug: what a request said stays out of it. */
function reportError(error: unknown, requestId: string): void {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined }
  console.error(JSON.stringify({ level: 'error', at: new Date().toISOString(), request_id: requestId, message, stack }))
}
