import { expect, it } from 'vitest'
import { isLikelySame, looseKey } from '../../../worker/insight/spelling.ts'

it.each([
  ['Spring_Sale', 'spring-sale'],
  ['spring sale', 'SpringSale'],
  ['été-2026', 'ete_2026'],
  ['cold-chain', 'cold-chian'],
  ['cold-chain', 'cold-chains'],
  ['warehouse-guide', 'warehoues-giude'],
])('%s and %s are likely one name', (a, b) => {
  expect([isLikelySame(a, b), isLikelySame(b, a)]).toEqual([true, true])
})

it.each([
  ['q1-2026', 'q2-2026'],
  ['spring-1', 'spring-11'],
  ['retargeting-de', 'retargeting-us'],
  ['hero-video-a', 'hero-video-b'],
  ['brand', 'grand'],
  ['cold-chain', 'gold-chains'],
  ['!!', '??'],
])('%s and %s are two', (a, b) => {
  expect([isLikelySame(a, b), isLikelySame(b, a)]).toEqual([false, false])
})

it('reads a name without case, accents and separators', () => {
  expect(looseKey(' Été_2026 / Über-Sale ')).toBe('ete2026ubersale')
})
