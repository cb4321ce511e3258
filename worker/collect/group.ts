/**
 * Group commit: calls that come while a group is being written make up the next group. One fsync serves them all,
 * and nobody waits for a timer.
 */
export interface GroupOptions<Item> {
  /** Of a group at most, in the unit of `weigh`; one item that is heavier goes alone. */
  readonly maxWeight: number
  readonly weigh: (item: Item) => number
  /** Runs the function after what has arrived at the same time was handed over, too: `setImmediate` on Node. */
  readonly soon: (start: () => void) => void
  /** Whether an error is the whole store's, so that the others of the group would meet it as well. */
  readonly isEverybodys: (error: unknown) => boolean
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
}

/**
 * @param write  writes all items or none, and gives back one result for each, in their order
 * @returns a function for one item; it settles when the group of the item has been written
 */
export function groupCommit<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  { maxWeight, weigh, soon, isEverybodys }: GroupOptions<Item>,
): (item: Item) => Promise<Result> {
  const queue: Waiting<Item, Result>[] = []
  let isBusy = false

  const writeGroups = async () => {
    while (queue.length > 0) await writeGroup(takeGroup())
    isBusy = false
  }

  const takeGroup = () => {
    let weight = 0
    let length = 0
    for (const { item } of queue) {
      weight += weigh(item)
      if (weight > maxWeight && length > 0) break
      length += 1
    }
    return queue.splice(0, length)
  }

  const writeGroup = async (group: readonly Waiting<Item, Result>[]): Promise<void> => {
    try {
      const results = await write(group.map(({ item }) => item))
      group.forEach(({ resolve }, i) => void resolve(results[i]!))
    } catch (error) {
      if (group.length === 1 || isEverybodys(error)) for (const { reject } of group) reject(error)
      // One of them cannot be written; the others must not suffer for it.
      else for (const one of group) await writeGroup([one])
    }
  }

  return item =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject })
      if (isBusy) return
      isBusy = true
      soon(() => void writeGroups())
    })
}
