import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import type { IdentityLink, StaleMark } from '../../../db/schema.ts'
import { closeLink, reopenLink } from '../../../worker/identity/unlink.ts'
import { describeEachEngine, NOW } from '../../engines.ts'
import { daysBefore, form, openWorkspace } from '../jobs/workspace.ts'

const BY = { actor: 'ann', reason: 'a kiosk' }

describeEachEngine('closeLink', open => {
  it('closes a link with what followed from it, marks their visitors, and can be taken back', async () => {
    const ws = await openWorkspace(await open())
    await ws.visit('visitor-a-00000000', form(daysBefore(2), 'ann@acme.com'), form(daysBefore(1), 'bob@acme.com'))
    const links = () => ws.db.all<IdentityLink>(sql`select * from identity_links order by link_id`)
    const [link] = await links()
    await ws.db.run(sql`
      insert into identity_links (link_id, visitor_id, person_id, linked_at, method, trust, evidence, recorded_at)
      select link_id || ' ["visitor-b"]', 'visitor-b', person_id, linked_at, 'user_id', trust, evidence, recorded_at
      from identity_links
      where link_id = ${link?.link_id}
    `)
    await ws.db.run(sql`delete from stale_marks`)
    const before = await links()

    await expect(closeLink(ws.db, 'nothing', BY, NOW)).rejects.toThrow('there is no link')
    await expect(closeLink(ws.db, link!.link_id, { ...BY, reason: '' }, NOW)).rejects.toThrow('a reason is needed')
    await closeLink(ws.db, link!.link_id, BY, NOW)
    expect((await links()).map(({ closed_reason }) => closed_reason)).toEqual(['a kiosk', 'a kiosk', null])
    const marks = await ws.db.all<StaleMark>(sql`select * from stale_marks order by mark_key`)
    expect(marks.map(({ mark_key }) => mark_key)).toEqual(['visitor-a-00000000', 'visitor-b'])
    await expect(closeLink(ws.db, link!.link_id, BY, NOW)).rejects.toThrow('undone already')

    await reopenLink(ws.db, link!.link_id)
    expect(await links()).toEqual(before)
    await expect(reopenLink(ws.db, link!.link_id)).rejects.toThrow('is not undone')
  })
})
