/** What the page of one person is made of. */
import type { Database } from '../../db/database.ts'
import { readsOfSubject, touchesOfSubject } from '../../db/queries/account.ts'
import { machineVisitsOfPerson } from '../../db/queries/machine-visits.ts'
import { formsOfVisitors, linksOfPeople, personById } from '../../db/queries/person.ts'
import { compareCodePoints } from '../attribution/order.ts'
import { RequestRefused } from '../errors.ts'
import type { Frame } from './frame.ts'
import { MACHINES_SHOWN } from './machine-visits.tsx'
import { readMerges } from './read-merges.ts'
import { pageNumberFrom } from './table.tsx'

/** @throws RequestRefused `not_found` */
export async function readPerson(db: Database, frame: Frame, personId: string) {
  const person = await personById(db, personId)
  if (!person) throw new RequestRefused('not_found', 'there is no such person')
  const { root, records, merges } = await readMerges(db, 'person', personId)
  const subject = person.account_id ?? root
  const [touches, reads, links] = await Promise.all([
    touchesOfSubject(db, subject),
    readsOfSubject(db, subject),
    linksOfPeople(db, records),
  ])
  const visitors = links.filter(link => link.closed_at === null).map(link => link.visitor_id)
  const forms = (await formsOfVisitors(db, visitors, frame.view.bots)).toSorted((a, b) => b.occurred_at - a.occurred_at)
  return {
    frame,
    person,
    touches: touches.filter(touch => touch.person_id === root),
    reads: reads.filter(read => read.person_id === root),
    links: links.toSorted((a, b) => b.linked_at - a.linked_at || compareCodePoints(a.link_id, b.link_id)),
    merges,
    forms,
    machines: frame.view.bots ? await machineVisitsOfPerson(db, personId, MACHINES_SHOWN) : null,
    page: pageNumberFrom(frame.query.page),
  }
}
