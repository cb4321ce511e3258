/** The JSON API over a store, as another program meets it: the whole app, with keys. */
import type { Database } from '../../../db/database.ts'
import { createApiKey, type Role } from '../../../worker/access/api-keys.ts'
import { createApp } from '../../../worker/app.ts'
import { assetsFrom } from '../../../worker/assets.ts'
import { NOW } from '../../engines.ts'

export interface Api {
  readonly key: string
  /** Unexpected errors that the app met. */
  readonly reported: unknown[]
  /** @param path  below `/api/v1` */
  get(path: string, headers?: Record<string, string>): Promise<{ status: number; headers: Headers; body: unknown }>
  request(path: string, init?: RequestInit): Promise<Response>
}

export async function openApi(db: Database, role: Role = 'marketer'): Promise<Api> {
  const reported: unknown[] = []
  const now = () => NOW
  const newId = () => crypto.randomUUID()
  const names = ['t.js', 'pages.js', 'style.css', 'inter.woff2', 'inter-ext.woff2']
  const assets = await assetsFrom(names.map(name => [name, new Uint8Array()] as const))
  const app = createApp({ db, now, newId, assets, runSoon: () => {}, report: error => void reported.push(error) })
  const { key } = await createApiKey(db, role, { now, newId })
  return {
    key,
    reported,
    request: async (path, init) => app.request(path, init),
    async get(path, headers = { Authorization: `Bearer ${key}` }) {
      const answer = await app.request(`/api/v1${path}`, { headers })
      return { status: answer.status, headers: answer.headers, body: await answer.json() }
    },
  }
}
