import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { insertInto } from '../../../db/database.ts'
import { settings } from '../../../db/schema.ts'
import { LEASE_MS, LeaseLost, takeLease } from '../../../worker/jobs/lease.ts'
import { describeEachEngine } from '../../engines.ts'

describeEachEngine('a lease', open => {
  const start = async () => {
    const db = await open()
    const clock = { now: 1_000_000 }
    const take = (owner: string) => takeLease(db, 'count', owner, () => clock.now)
    const written = async () => (await db.all<{ value: string }>(sql`select value from settings`)).map(row => row.value)
    return { db, clock, take, written }
  }
  const write = (value: string) => insertInto(settings, [{ setting: 'x', value }], { on: ['setting'], update: ['value'] })

  it('is held by one at a time, and says by whom', async () => {
    const { take } = await start()
    await take('first')
    await expect(take('second')).rejects.toMatchObject({ reason: 'job_running', message: 'first is running count' })
  })

  it('is free as soon as it is given back', async () => {
    const { take } = await start()
    const first = await take('first')
    await first.release()
    expect((await take('second')).fence).toBe(first.fence + 1)
  })

  it('is free when its holder has committed nothing for its length', async () => {
    const { take, clock } = await start()
    const first = await take('first')
    clock.now += LEASE_MS - 1
    await first.commit(write('alive'))
    clock.now += LEASE_MS
    await expect(take('second')).rejects.toMatchObject({ reason: 'job_running' })
    clock.now += 1
    expect((await take('second')).fence).toBe(first.fence + 1)
  })

  it('lets no holder write after another one has taken it', async () => {
    const { take, clock, written } = await start()
    const stalled = await take('stalled')
    await stalled.commit(write('before'))
    clock.now += LEASE_MS + 1
    const next = await take('next')
    await next.commit(write('after'))
    await expect(stalled.commit(write('late'))).rejects.toThrow(LeaseLost)
    expect(await written()).toEqual(['after'])
    await stalled.release()
    await next.commit(write('still mine'))
    expect(await written()).toEqual(['still mine'])
  })

  it('hands on the error of a write that the store refuses', async () => {
    const { take } = await start()
    const lease = await take('only')
    await expect(lease.commit(sql`insert into settings (setting) values ('no value')`)).rejects.not.toThrow(LeaseLost)
  })
})
