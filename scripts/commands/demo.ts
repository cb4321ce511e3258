import { defineCommand } from 'citty'
import { closeOnSignals } from '../../worker/node.ts'
import { builtAssets } from '../built-assets.ts'
import { startDemo } from '../demo/start.ts'
import { Misuse } from '../store.ts'

export const demoCommand = defineCommand({
  meta: {
    name: 'demo',
    description: 'Nine months of an invented company in a fresh workspace, with a site to click through',
  },
  args: {
    port: { type: 'string', default: '8787', description: "the dashboard's, or the next free one; the site's comes after it" },
  },
  async run({ args }) {
    const port = Number(args.port)
    if (!/^\d+$/.test(args.port) || port < 1 || port > 65_000) throw new Misuse(`--port must be a port number, not ${args.port}`)
    const demo = await startDemo({
      port,
      folder: 'data',
      assets: await builtAssets(),
      report: (error, requestId) => console.error(requestId, error),
      say: line => console.log(line),
    })
    closeOnSignals(demo.server, demo.close)
  },
})
