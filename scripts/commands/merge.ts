import { defineCommand } from 'citty'
import { mergeAccounts, mergePeople, undoMerge } from '../../worker/identity/merge.ts'
import { accountNamed, personNamed } from '../../worker/identity/named.ts'
import { closeLink, reopenLink } from '../../worker/identity/unlink.ts'
import { Misuse, print, withStore } from '../store.ts'

/** There are no users yet. */
const ACTOR = 'command line'

const reason = { type: 'string', required: true, description: 'why; somebody will ask later' } as const
const json = { type: 'boolean', description: 'print JSON' } as const

/**
 *   tributary merge person jane@gmail.com jane@acme.com --reason "she told me"
 *   tributary merge account "Acme GmbH" acme.com --reason "renamed in 2025"
 */
export const mergeCommand = defineCommand({
  meta: { name: 'merge', description: 'Count one person or account as another one; the next run of the job credits it so' },
  args: {
    kind: { type: 'positional', required: true, description: 'person | account' },
    from: {
      type: 'positional',
      required: true,
      description: 'e-mail address, domain, name or id of the one that is counted as …',
    },
    into: { type: 'positional', required: true, description: '… this one' },
    reason,
    sure: { type: 'boolean', description: 'also when the CRM knows both as different people' },
    json,
  },
  run: ({ args }) => {
    const { kind } = args
    if (kind !== 'person' && kind !== 'account') throw new Misuse(`a person or an account can be merged, not ${kind}`)
    return withStore(async db => {
      const named = kind === 'person' ? personNamed : accountNamed
      const [from, into] = [await named(db, args.from), await named(db, args.into)]
      const order = { from_id: from.id, into_id: into.id, actor: ACTOR, reason: args.reason, is_sure: args.sure ?? false }
      const merge = await (kind === 'person' ? mergePeople : mergeAccounts)(db, order, Date.now())
      print(args.json, { ...merge }, [
        `${from.name ?? from.id} counts as ${into.name ?? into.id} from the next run on; tributary unmerge ${merge.merge_id} undoes it`,
      ])
    })
  },
})

export const unmergeCommand = defineCommand({
  meta: { name: 'unmerge', description: 'Undo a merge; every credit becomes what it would be without it' },
  args: { merge_id: { type: 'positional', required: true, description: 'as merge printed it, and pages show it' }, reason, json },
  run: ({ args }) =>
    withStore(async db => {
      const merge = await undoMerge(db, args.merge_id, { actor: ACTOR, reason: args.reason }, Date.now())
      print(args.json, { ...merge }, [`merge ${merge.merge_id} is undone; the next run counts them as two`])
    }),
})

export const unlinkCommand = defineCommand({
  meta: { name: 'unlink', description: 'Undo an identity link: this visitor was not that person' },
  args: {
    link_id: { type: 'positional', required: true, description: 'as person pages show it' },
    reason: { ...reason, required: false },
    restore: { type: 'boolean', description: 'open a link again that was undone' },
    json,
  },
  run: ({ args }) => {
    if (!args.restore && !args.reason) throw new Misuse('--reason is needed')
    return withStore(async db => {
      const link = args.restore
        ? await reopenLink(db, args.link_id)
        : await closeLink(db, args.link_id, { actor: ACTOR, reason: args.reason ?? '' }, Date.now())
      print(args.json, { ...link }, [
        `link ${link.link_id} is ${args.restore ? 'open again' : 'undone'}; the next run follows it`,
      ])
    })
  },
})
