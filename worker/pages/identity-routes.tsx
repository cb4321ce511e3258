/** Who is whom, as somebody decides it on a page: merges, links, and their undo. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { NamedRecord } from '../../db/queries/records-named.ts'
import { RequestRefused } from '../errors.ts'
import { decideDomain, undoDecision } from '../identity/domain-decision.ts'
import { decideTwoPeople, undoTwoPeople } from '../identity/id-conflict.ts'
import { mergeAccounts, mergePeople, undoMerge } from '../identity/merge.ts'
import { accountNamed, personNamed } from '../identity/named.ts'
import { closeLink, reopenLink } from '../identity/unlink.ts'
import type { Frame } from './frame.ts'
import { readReview } from './read-review.ts'
import { ReviewPage } from './review-page.tsx'
import type { PageDeps } from './routes.tsx'
import { assertSameOrigin } from './same-origin.ts'
import { type Typed, typedFrom } from './typed.ts'

interface IdentityDeps extends Pick<PageDeps, 'db' | 'now' | 'newId' | 'publicUrl' | 'runSoon'> {
  readonly frame: (c: Context) => Promise<Frame>
}

/** Until there are users, whoever uses the dashboard is one. */
export const DASHBOARD = 'dashboard'

const MAX_FORM_BYTES = 8192

export function identityRoutes({ db, now, newId, publicUrl, runSoon, frame }: IdentityDeps) {
  const routes = new Hono()
  const short = bodyLimit({ maxSize: MAX_FORM_BYTES, onError: refuseLong })

  routes.post('/people/:id/merge', short, async c => {
    const typed = await typedIn(c)
    const [here, other] = [await personNamed(db, c.req.param('id')), await personNamed(db, typed.other ?? '')]
    const merge = await mergePeople(db, { ...orderOf(here, other), ...by(typed), is_sure: typed.is_sure === 'yes' }, now())
    return done(c, pageOf('person', merge.into_id))
  })
  routes.post('/accounts/:id/merge', short, async c => {
    const typed = await typedIn(c)
    const here = await accountNamed(db, c.req.param('id'))
    const merge = await mergeAccounts(
      db,
      { ...orderOf(here, await accountNamed(db, typed.other ?? '', here.id)), ...by(typed) },
      now(),
    )
    return done(c, pageOf('account', merge.into_id))
  })
  routes.post('/identity/merges/:id/undo', short, async c => {
    const { kind, from_id } = await undoMerge(db, c.req.param('id'), by(await typedIn(c)), now())
    return done(c, pageOf(kind, from_id))
  })
  routes.post('/identity/links/:id/undo', short, async c => {
    const { person_id } = await closeLink(db, c.req.param('id'), by(await typedIn(c)), now())
    return done(c, pageOf('person', person_id))
  })
  routes.post('/identity/links/:id/restore', short, async c => {
    await typedIn(c)
    const { person_id } = await reopenLink(db, c.req.param('id'))
    return done(c, pageOf('person', person_id))
  })

  routes.get('/review', async c => c.html(<ReviewPage {...(await readReview(db, await frame(c)))} />))
  routes.post('/review/domains', short, async c => {
    const typed = await typedIn(c)
    const order = { ...by(typed), domain: typed.domain ?? '', account_id: typed.account || null }
    await decideDomain(db, order, { now, newId })
    return done(c, '/review')
  })
  routes.post('/review/domains/:id/undo', short, async c => {
    await undoDecision(db, c.req.param('id'), by(await typedIn(c)), now())
    return done(c, '/review')
  })
  routes.post('/review/people', short, async c => {
    const typed = await typedIn(c)
    const { decision, person = '', other = '' } = typed
    if (decision === 'two') {
      await decideTwoPeople(db, { ...by(typed), people: [person, other] }, { now, newId })
      return done(c, '/review')
    }
    const [here, there] = [await personNamed(db, person), await personNamed(db, other)]
    // The page shows both, and what the CRM says of them: whoever decides has said that they are sure.
    await mergePeople(db, { ...orderOf(here, there), ...by(typed), is_sure: decision === 'same' }, now())
    return done(c, '/review')
  })
  routes.post('/review/people/:id/undo', short, async c => {
    await undoTwoPeople(db, c.req.param('id'), by(await typedIn(c)), now())
    return done(c, '/review')
  })
  return routes

  async function typedIn(c: Context): Promise<Typed> {
    assertSameOrigin(c.req.raw, publicUrl)
    return typedFrom(await c.req.parseBody())
  }

  function done(c: Context, path: string): Response {
    runSoon(c)
    return c.redirect(`${path}?decided=1#identity`, 303)
  }
}

const by = ({ reason }: Typed) => ({ actor: DASHBOARD, reason: reason ?? '' })

const pageOf = (kind: 'person' | 'account', id: string) =>
  `/${kind === 'person' ? 'people' : 'accounts'}/${encodeURIComponent(id)}`

/** The page's own record stays, unless only the other one is the CRM's. */
const orderOf = (here: NamedRecord, other: NamedRecord) =>
  here.external_id === null && other.external_id !== null
    ? { from_id: here.id, into_id: other.id }
    : { from_id: other.id, into_id: here.id }

function refuseLong(): never {
  throw new RequestRefused('body_too_large', `a form may have ${MAX_FORM_BYTES} bytes`)
}
