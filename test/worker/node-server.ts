/** `node-server DATABASE_URL`: serves a migrated store on a free port and prints it. Built and started by node-process.ts. */
import { sql } from 'drizzle-orm'
import { connect } from '../../db/open.ts'
import { assetsFrom } from '../../worker/assets.ts'
import { closeOnSignals, serve } from '../../worker/node.ts'

const [databaseUrl = ''] = process.argv.slice(2)
const db = await connect(databaseUrl)
const server = await serve({
  db,
  port: 0,
  host: '127.0.0.1',
  assets: await assetsFrom(['t.js', 'style.css', 'pages.js', 'inter.woff2'].map(name => [name, new Uint8Array()])),
  now: Date.now,
  newId: () => crypto.randomUUID(),
  report: error => console.error(error),
  job: async () => void (await db.all(sql`select count(*) from events`)),
  jobPauseMs: 50,
})
closeOnSignals(server, () => db.close())
console.log(server.port)
