/** The server's own secret: `SECRET`, else one made once and kept in a file beside the data, out of the database. */
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const BYTES = 32

/**
 * @param secret  as the environment says it; null: kept in the folder of the SQLite file, or in `data` for other stores
 * @returns       reads or makes it when it is first asked for. Machines that share a store need the same SECRET
 */
export function serverSecret(databaseUrl: string, secret: string | null): () => Promise<string> {
  let kept = secret
  return async () => {
    kept ??= keptIn(join(folderOf(databaseUrl), 'secret'))
    return kept
  }
}

const folderOf = (databaseUrl: string) => {
  const path = /^sqlite:(?:\/\/)?(.+)$/.exec(databaseUrl)?.[1]
  return path === undefined ? 'data' : dirname(path)
}

/** Made whole before it gets its name, so of two processes that make it at the same time both read the first one's. */
function keptIn(path: string): string {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true })
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, Buffer.from(crypto.getRandomValues(new Uint8Array(BYTES))).toString('base64url'), { mode: 0o600 })
    try {
      linkSync(draft, path)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    } finally {
      rmSync(draft)
    }
  }
  const text = readFileSync(path, 'utf8').trim()
  if (text.length < BYTES) throw new Error(`${path} holds no secret: remove it to have another one made, or set SECRET`)
  return text
}
