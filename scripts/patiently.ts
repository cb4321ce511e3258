import { RequestRefused } from '../worker/errors.ts'

/** A run that the timer of `serve` has begun is over soon; longer than this somebody else is at work. */
const PATIENCE_MS = 60_000
const ASK_AGAIN_MS = 250

/** Waits while another process runs the job, so that `import` and `attribute` work beside a running server. */
export async function patiently<T>(run: () => Promise<T>): Promise<T> {
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
