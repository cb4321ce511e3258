/** `tributary demo`: a fresh workspace, the dashboard over it, and a site to be a visitor of. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '../../db/open.ts'
import { MOST_ANSWERED, tellAlerts } from '../../worker/alerts/job.ts'
import type { Assets } from '../../worker/assets.ts'
import { attribute } from '../../worker/jobs/attribute.ts'
import { isEvaluationDue } from '../../worker/jobs/evaluate.ts'
import { type NodeServer, serve } from '../../worker/node.ts'
import { evaluationsOf } from '../evaluations.ts'
import { serverSecret } from '../server-secret.ts'
import { webAsk } from '../web-ask.ts'
import { dayOf } from './calendar.ts'
import { HOST, holdPort } from './ports.ts'
import { siteRoutes } from './site/routes.tsx'
import { serveSite } from './site/serve.ts'
import { demoStory } from './story.ts'
import { tourOf } from './tour.ts'
import { fillWorkspace } from './workspace.ts'

export interface DemoOptions {
  /** The dashboard's, or the next free one; the site takes the next free one after it. */
  readonly port: number
  /** For the database; made when it is not there. */
  readonly folder: string
  readonly assets: Assets
  readonly report: (error: unknown, requestId: string) => void
  readonly say: (line: string) => void
}

export interface Demo {
  readonly server: NodeServer
  readonly tributary: string
  readonly site: string
  /** After the server is closed: ends the site, closes the store. */
  close(): Promise<void>
}

/** Often enough that whoever fills in a form sees it arrive. */
const JOB_PAUSE_MS = 2000

export async function startDemo({ port, folder, assets, report, say }: DemoOptions): Promise<Demo> {
  const held = await holdPort(port)
  const heldForSite = await holdPort(held.port + 1)
  const tributary = `http://localhost:${held.port}`
  const site = `http://localhost:${heldForSite.port}`

  const path = freshDatabase(folder, held.port)
  const database_url = `sqlite:${path}`
  const deps = { db: await openStore(database_url, Date.now), now: Date.now, newId: () => crypto.randomUUID() }
  const story = demoStory({ today: dayOf(Date.now()) })
  const { local } = await fillWorkspace(story, { ...deps, assets, say })
  const tour = await tourOf(deps.db, { tributary, site, database_url })

  await Promise.all([held.release(), heldForSite.release()])
  const alerts = {
    post: webAsk({ reach: 'public and this machine', maxBytes: MOST_ANSWERED }),
    secret: serverSecret(database_url, null),
    isOpen: ({ hostname }: URL) => hostname === 'localhost' || hostname === HOST,
  }
  const evaluations = evaluationsOf(database_url, report)
  const server = await serve({
    ...deps,
    port: held.port,
    host: HOST,
    assets,
    report,
    ask: webAsk({ reach: 'public and this machine' }),
    localSite: `${site}/`,
    evaluateSoon: evaluations.start,
    alerts,
    deliveries: () => tellAlerts({ ...deps, platform: alerts, chance: Math.random, publicUrl: tributary }),
    job: async () => {
      await attribute(deps, { owner: `demo ${process.pid}` })
      if (await isEvaluationDue(deps.db, deps.now())) evaluations.start()
    },
    jobPauseMs: JOB_PAUSE_MS,
  })
  const siteServer = await serveSite(siteRoutes({ tributary, site_key: local.site_key }), heldForSite.port)
  for (const line of tour) say(line)
  return {
    server,
    tributary,
    site,
    close: async () => {
      evaluations.stop()
      await siteServer.close()
      await deps.db.close()
    },
  }
}

/**
 * A file of its own, removed first: `data/tributary.db` is somebody's work and is never opened here. The port is in the
 * name because it is ours alone: two demos at once never share a file.
 */
function freshDatabase(folder: string, port: number): string {
  const path = join(folder, `demo-${port}.db`)
  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  return path
}
