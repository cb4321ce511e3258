/** Why an event is marked as a machine's, in a few words. */
import type { BotReason } from '../collect/bots.ts'

const words: Record<BotReason, string> = {
  no_user_agent: 'Names no browser',
  prefetch: 'Loaded in case somebody goes there',
  uptime: 'Checks whether the site is up',
  scanner: 'Opens links of a mail, or previews them',
  headless: 'A browser that nobody looks at',
  user_agent: 'Says itself that it is a machine',
  datacenter: 'Comes from rented servers',
}

const byReason: Readonly<Record<string, string | undefined>> = words

/** @param reason  as stored; one that is not known any more is shown as it is */
export const botWords = (reason: string): string => byReason[reason] ?? reason.replaceAll('_', ' ')
