/** The pages over a store, as a browser meets them. */
import { Hono } from 'hono'
import type { Database } from '../../../db/database.ts'
import { assetRoutes } from '../../../worker/assets.ts'
import { type PageDeps, pageRoutes } from '../../../worker/pages/routes.tsx'
import { NOW } from '../../engines.ts'
import { pageAssets } from './built.ts'

export interface PageSite {
  readonly app: Hono
  /** How often a page has asked for the job. */
  readonly wanted: () => number
  /** The HTML of a page. @throws Error when it does not answer 200 */
  page(path: string): Promise<string>
  /** Unexpected errors that the pages met. */
  readonly reported: unknown[]
}

let built: ReturnType<typeof pageAssets> | undefined

export async function pageSite(db: Database, more: Pick<PageDeps, 'ask' | 'alerts'> = {}): Promise<PageSite> {
  built ??= pageAssets()
  const assets = await built
  const reported: unknown[] = []
  let count = 0
  let wanted = 0
  const report = (error: unknown) => void reported.push(error)
  const app = new Hono()
  app.route('/', assetRoutes(assets))
  app.route(
    '/',
    pageRoutes({ db, now: () => NOW, newId: () => `id-${count++}`, assets, report, runSoon: () => void wanted++, ...more }),
  )
  return {
    app,
    wanted: () => wanted,
    reported,
    async page(path) {
      const answer = await app.request(path, { headers: { Accept: 'text/html' } })
      if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}: ${JSON.stringify(reported.map(String))}`)
      return answer.text()
    },
  }
}

/** Every page there is, for a workspace with or without anything in it. */
export const pagesOf = (hasData: boolean): readonly string[] => [
  '/channels?period=all',
  '/channels?period=all&by=campaign&model=first_touch',
  '/channels?period=all&by=content&stage=opportunity',
  '/channels/rules',
  '/channels/tagging?period=all',
  '/channels/tagging?bots=1',
  '/accounts',
  '/accounts?q=kes&sort=-won',
  '/deals?period=all',
  '/deals?period=all&stage=opportunity&sort=amount',
  '/runs',
  '/reconciliation?period=all',
  '/models?period=all',
  '/models/new',
  '/models/choice',
  '/models/compare?period=all',
  '/settings',
  '/install',
  '/install/feed',
  '/install?bots=1',
  '/import',
  '/collection',
  '/dead-letters',
  '/links',
  '/alerts',
  '/review',
  ...(hasData
    ? [
        '/channels/deals?period=all&by=channel&of=Video',
        '/accounts/c0',
        '/accounts/c0?touch=e-0-0',
        '/deals/d0?model=full_path',
        '/deals/CRM-0?stage=opportunity',
        '/people/p0-0',
        '/runs/r1',
      ]
    : []),
]
