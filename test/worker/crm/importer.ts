/**
 * A process that imports made-up touches, for tests that end it or watch its memory.
 *
 *   node --experimental-strip-types importer.ts DATABASE_URL ROWS [KILL_AFTER_CHUNKS]
 *
 * Prints `{"report", "rss"}`, the resident bytes after each 100,000 rows.
 */
import { fileURLToPath } from 'node:url'
import { openStore } from '../../../db/open.ts'
import { importRows } from '../../../worker/crm/import.ts'
import { touchesHeader, touchRow } from './made-up.ts'

export const importer = fileURLToPath(import.meta.url)

if (process.argv[1] === importer) {
  const [url = '', rows = '', killAfter = ''] = process.argv.slice(2)
  const db = await openStore(url, () => 0)
  const rss: number[] = []
  let chunks = 0
  const report = await importRows(
    { db, now: () => 0, newId: () => crypto.randomUUID(), settings: { currency: 'EUR', timezone: 'UTC' } },
    'touches',
    file(Number(rows)),
    {
      onProgress(progress) {
        if (++chunks === Number(killAfter)) process.kill(process.pid, 'SIGKILL')
        if (progress.rows % 100_000 === 0) rss.push(process.memoryUsage.rss())
      },
    },
  )
  await db.close()
  console.log(JSON.stringify({ report, rss }))
}

async function* file(rows: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let text = touchesHeader
  for (let i = 0; i < rows; i++) {
    text += `\n${touchRow(i)}`
    if (text.length < 64 * 1024) continue
    yield encoder.encode(text)
    text = ''
  }
  yield encoder.encode(`${text}\n`)
}
