/** Collecting as its operator sees it: the ledger, the dead letters, and their replay. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type ReplayResult, replay } from '../collect/replay.ts'
import { webSha256 } from '../collect/sha256.ts'
import { RequestRefused } from '../errors.ts'
import { CollectionPage } from './collection-page.tsx'
import { DeadLetterPage, DeadLettersPage } from './dead-letters-page.tsx'
import type { Frame } from './frame.ts'
import { readCollection, readLetter, readLetters } from './read-collection.ts'
import type { PageDeps } from './routes.tsx'
import { assertSameOrigin } from './same-origin.ts'
import { typedFrom } from './typed.ts'

interface CollectionDeps extends Pick<PageDeps, 'db' | 'now' | 'newId' | 'publicUrl' | 'runSoon'> {
  readonly frame: (c: Context) => Promise<Frame>
}

/** More would keep a browser waiting, and a Worker has an end; the command line has no such limit. */
const MOST_LETTERS = 2000
const MAX_FORM_BYTES = 4096

export function collectionRoutes({ db, now, newId, publicUrl, runSoon, frame }: CollectionDeps) {
  const routes = new Hono()

  routes.get('/collection', async c => c.html(<CollectionPage {...(await readCollection(db, await frame(c)))} />))
  routes.get('/dead-letters', async c => c.html(<DeadLettersPage {...(await readLetters(db, await frame(c)))} />))
  routes.get('/dead-letters/:id', async c =>
    c.html(<DeadLetterPage {...(await readLetter(db, await frame(c), c.req.param('id')))} />),
  )
  routes.use('/dead-letters/replay', bodyLimit({ maxSize: MAX_FORM_BYTES, onError: refuseLong }))
  routes.post('/dead-letters/replay', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const { letter, reason, site } = typedFrom(await c.req.parseBody())
    const choice = { dead_letter_id: letter || undefined, reason: reason || undefined, site_id: site || undefined }
    const result = await replay({ db, now, newId, sha256: webSha256 }, { choice, limit: MOST_LETTERS, owner: 'a page' }).catch(
      whenBusy,
    )
    if (result && result.accepted > 0) runSoon(c)
    const back = letter ? `/dead-letters/${encodeURIComponent(letter)}` : reason || site ? '/dead-letters' : '/collection'
    const query = new URLSearchParams({ ...(reason && { reason }), ...(site && { site }), replayed: summaryOf(result) })
    return c.redirect(`${back}?${query}`, 303)
  })
  return routes
}

/** Null: another replay is running. */
function whenBusy(error: unknown): null {
  if (error instanceof RequestRefused && error.reason === 'job_running') return null
  throw error
}

/** As replay-form.tsx reads it. */
function summaryOf(result: ReplayResult | null): string {
  if (!result) return 'busy'
  const { letters, accepted, duplicates, rejected, left } = result
  return [letters, accepted, duplicates, Object.values(rejected).reduce((sum, count) => sum + count, 0), left].join('-')
}

function refuseLong(): never {
  throw new RequestRefused('body_too_large', `a form may have ${MAX_FORM_BYTES} bytes`)
}
