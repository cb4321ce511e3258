import { defineCommand } from 'citty'
import { addSite } from '../../worker/collect/sites.ts'
import { print, withStore } from '../store.ts'

const add = defineCommand({
  meta: { name: 'add', description: 'Register a web site; its subdomains are covered' },
  args: {
    domain: { type: 'positional', required: true, description: 'for example www.example.com' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  run: ({ args }) =>
    withStore(async db => {
      const site = await addSite(db, args.domain, { now: Date.now, newId: () => crypto.randomUUID() })
      print(args.json, site, [`${site.domain}  ${site.site_key}`])
    }),
})

export const siteCommand = defineCommand({
  meta: { name: 'site', description: 'Web sites that carry the snippet' },
  subCommands: { add },
})
