import { defineCommand } from 'citty'
import { RequestRefused } from '../../worker/errors.ts'
import { attribute } from '../../worker/jobs/attribute.ts'
import { print, withStore } from '../store.ts'

/** A run that the timer of `serve` has begun is over soon; longer than this somebody else is at work. */
const PATIENCE_MS = 60_000
const ASK_AGAIN_MS = 250

export const attributeCommand = defineCommand({
  meta: { name: 'attribute', description: 'Run the attribution job now: what is stale, or everything' },
  args: {
    full: { type: 'boolean', description: 'compute everything anew' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  run: ({ args }) =>
    withStore(async db => {
      const deps = { db, now: Date.now, newId: () => crypto.randomUUID() }
      const result = await patiently(() => attribute(deps, { full: args.full ?? false, owner: `attribute ${process.pid}` }))
      const { run_id, accounts, deals, credits, ms, refused_adjustments } = result
      print(args.json, result, [
        `run ${run_id}: ${accounts} accounts, ${deals} deals, ${credits} credits in ${ms} ms`,
        ...refused_adjustments.map(one => `left out: adjustment ${one.adjustment_id}, no amount in its deal's currency`),
      ])
    }),
})

/** Waits while another process runs the job, so that `import` and `attribute` work beside a running server. */
async function patiently<T>(run: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      return await run()
    } catch (error) {
      const isRunning = error instanceof RequestRefused && error.reason === 'job_running'
      if (!isRunning || Date.now() > deadline) throw error
      await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MS))
    }
  }
}
