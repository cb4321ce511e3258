import { defineCommand } from 'citty'
import { salesLinkLines } from '../../db/queries/sales-links.ts'
import { salesLinkById, salesLinkItem } from '../../worker/api/links.ts'
import { readEnvironment } from '../../worker/env.ts'
import { personNamed } from '../../worker/identity/named.ts'
import { createSalesLink, DEFAULT_DAYS, isOwnTarget, revokeSalesLink } from '../../worker/identity/sales-link.ts'
import { Misuse, print, withStore } from '../store.ts'

const json = { type: 'boolean', description: 'print JSON' } as const

const create = defineCommand({
  meta: { name: 'create', description: 'Make a link for a mail to one person; it is shown this once' },
  args: {
    person: { type: 'string', required: true, description: 'e-mail address of whoever gets the mail' },
    to: { type: 'string', required: true, description: 'the page that the link leads to' },
    expires: { type: 'string', description: `days after which a click says no more who came; default ${DEFAULT_DAYS}` },
    json,
  },
  run: ({ args }) => {
    const { publicUrl, port } = readEnvironment(process.env)
    const days = args.expires === undefined ? undefined : Number(args.expires)
    if (days !== undefined && !/^\d+$/.test(args.expires ?? '')) throw new Misuse(`--expires takes days, not ${args.expires}`)
    const origin = publicUrl ?? `http://localhost:${port}`
    if (publicUrl === undefined)
      console.error(`PUBLIC_URL is not set, so the link begins with ${origin}, which only this machine can follow.`)
    return withStore(async db => {
      const order = { person: args.person, target_url: args.to, expires_days: days, created_by: 'command line' }
      const link = await createSalesLink(db, order, { now: Date.now, newId: () => crypto.randomUUID(), origin })
      const { url, token } = link
      if (!(await isOwnTarget(db, link.target_url)))
        console.error('The target is on none of your sites: clicks are counted, but nobody is recognised there.')
      const item = await salesLinkById(db, link.sales_link_id)
      print(args.json, { url, token, ...item }, [
        url,
        `id ${item.id}, until ${item.expires_at}. Copy it now: it cannot be shown again.`,
      ])
    })
  },
})

const list = defineCommand({
  meta: { name: 'list', description: 'Show the links with what came of them, the newest first' },
  args: { person: { type: 'string', description: 'only those of this person' }, json },
  run: ({ args }) =>
    withStore(async db => {
      const person_id = args.person === undefined ? undefined : (await personNamed(db, args.person)).id
      const items = (await salesLinkLines(db, { person_id, limit: MOST })).map(salesLinkItem)
      const lines = items.map(({ id, person, target_url, clicks, browsers, revoked_at }) =>
        [id, person ?? '(no e-mail)', target_url, `clicks ${clicks}`, `browsers ${browsers}`, revoked_at && 'revoked']
          .filter(Boolean)
          .join('  '),
      )
      print(args.json, { items }, lines.length === 0 ? ['there is no link'] : lines)
    }),
})

/** Beyond that a page of the dashboard or the API serves better. */
const MOST = 1000

const revoke = defineCommand({
  meta: { name: 'revoke', description: 'From now on the link leads nowhere' },
  args: { link: { type: 'positional', required: true, description: 'its id, or the link itself' }, json },
  run: ({ args }) =>
    withStore(async db => {
      const id = await revokeSalesLink(db, args.link, Date.now())
      print(args.json, { id, revoked: true }, [`link ${id} leads nowhere from now on`])
    }),
})

export const linkCommand = defineCommand({
  meta: { name: 'link', description: 'Links for sales mails that say who came' },
  subCommands: { create, list, revoke },
})
