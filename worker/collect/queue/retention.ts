/** Which messages were stored is kept for longer than a queue could keep one of them, and no longer. */
import type { Database } from '../../../db/database.ts'
import { forgetDeliveredBefore } from '../../../db/queries/delivered-messages.ts'

/** A queue keeps a message for 14 days at most, and the queue of dead messages once more. */
const KEPT_DAYS = 30

const DAY_MS = 86_400_000
const AT_ONCE = 5000

/** To be run regularly: as many as came meanwhile go. */
export const forgetDelivered = (db: Database, now: number): Promise<void> =>
  forgetDeliveredBefore(db, now - KEPT_DAYS * DAY_MS, AT_ONCE)
