/** How the snippet gets onto a site: shown, checked, what arrives, and new sites. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Database } from '../../db/database.ts'
import type { Assets } from '../assets.ts'
import { addSite } from '../collect/sites.ts'
import { RequestRefused } from '../errors.ts'
import type { Ask } from '../install/ask.ts'
import { readSettings } from '../settings.ts'
import { Feed } from './feed.tsx'
import { clockIn } from './figures.ts'
import type { Frame } from './frame.ts'
import { InstallPage } from './install-page.tsx'
import { checkPage, firstAddress } from './read-check.ts'
import { readFeed, readInstall } from './read-install.ts'
import { assertSameOrigin } from './same-origin.ts'
import { snippetBuilds } from './snippet-builds.ts'

export interface InstallDeps {
  readonly db: Database
  readonly now: () => number
  readonly newId: () => string
  readonly assets: Assets
  readonly publicUrl: string | undefined
  readonly ask: Ask | undefined
  readonly localSite: string | undefined
  readonly frame: (c: Context) => Promise<Frame>
}

const MAX_FORM_BYTES = 10_000

export function installRoutes({ db, now, newId, assets, publicUrl, ask, localSite, frame }: InstallDeps) {
  const routes = new Hono()
  const buildsAt = snippetBuilds(assets)

  routes.get('/install', c => page(c, null))
  routes.use('/install/*', bodyLimit({ maxSize: MAX_FORM_BYTES, onError: refuseLong }))
  routes.post('/install/check', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const { page: address } = await c.req.parseBody()
    return page(c, typeof address === 'string' ? address : '')
  })
  routes.get('/install/check', c => c.redirect('/install', 303))
  routes.get('/install/feed', async c => {
    const { timezone } = await readSettings(db)
    return c.html(<Feed {...(await readFeed(db, clockIn(timezone, now()), showsBots(c)))} />)
  })
  routes.post('/install/sites', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const { domain } = await c.req.parseBody()
    await addSite(db, typeof domain === 'string' ? domain : '', { now, newId })
    return c.redirect('/install', 303)
  })
  return routes

  /** @param address  of a page that is to be checked; null: of none */
  async function page(c: Context, address: string | null) {
    const props = await readInstall(db, await frame(c))
    const origin = publicUrl ?? new URL(c.req.url).origin
    const { chosen } = props
    const checkOf = async () => {
      if (!ask || !chosen) return null
      if (address !== null) return checkPage(address, { db, assets, ask, now, collector: origin }, publicUrl)
      return { address: await firstAddress(db, chosen, localSite), result: null }
    }
    const feed = <Feed {...(await readFeed(db, props.frame.clock, showsBots(c)))} />
    return c.html(<InstallPage {...props} check={await checkOf()} builds={await buildsAt(origin)} feed={feed} />)
  }
}

/** Machines stay out of sight unless the URL asks for them. */
const showsBots = (c: Context) => c.req.query('bots') === '1'

function refuseLong(): never {
  throw new RequestRefused('body_too_large', `a form may have ${MAX_FORM_BYTES} bytes`)
}
