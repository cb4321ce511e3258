/** Last clicks and forms: what happens in the moment in which a page is left must arrive, and only once. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deliveriesOf, leaveOften, leavingBody } from '../../scripts/bench/snippet-delivery.ts'
import { openTown, type Town } from './edge-site.ts'

let town: Town
beforeAll(async () => {
  town = await openTown()
})
afterAll(() => town.close())

/** `npm run bench:snippet -- --delivery` does it 200 times. */
const COUNT = 24

it(`all of ${COUNT} last clicks and forms arrive, none of them twice`, async () => {
  const away = `http://www.partner.example:${town.port}/without`
  const pages = Object.fromEntries(Array.from({ length: COUNT }, (_, n) => [`/leave/${n}`, leavingBody(n, away)]))
  const visit = await town.visit({ path: '/without', pages })
  await leaveOften(visit.page, COUNT, n => visit.url(`/leave/${n}`))
  await visit.page.goto(visit.url('/'))
  await visit.finish()
  expect(deliveriesOf(await visit.stored(), COUNT)).toEqual([
    { what: 'last click', happened: COUNT / 2, arrived: COUNT / 2, twice: 0 },
    { what: 'form', happened: COUNT / 2, arrived: COUNT / 2, twice: 0 },
  ])
})
