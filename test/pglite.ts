/**
 * A PostgreSQL without a server: PGlite behind a socket. Making a cluster takes four seconds, so that an empty one is
 * made once per user and version and loaded from then on.
 */
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

/** PGlite starts with -F, fsync off, which our adapter refuses as it refuses it of a server. */
const startParams = PGlite.defaultStartParams.filter(flag => flag !== '-F')

export async function startPglite(): Promise<{ url: string; stop(): Promise<void> }> {
  const database = await PGlite.create({ startParams, loadDataDir: await emptyCluster() })
  const server = new PGLiteSocketServer({ db: database, port: 0, host: '127.0.0.1', maxConnections: 20 })
  await server.start()
  return {
    url: `postgres://postgres@${server.getServerConn()}/postgres`,
    async stop() {
      await server.stop()
      await database.close()
    },
  }
}

async function emptyCluster(): Promise<Blob> {
  const { version } = JSON.parse(await readFile(join(dirname(entry), '../package.json'), 'utf8'))
  const file = join(tmpdir(), `tributary-pglite-${version}-${userInfo().uid}.tar`)
  if (!existsSync(file)) {
    const database = await PGlite.create({ startParams })
    const dump = await database.dumpDataDir('none')
    await database.close()
    // Two processes may do this at the same time: the file comes into being whole.
    const fresh = `${file}-${crypto.randomUUID()}`
    await writeFile(fresh, Buffer.from(await dump.arrayBuffer()))
    await rename(fresh, file)
  }
  return new Blob([await readFile(file)])
}

const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
