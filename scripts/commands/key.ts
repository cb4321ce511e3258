import { defineCommand } from 'citty'
import { createApiKey, listApiKeys, revokeApiKey, roles } from '../../worker/access/api-keys.ts'
import { Misuse, print, withStore } from '../store.ts'

const json = { type: 'boolean', description: 'print JSON' } as const

const create = defineCommand({
  meta: { name: 'create', description: 'Make a key of the JSON API; it is shown this once' },
  args: { role: { type: 'string', required: true, description: roles.join(' | ') }, json },
  run: ({ args }) => {
    const role = roles.find(known => known === args.role)
    if (!role) throw new Misuse(`--role must be one of ${roles.join(', ')}, not ${args.role}`)
    return withStore(async db => {
      const made = await createApiKey(db, role, { now: Date.now, newId: () => crypto.randomUUID() })
      print(args.json, made, [made.key, `id ${made.id}, role ${made.role}. Keep the key now: it cannot be shown again.`])
    })
  },
})

const list = defineCommand({
  meta: { name: 'list', description: 'Show the keys, without their secrets' },
  args: { json },
  run: ({ args }) =>
    withStore(async db => {
      const keys = await listApiKeys(db)
      const items = keys.map(({ key_id, role, created_at }) => ({
        id: key_id,
        role,
        created_at: new Date(created_at).toISOString(),
      }))
      print(
        args.json,
        { items },
        items.length === 0 ? ['there is no key'] : items.map(({ id, role, created_at }) => `${id}  ${role}  ${created_at}`),
      )
    }),
})

const revoke = defineCommand({
  meta: { name: 'revoke', description: 'Refuse a key from now on' },
  args: { id: { type: 'positional', required: true, description: 'as key list shows it' }, json },
  run: ({ args }) =>
    withStore(async db => {
      if (!(await revokeApiKey(db, args.id))) throw new Error(`there is no key ${args.id}`)
      print(args.json, { id: args.id, revoked: true }, [`${args.id} is refused from now on`])
    }),
})

export const keyCommand = defineCommand({
  meta: { name: 'key', description: 'Keys of the JSON API' },
  subCommands: { create, list, revoke },
})
