/** Alerts from end to end, on a timer: what is to be told is found, and what is due is sent. */
import { RequestRefused } from '../errors.ts'
import { type DeliverDeps, deliverAlerts } from './deliver.ts'
import { raiseAlerts } from './raise.ts'

export interface AlertJobDeps extends DeliverDeps {
  readonly newId: () => string
}

/** Bytes that are read of what a receiver answers. */
export const MOST_ANSWERED = 65_536

/** What another process is doing just now is left to it. */
export async function tellAlerts(deps: AlertJobDeps): Promise<void> {
  for (const step of [raiseAlerts, deliverAlerts]) {
    try {
      await step(deps)
    } catch (error) {
      if (!(error instanceof RequestRefused && error.reason === 'job_running')) throw error
    }
  }
}
