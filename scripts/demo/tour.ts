/** What the terminal says when the demo is ready: where to click, and what to try. */
import type { Database } from '../../db/database.ts'
import { accountsByRef } from '../../db/queries/accounts-claiming.ts'
import { dealByRef } from '../../db/queries/deal.ts'
import { nordkai } from './nordkai.ts'
import { highlights } from './story.ts'
import { flagship } from './tales/flagship.ts'
import { justWoken, woken } from './tales/woken.ts'

export interface Places {
  /** Origins: `http://localhost:8787`. */
  readonly tributary: string
  readonly site: string
  /** As the command line takes it. */
  readonly database_url: string
}

/** @throws Error when the workspace lacks what the tour shows */
export async function tourOf(db: Database, { tributary, site, database_url }: Places): Promise<string[]> {
  const campaign = 'utm_source=linkedin&utm_medium=paid-social&utm_campaign=li-cost-of-waiting&li_fat_id=demo'
  return [
    `Ready: ${tributary}`,
    '',
    `  Channels that made the money     ${tributary}/channels`,
    `  A cold account that woke up      ${await accountPage(db, tributary, highlights.woken)}`,
    `    (${woken.name}: 140 days of silence, one advertisement, three posts in a day, a deal)`,
    `  A deal's receipt                 ${await dealPage(db, tributary, highlights.receipt)}`,
    `    (${flagship.name}: seven people, many channels, a refund)`,
    `  The snippet and its live feed    ${tributary}/install`,
    '',
    `  ${nordkai.name}'s site, by an advertisement`,
    `    ${site}/blog/what-a-waiting-hour-costs?${campaign}`,
    '',
    'Try this: open the advertisement, read, and watch the live feed. Then ask for a demo on the site as',
    `${highlights.visitor_email}. Some seconds later your visit stands in the journey of`,
    `${justWoken.name}: ${await accountPage(db, tributary, highlights.just_woken)}`,
    '',
    `The command line works on it too: npx tributary receipt ${highlights.receipt} --db ${database_url}`,
    'Ctrl-C ends the demo; the next start begins afresh.',
  ]
}

async function accountPage(db: Database, tributary: string, externalId: string): Promise<string> {
  const [account] = await accountsByRef(db, [externalId])
  if (!account) throw new Error(`the demo lacks account ${externalId}`)
  return `${tributary}/accounts/${encodeURIComponent(account.account_id)}`
}

async function dealPage(db: Database, tributary: string, externalId: string): Promise<string> {
  const deal = await dealByRef(db, externalId)
  if (!deal) throw new Error(`the demo lacks deal ${externalId}`)
  return `${tributary}/deals/${encodeURIComponent(deal.deal_id)}`
}
