/** Sales links as reps make and watch them. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { RequestRefused } from '../errors.ts'
import { createSalesLink, type NewSalesLink, revokeSalesLink } from '../identity/sales-link.ts'
import type { Frame } from './frame.ts'
import { DASHBOARD } from './identity-routes.tsx'
import { LinksPage } from './links-page.tsx'
import { emptyLinkForm, type LinkForm, readLinks, suggestPeople } from './read-links.ts'
import type { PageDeps } from './routes.tsx'
import { assertSameOrigin } from './same-origin.ts'
import { numberFrom, type Typed, typedFrom } from './typed.ts'

interface LinkDeps extends Pick<PageDeps, 'db' | 'now' | 'newId' | 'publicUrl' | 'runSoon'> {
  readonly frame: (c: Context) => Promise<Frame>
}

const MAX_FORM_BYTES = 8192

export function linkRoutes({ db, now, newId, publicUrl, runSoon, frame }: LinkDeps) {
  const routes = new Hono()
  routes.use('/links/*', bodyLimit({ maxSize: MAX_FORM_BYTES, onError: refuseLong }))

  routes.get('/links', async c => page(c, emptyLinkForm(c.req.query('person')?.slice(0, 320)), null))
  routes.get('/links/people', async c => c.json(await suggestPeople(db, c.req.query('q') ?? '')))
  // The answer is the page itself: the link stands in it, and in no address and in no history.
  routes.post('/links', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const typed = typedFrom(await c.req.parseBody())
    try {
      const link = await createSalesLink(db, orderFrom(typed), { now, newId, origin: publicUrl ?? new URL(c.req.url).origin })
      runSoon(c)
      return page(c, emptyLinkForm(), link)
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error
      const field = fieldOf[error.reason] ?? 'person'
      return page(c, { typed, errors: { [field]: sentence(error.message) } }, null)
    }
  })
  routes.post('/links/:id/revoke', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    await revokeSalesLink(db, c.req.param('id'), now())
    return c.redirect('/links', 303)
  })
  return routes

  async function page(c: Context, form: LinkForm, made: NewSalesLink | null) {
    const props = await readLinks(db, await frame(c), form, made)
    return c.html(<LinksPage {...props} />, Object.keys(form.errors).length > 0 ? 422 : 200)
  }
}

const orderFrom = ({ person = '', target_url = '', expires_days }: Typed) => ({
  person,
  target_url,
  expires_days: expires_days?.trim() ? numberFrom(expires_days, 0) : undefined,
  created_by: DASHBOARD,
})

/** What is wrong with anything else is wrong with whom the link is for. */
const fieldOf: Readonly<Record<string, string | undefined>> = { bad_url: 'target_url', bad_number: 'expires_days' }

const sentence = (words: string) => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`

function refuseLong(): never {
  throw new RequestRefused('body_too_large', `a form may have ${MAX_FORM_BYTES} bytes`)
}
