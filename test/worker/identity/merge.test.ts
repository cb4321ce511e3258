import { describe, expect, it } from 'vitest'
import { personById } from '../../../db/queries/person.ts'
import { mergeAccounts, mergePeople, undoMerge } from '../../../worker/identity/merge.ts'
import { mergedFrom } from '../../../worker/identity/merged.ts'
import { NOW, useStores } from '../../engines.ts'
import { openWorkspace, type Workspace } from '../jobs/workspace.ts'
import { accountId, personId } from './records.ts'

const BY = { actor: 'ann', reason: 'she told me' }

describe('mergedFrom', () => {
  it.each([
    ['nothing is merged', '', 'b', 'b'],
    ['one into another', 'a>b', 'a', 'b'],
    ['a chain leads to its end', 'a>b b>c c>d', 'a', 'd'],
    ['several into one', 'a>c b>c', 'b', 'c'],
    ['the two ways of a diamond come together', 'a>b b>d c>d', 'a', 'd'],
    ['a ring, which nobody can make, ends somewhere', 'a>b b>c c>b', 'a', 'c'],
  ])('%s', (_, merges, id, root) => {
    expect(mergedFrom(mergesIn(merges), 'person').rootOf(id)).toBe(root)
  })

  it('names all records that are the same as one', () => {
    expect(mergedFrom(mergesIn('a>b b>c e>c x>y'), 'person').recordsOf(['a']).sort()).toEqual(['a', 'b', 'c', 'e'])
    expect(mergedFrom(mergesIn('a>b'), 'account').recordsOf(['a'])).toEqual(['a'])
  })
})

const mergesIn = (text: string) =>
  text.split(' ').flatMap(pair => {
    const [from_id, into_id] = pair.split('>')
    return from_id && into_id ? [{ kind: 'person' as const, from_id, into_id }] : []
  })

describe('mergePeople', () => {
  const open = useStores('sqlite')
  const people = async (): Promise<Workspace & { id: (ref: string) => Promise<string> }> => {
    const ws = await openWorkspace(await open())
    await ws.import('people', [
      { external_id: 'P1', email: 'ann@acme.com' },
      { external_id: 'P2', email: 'anne@acme.com' },
      { email: 'ann@gmail.com' },
      { email: 'ann@web.de' },
    ])
    return { ...ws, id: ref => personId(ws.db, ref) }
  }
  const merge = async ({ db, id }: Awaited<ReturnType<typeof people>>, from: string, into: string, more: object = {}) =>
    mergePeople(db, { ...BY, from_id: await id(from), into_id: await id(into), ...more }, NOW)

  it('refuses what would be no merge', async () => {
    const ws = await people()
    await merge(ws, 'ann@gmail.com', 'ann@web.de')
    await expect(merge(ws, 'ann@gmail.com', 'ann@web.de')).rejects.toThrow('the same person already')
    await expect(merge(ws, 'ann@web.de', 'ann@gmail.com')).rejects.toThrow('the same person already')
    await expect(merge(ws, 'ann@gmail.com', 'ann@acme.com')).rejects.toThrow('merged into another one')
    await expect(merge(ws, 'ann@web.de', 'ann@web.de')).rejects.toThrow('the same person already')
    await expect(merge(ws, 'ann@web.de', 'P1', { reason: ' ' })).rejects.toThrow('a reason is needed')
    await expect(mergePeople(ws.db, { ...BY, from_id: 'x', into_id: 'y' }, NOW)).rejects.toThrow('there is no person x')
  })

  it('needs a person who is sure where the CRM knows both, by way of others too', async () => {
    const ws = await people()
    await expect(merge(ws, 'P1', 'P2')).rejects.toThrow('the CRM knows both')
    await expect(merge(ws, 'P1', 'P2', { actor: 'rule', is_sure: true })).rejects.toThrow('the CRM knows both')
    await merge(ws, 'P1', 'ann@gmail.com')
    await expect(merge(ws, 'ann@gmail.com', 'P2')).rejects.toThrow('the CRM knows both')
    await merge(ws, 'ann@gmail.com', 'P2', { is_sure: true })
  })

  it('lets of two that close a ring at the same moment only one through', async () => {
    const ws = await people()
    const both = await Promise.allSettled([merge(ws, 'ann@gmail.com', 'ann@web.de'), merge(ws, 'ann@web.de', 'ann@gmail.com')])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('gives all records the account of the one that they count as, and each its own again', async () => {
    const ws = await people()
    await ws.attribute()
    const accountOf = async (ref: string) => (await personById(ws.db, await ws.id(ref)))?.account_name ?? null
    const merged = await merge(ws, 'ann@gmail.com', 'P1')
    await ws.attribute()
    expect(await accountOf('ann@gmail.com')).toBe('acme.com')

    await undoMerge(ws.db, merged.merge_id, BY, NOW)
    await expect(undoMerge(ws.db, merged.merge_id, BY, NOW)).rejects.toThrow('undone already')
    await ws.attribute()
    expect(await accountOf('ann@gmail.com')).toBe(null)
  })
})

describe('mergeAccounts', () => {
  const open = useStores('sqlite')

  it('ends the quarrel of two accounts about a domain', async () => {
    const ws = await openWorkspace(await open())
    await ws.import('accounts', [
      { external_id: 'A1', name: 'One', domains: 'acme.com' },
      { external_id: 'A2', name: 'Two', domains: 'acme.com' },
    ])
    await ws.import('people', [{ external_id: 'P1', email: 'ann@acme.com' }])
    await ws.attribute()
    const ruleOfAnn = async () => (await personById(ws.db, await personId(ws.db, 'P1')))?.rule
    expect(await ruleOfAnn()).toBe('ambiguous_domain')
    const order = { ...BY, from_id: await accountId(ws.db, 'A2'), into_id: await accountId(ws.db, 'A1') }
    const { merge_id } = await mergeAccounts(ws.db, order, NOW)
    await ws.attribute()
    expect(await ruleOfAnn()).toBe('email_domain')
    await undoMerge(ws.db, merge_id, BY, NOW)
    await ws.attribute()
    expect(await ruleOfAnn()).toBe('ambiguous_domain')
  })
})
