import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentShares, type SharedRead, type SharedTouch, sharedAmount } from '../../../worker/attribution/content-shares.ts'

const visit: SharedTouch = { kind: 'session', url: 'https://www.a.example/Start/?utm_source=x', content: null, title: 'Start' }
const read = (content_id: string, fields: Partial<SharedRead> = {}): SharedRead => ({
  content_id,
  kind: 'page',
  title: null,
  first_at: 0,
  views: 1,
  downloads: 0,
  engaged_ms: 0,
  ...fields,
})
const amounts = (minor: number, touch: SharedTouch, reads: readonly SharedRead[]) => {
  const shares = contentShares(touch, reads)
  const parts = sharedAmount(minor, shares)
  return shares.map((share, i) => [share.content_id, parts[i]])
}

describe('contentShares', () => {
  it.each<[string, readonly SharedRead[], readonly (readonly [string, number])[]]>([
    [
      'by engaged time',
      [read('a', { engaged_ms: 30_000 }), read('b', { engaged_ms: 10_000 })],
      [
        ['a', 75],
        ['b', 25],
      ],
    ],
    [
      'to a downloaded file what a page that was read gets',
      [read('a', { engaged_ms: 60_000 }), read('f', { kind: 'file', views: 0, downloads: 2, first_at: 1 })],
      [
        ['a', 67],
        ['f', 33],
      ],
    ],
    ['nothing to what was opened and left at once', [read('a', { engaged_ms: 5 }), read('b')], [['a', 100]]],
    [
      'alike when no time was measured',
      [read('a'), read('f', { kind: 'file', views: 0, downloads: 1, first_at: 1 })],
      [
        ['a', 50],
        ['f', 50],
      ],
    ],
    [
      'an odd unit to the earlier read',
      [read('a', { first_at: 2 }), read('b', { first_at: 1 }), read('c', { first_at: 3 })],
      [
        ['b', 34],
        ['a', 33],
        ['c', 33],
      ],
    ],
    [
      'in the order of their ids at one instant',
      [read('b'), read('a'), read('c')],
      [
        ['a', 34],
        ['b', 33],
        ['c', 33],
      ],
    ],
    ['all of it to the page of its address when nothing was read', [], [['a.example/Start', 100]]],
    ['nothing to a page of which no more than an unopened frame is known', [read('a', { views: 0 })], [['a.example/Start', 100]]],
  ])('gives %s', (_, reads, expected) => {
    expect(amounts(100, visit, reads)).toEqual(expected)
  })

  it.each<[string, SharedTouch, string | null, string]>([
    ['its address', { kind: 'offline', url: 'http://b.example/x?y', content: 'c', title: 't' }, 'b.example/x', 'page'],
    [
      'an address that is none of the web',
      { kind: 'session', url: 'app:home', content: null, title: 't' },
      'app:home',
      'session',
    ],
    ['its content', { kind: 'offline', url: null, content: 'banner', title: 't' }, 'banner', 'offline'],
    ['its title', { kind: 'activity', url: null, content: null, title: 'Intro' }, 'Intro', 'activity'],
    ['nothing', { kind: 'activity', url: null, content: ' ', title: null }, null, 'activity'],
  ])('calls what is no reading by %s', (_, touch, content_id, content_kind) => {
    expect(contentShares(touch, [])).toMatchObject([{ content_id, content_kind, weight: 1 }])
  })

  it('never gains or loses a unit, of either sign, whatever was read in whatever order', () => {
    const anyRead = fc.record({ engaged_ms: fc.nat(4_000_000), first_at: fc.nat(5), views: fc.nat(2), downloads: fc.nat(1) })
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 15), max: 10 ** 15 }), fc.array(anyRead, { maxLength: 12 }), (minor, fields) => {
        const reads = fields.map((one, i) => read(`p${i}`, one))
        const parts = amounts(minor, visit, reads)
        expect(parts.reduce((sum, part) => sum + Number(part[1]), 0)).toBe(minor)
        expect(amounts(minor, visit, reads.toReversed())).toEqual(parts)
      }),
    )
  })
})
