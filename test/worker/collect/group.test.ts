import { describe, expect, it } from 'vitest'
import { type GroupOptions, groupCommit } from '../../../worker/collect/group.ts'

class StoreIsFull extends Error {}

const options: GroupOptions<number> = {
  maxWeight: 10,
  weigh: () => 1,
  soon: setImmediate,
  isEverybodys: error => error instanceof StoreIsFull,
}

/** Writes numbers, keeps the groups that were written, and fails as told. */
function writer(failure: (items: readonly number[]) => Error | null = () => null) {
  const groups: number[][] = []
  let running = 0
  const write = async (items: readonly number[]) => {
    if (running++ > 0) throw new Error('two at a time')
    await new Promise(resolve => setTimeout(resolve, 2))
    running--
    const error = failure(items)
    if (error) throw error
    groups.push([...items])
    return items.map(item => item * 10)
  }
  return { groups, write }
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i)

describe('groupCommit', () => {
  it('writes together what comes together, and gives everybody their own result', async () => {
    const { groups, write } = writer()
    const commit = groupCommit(write, options)
    expect(await Promise.all(range(5).map(commit))).toEqual([0, 10, 20, 30, 40])
    expect(groups).toEqual([[0, 1, 2, 3, 4]])
  })

  it('gathers the next group while one is being written', async () => {
    const { groups, write } = writer()
    const commit = groupCommit(write, options)
    const first = commit(1)
    await new Promise(setImmediate)
    await Promise.all([first, commit(2), commit(3)])
    expect(groups).toEqual([[1], [2, 3]])
  })

  it('begins anew after it has come to rest', async () => {
    const { groups, write } = writer()
    const commit = groupCommit(write, options)
    await commit(1)
    await commit(2)
    expect(groups).toEqual([[1], [2]])
  })

  it('bounds a group by weight, and lets one that is too heavy go alone', async () => {
    const { groups, write } = writer()
    const commit = groupCommit(write, { ...options, weigh: item => item })
    await Promise.all([4, 6, 1, 99, 5].map(commit))
    expect(groups).toEqual([[4, 6], [1], [99], [5]])
  })

  it('writes the others of a group in which one cannot be written', async () => {
    const { groups, write } = writer(items => (items.includes(2) ? new Error('poison') : null))
    const commit = groupCommit(write, options)
    const results = await Promise.allSettled(range(4).map(commit))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
    expect(groups).toEqual([[0], [1], [3]])
  })

  it('does not try one by one what the store refuses to all, and goes on with the next group', async () => {
    let attempts = 0
    const { groups, write } = writer(() => (++attempts === 1 ? new StoreIsFull() : null))
    const commit = groupCommit(write, options)
    const results = await Promise.allSettled(range(3).map(commit))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect(attempts).toBe(1)
    expect(await commit(7)).toBe(70)
    expect(groups).toEqual([[7]])
  })
})
