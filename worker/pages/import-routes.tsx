/** A file comes in by hand: read, previewed, imported. */
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { FileRefused } from '../crm/report.ts'
import { RequestRefused } from '../errors.ts'
import type { Frame } from './frame.ts'
import { ImportPage } from './import-page.tsx'
import { MAX_FILE_MB, readImport, refusalWords } from './read-import.ts'
import type { PageDeps } from './routes.tsx'
import { assertSameOrigin } from './same-origin.ts'
import { typedFrom } from './typed.ts'

interface ImportPageDeps extends Pick<PageDeps, 'db' | 'now' | 'newId' | 'publicUrl' | 'runSoon'> {
  readonly frame: (c: Context) => Promise<Frame>
}

/** The file, and the form around it. */
const MAX_BODY_BYTES = (MAX_FILE_MB + 1) * 1024 * 1024

export function importRoutes({ db, now, newId, publicUrl, runSoon, frame }: ImportPageDeps) {
  const routes = new Hono()

  routes.get('/import', async c => c.html(<ImportPage frame={await frame(c)} typed={{}} read={null} error={null} />))

  routes.use('/import', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: refuseLarge }))
  routes.post('/import', async c => {
    assertSameOrigin(c.req.raw, publicUrl)
    const body = await c.req.parseBody()
    const typed = typedFrom(body)
    const around = await frame(c)
    const answer = (read: Awaited<ReturnType<typeof readImport>> | null, error: string | null) =>
      c.html(<ImportPage frame={around} typed={typed} read={read} error={error} />, error === null ? 200 : 422)
    const { file } = body
    if (!(file instanceof File) || file.size === 0) return answer(null, 'Choose a file first: CSV or NDJSON.')
    try {
      const bytes = new Uint8Array(await file.arrayBuffer())
      const read = await readImport({ db, now, newId, settings: around.settings }, { name: file.name, bytes }, typed)
      if (read.is_imported && read.report && read.report.imported + read.report.updated > 0) runSoon(c)
      return answer(read, null)
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      return answer(null, `${refusalWords(error)} ${takenBefore(error)}`)
    }
  })
  return routes
}

const takenBefore = ({ report: { imported, updated } }: FileRefused) =>
  imported + updated === 0
    ? 'Nothing of it was imported.'
    : 'What stands above that line was taken; importing the mended file again is safe.'

function refuseLarge(): never {
  throw new RequestRefused('body_too_large', `This page takes files of up to ${MAX_FILE_MB} MB; tributary import takes any.`)
}
