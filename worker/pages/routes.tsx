/** The dashboard: every page. To add one, add a line here, a `…-page.tsx` that shows it and a `read-….ts` that reads it. */
import { type Context, Hono } from 'hono'
import { getCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import type { Database } from '../../db/database.ts'
import type { AlertPlatform } from '../alerts/webhooks.ts'
import type { Assets } from '../assets.ts'
import { RequestRefused } from '../errors.ts'
import type { Ask } from '../install/ask.ts'
import { AccountPage } from './account-page.tsx'
import { AccountsPage } from './accounts-page.tsx'
import { alertRoutes } from './alert-routes.tsx'
import { channelRoutes } from './channel-routes.tsx'
import { ChannelsPage } from './channels-page.tsx'
import { ChoicePage, JudgingStatus, NO_EVALUATION } from './choice-page.tsx'
import { collectionRoutes } from './collection-routes.tsx'
import { ComparisonPage } from './comparison-page.tsx'
import { CreditDealsPage } from './credit-deals-page.tsx'
import { creditPartsReader } from './credit-parts.ts'
import { DealPage } from './deal-page.tsx'
import { DealsPage } from './deals-page.tsx'
import { ErrorPage } from './error-page.tsx'
import { addressesOf, type Frame, type Room, readFrame, type Shell } from './frame.ts'
import { pageHeaders } from './headers.ts'
import { identityRoutes } from './identity-routes.tsx'
import { importRoutes } from './import-routes.tsx'
import { installRoutes } from './install-routes.tsx'
import { linkRoutes } from './link-routes.tsx'
import { matchRuleRoutes } from './match-rule-routes.tsx'
import { modelRoutes } from './model-routes.tsx'
import { PersonPage } from './person-page.tsx'
import { readAccount, readAccounts } from './read-accounts.ts'
import { readChannels, readCreditDeals } from './read-channels.ts'
import { readChoice, readComparison } from './read-choice.ts'
import { readDeal, readDeals } from './read-deals.ts'
import { readInstall } from './read-install.ts'
import { readPerson } from './read-person.ts'
import { readReconciliation } from './read-reconciliation.ts'
import { readRun, readRuns } from './read-runs.ts'
import { ReconciliationPage } from './reconciliation-page.tsx'
import { RunPage } from './run-page.tsx'
import { RunsPage } from './runs-page.tsx'
import { assertSameOrigin } from './same-origin.ts'
import { settingsRoutes } from './settings-routes.tsx'
import { linkTo } from './view.ts'

export interface PageDeps {
  readonly db: Database
  readonly now: () => number
  readonly newId: () => string
  readonly assets: Assets
  /** Origin under which browsers reach this server; absent: as they asked for the page. */
  readonly publicUrl?: string | undefined
  /** Asks web servers, none in a private network; absent: the Install page cannot check a site. */
  readonly ask?: Ask
  /** What alerts are sent with; absent: this server sends none. */
  readonly alerts?: AlertPlatform | undefined
  /** Address of the site `localhost`, where this server knows it: the demo's. */
  readonly localSite?: string
  /** Starts the job now, or right after the run that is under way; the answer to the request does not wait for it. */
  readonly runSoon: (c: Context) => void
  /** Judges the models beside this process; absent where the platform has no room for minutes of computing. */
  readonly evaluateSoon?: (() => void) | undefined
  /** Where a bug is told to whoever runs this. */
  readonly report: (error: unknown, requestId: string) => void
}

/** Mount last: it answers what nobody else did, to a browser as a page. */
export function pageRoutes(deps: PageDeps) {
  const { db, now, newId, assets, publicUrl, ask, alerts, localSite, runSoon, evaluateSoon, report } = deps
  const addresses = addressesOf(assets)
  const partsOf = creditPartsReader(db)
  const shell = (c: Context, room: Room | null): Shell => ({
    theme: themeFrom(getCookie(c, 'theme')),
    addresses,
    room,
    search: (c.req.query('q') ?? '').trim().slice(0, 200),
  })
  const frame = (c: Context, room: Room): Promise<Frame> => readFrame(db, now(), shell(c, room), c.req.path, c.req.query())

  const routes = new Hono()
  routes.use(pageHeaders)

  routes.get('/', async c => {
    const rooms = await readInstall(db, await frame(c, 'install'))
    return c.redirect(rooms.frame.age.last_event_at === null && rooms.frame.age.last_run_at === null ? '/install' : '/channels')
  })
  routes.get('/channels', async c => c.html(<ChannelsPage {...(await readChannels(db, await frame(c, 'channels'), partsOf))} />))
  routes.get('/channels/deals', async c =>
    c.html(<CreditDealsPage {...(await readCreditDeals(db, await frame(c, 'channels'), partsOf))} />),
  )
  routes.get('/accounts', async c => c.html(<AccountsPage {...(await readAccounts(db, await frame(c, 'accounts')))} />))
  routes.route('/', matchRuleRoutes({ db, publicUrl, runSoon, frame: c => frame(c, 'accounts') }))
  routes.get('/accounts/:id', async c =>
    c.html(<AccountPage {...(await readAccount(db, await frame(c, 'accounts'), c.req.param('id')))} />),
  )
  routes.get('/people/:id', async c =>
    c.html(<PersonPage {...(await readPerson(db, await frame(c, 'accounts'), c.req.param('id')))} />),
  )
  routes.get('/deals', async c => c.html(<DealsPage {...(await readDeals(db, await frame(c, 'deals')))} />))
  routes.get('/deals/:ref', async c =>
    c.html(<DealPage {...(await readDeal(db, await frame(c, 'deals'), c.req.param('ref')))} />),
  )
  routes.get('/models/choice', async c => {
    const choice = await readChoice(db, await frame(c, 'models'))
    return c.html(<ChoicePage {...choice} canJudge={evaluateSoon !== undefined} judgedSince={c.req.query('since') ?? null} />)
  })
  routes.get('/models/choice/status', async c => {
    const { frame: around, evaluation_id } = await readChoice(db, await frame(c, 'models'))
    return c.html(<JudgingStatus view={around.view} isDone={c.req.query('since') !== (evaluation_id ?? NO_EVALUATION)} />)
  })
  routes.post('/models/choice', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    if (!evaluateSoon) throw new RequestRefused('not_found', 'This server cannot judge models; tributary evaluate can.')
    const { frame: around, evaluation_id } = await readChoice(db, await frame(c, 'models'))
    evaluateSoon()
    return c.redirect(linkTo('/models/choice', around.view, { since: evaluation_id ?? NO_EVALUATION }), 303)
  })
  routes.get('/models/compare', async c =>
    c.html(<ComparisonPage {...(await readComparison(db, await frame(c, 'models'), partsOf))} />),
  )
  routes.get('/reconciliation', async c =>
    c.html(<ReconciliationPage {...(await readReconciliation(db, await frame(c, 'reconciliation')))} />),
  )
  routes.get('/runs', async c => c.html(<RunsPage {...(await readRuns(db, await frame(c, 'runs')))} />))
  routes.get('/runs/:id', async c => c.html(<RunPage {...(await readRun(db, await frame(c, 'runs'), c.req.param('id')))} />))
  routes.route('/', channelRoutes({ db, now, newId, publicUrl, runSoon, frame: c => frame(c, 'channels') }))
  routes.route('/', modelRoutes({ db, now, publicUrl, runSoon, partsOf, frame: c => frame(c, 'models') }))
  routes.route('/', collectionRoutes({ db, now, newId, publicUrl, runSoon, frame: c => frame(c, 'collection') }))
  routes.route('/', identityRoutes({ db, now, newId, publicUrl, runSoon, frame: c => frame(c, 'review') }))
  routes.route('/', linkRoutes({ db, now, newId, publicUrl, runSoon, frame: c => frame(c, 'links') }))
  routes.route('/', alertRoutes({ db, now, newId, publicUrl, runSoon, alerts, frame: c => frame(c, 'alerts') }))
  routes.route('/', importRoutes({ db, now, newId, publicUrl, runSoon, frame: c => frame(c, 'import') }))
  routes.route('/', settingsRoutes({ db, now, publicUrl, runSoon, frame: c => frame(c, 'settings') }))
  routes.route('/', installRoutes({ db, now, newId, assets, publicUrl, ask, localSite, frame: c => frame(c, 'install') }))

  routes.get('*', (c, next) => {
    if (!wantsPage(c)) return next()
    throw new RequestRefused('not_found', '')
  })
  routes.onError((error, c) => {
    if (!wantsPage(c)) throw error
    const requestId = newId()
    const isExpected = error instanceof HTTPException
    if (!isExpected) report(error, requestId)
    c.status(isExpected ? error.status : 500)
    return c.html(
      <ErrorPage
        shell={shell(c, null)}
        status={isExpected ? error.status : 500}
        detail={isExpected ? error.message : ''}
        requestId={requestId}
      />,
    )
  })
  return routes
}

const themeFrom = (text: string | undefined) => (text === 'light' || text === 'dark' ? text : null)

const wantsPage = (c: Context) => c.req.header('Accept')?.includes('text/html') ?? false
