import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type CollectorSettings,
  type FitAccount,
  type FitDeal,
  pathCollector,
} from '../../../../worker/attribution/data-driven/null-journeys.ts'
import { drawAtRisk, Spells } from '../../../../worker/attribution/data-driven/risk-set.ts'
import { total } from './path-tables.ts'

const DAY = 86_400_000

function collected(accounts: readonly FitAccount[], settings: Partial<CollectorSettings> = {}) {
  const collector = pathCollector({ null_journeys: 'risk_set', lookback_days: null, direct_policy: 'keep', ...settings })
  for (const account of accounts) collector.add(account)
  return [...collector.finish()]
}

/** `account('a', '1 Email, 3 Direct', won('d', 5))`: times in days. */
function account(account_id: string, touches: string, ...deals: FitDeal[]): FitAccount {
  const list = touches === '' ? [] : touches.split(', ')
  return {
    account_id,
    touches: list.map(text => ({ touch_at: Number(text.split(' ')[0]) * DAY, channel: text.split(' ')[1]! })),
    deals,
  }
}

const dealOf = (
  deal_id: string,
  outcome: FitDeal['outcome'],
  day: number | null,
  path: string,
  value: number | null,
): FitDeal => ({
  deal_id,
  outcome,
  at: day === null ? null : day * DAY,
  value,
  path: path === '' ? [] : path.split(' > '),
})
const won = (id: string, day: number | null, path: string, value: number | null = 100) => dealOf(id, 'won', day, path, value)
const lost = (id: string, day: number, path: string) => dealOf(id, 'lost', day, path, 0)
const open = (id: string) => dealOf(id, 'open', null, '', null)

const shown = (paths: ReturnType<typeof collected>) =>
  paths.map(({ channels, conversions, value, nulls }) => `${channels.join(' > ')}: ${conversions} of ${value}, ${nulls}`)

describe('converting journeys', () => {
  it.each([
    ['a won deal', won('d', 5, 'A > B'), ['A > B: 1 of 100, 0']],
    ['one whose rate is unknown counts without value', won('d', 5, 'A', null), ['A: 1 of 0, 0']],
    ['one without a date', won('d', null, 'A'), ['A: 1 of 100, 0']],
    ['not one that was won for nothing', won('d', 5, 'A', 0), []],
    ['not a credit note', won('d', 5, 'A', -5), []],
    ['not one without a path', won('d', 5, ''), []],
    ['not an open one', open('d'), []],
  ])('%s', (_, deal, paths) => {
    for (const null_journeys of ['risk_set', 'all'] as const) {
      expect(shown(collected([account('a', '1 A', deal)], { null_journeys }))).toEqual(paths)
    }
  })
})

describe('null_journeys = all', () => {
  const all = (...accounts: FitAccount[]) => shown(collected(accounts, { null_journeys: 'all' }))

  it('counts lost deals, and all touches of accounts without a deal', () => {
    expect(all(account('a', '1 A, 2 B', lost('d', 3, 'A')), account('b', '1 B, 9 C'))).toEqual([
      'A: 0 of 0, 1',
      'B > C: 0 of 0, 1',
    ])
  })

  it('leaves out accounts with open deals only, and those without touches', () => {
    expect(all(account('a', '1 A', open('d')), account('b', ''))).toEqual([])
  })

  it('drops direct touches when the policy says so', () => {
    const accounts = [account('a', '1 direct, 2 B'), account('b', '1 Direct, 2 direct')]
    const paths = collected(accounts, { null_journeys: 'all', direct_policy: 'drop_if_any_nondirect' })
    expect(shown(paths)).toEqual(['B: 0 of 0, 1', 'Direct > direct: 0 of 0, 1'])
  })
})

describe('null_journeys = risk_set', () => {
  it('takes others as they stood at the close, and weighs them as the accounts that never won', () => {
    const accounts = [
      account('w', '1 A', won('d', 5, 'A')),
      account('x', '2 B, 5 C, 6 D'),
      account('late', '6 E'),
      account('silent', ''),
    ]
    expect(shown(collected(accounts))).toEqual(['A: 1 of 100, 0', 'B > C: 0 of 0, 2'])
  })

  it('takes an account before its own win, and not from that moment on', () => {
    const accounts = [
      account('first', '1 A', won('d1', 5, 'A')),
      account('second', '2 B, 4 C, 6 D', won('d2', 7, 'B > C > D')),
      account('never', '3 E'),
    ]
    // At day 5: second and never; at day 7: never only. Three draws count as one account.
    expect(shown(collected(accounts))).toEqual([
      'A: 1 of 100, 0',
      'B > C: 0 of 0, 0.3333333333333333',
      'B > C > D: 1 of 100, 0',
      'E: 0 of 0, 0.6666666666666666',
    ])
  })

  it('takes nobody who wins at the same instant', () => {
    const accounts = [account('a', '1 A', won('d1', 5, 'A')), account('b', '1 B', won('d2', 5, 'B')), account('c', '1 C')]
    expect(shown(collected(accounts))).toEqual(['A: 1 of 100, 0', 'B: 1 of 100, 0', 'C: 0 of 0, 1'])
  })

  it.each([
    ['touched at the first instant of the lookback', '5 B', ['A: 1 of 100, 0', 'B: 0 of 0, 1']],
    ['touched before it only', '4 B', ['A: 1 of 100, 0']],
    ['touched before and within: the path begins within', '4 B, 8 C', ['A: 1 of 100, 0', 'C: 0 of 0, 1']],
    ['touched at the close', '15 B', ['A: 1 of 100, 0', 'B: 0 of 0, 1']],
  ])('an account %s', (_, touches, paths) => {
    const accounts = [account('w', '1 A', won('d', 15, 'A')), account('x', touches)]
    expect(shown(collected(accounts, { lookback_days: 10 }))).toEqual(paths)
  })

  it('applies the direct policy to what was left of the path', () => {
    const accounts = [account('w', '1 A', won('d', 5, 'A')), account('x', '1 B, 4 Direct, 5 C'), account('y', '1 B, 4 Direct')]
    const settings = { direct_policy: 'drop_if_any_nondirect', lookback_days: 2 } as const
    expect(shown(collected(accounts, settings))).toEqual(['A: 1 of 100, 0', 'C: 0 of 0, 1', 'Direct: 0 of 0, 1'])
  })

  it('gives each deal four others, when there are so many', () => {
    const winners = Array.from({ length: 50 }, (_, i) => account(`w${i}`, '1 A', won(`d${i}`, 5, 'A')))
    const others = Array.from({ length: 200 }, (_, i) => account(`x${i}`, `1 c${i}`))
    const paths = collected([...winners, ...others])
    expect(total(paths, 'nulls')).toBeCloseTo(200, 10)
    const counts = paths.slice(1).map(({ nulls }) => nulls)
    // 200 draws of 200 accounts: some twice, some never, none for every deal.
    expect(counts.length).toBeGreaterThan(90)
    expect(Math.max(...counts)).toBeLessThan(12)
  })

  const time = fc.integer({ min: 0, max: 30 })
  const someAccounts = fc.array(
    fc.record({ touches: fc.array(fc.tuple(time, fc.constantFrom('A', 'B', 'C')), { maxLength: 5 }), wonAt: fc.option(time) }),
    { minLength: 1, maxLength: 14 },
  )
  const accountsOf = (list: readonly { touches: [number, string][]; wonAt: number | null }[]) =>
    list.map(({ touches, wonAt }, i) => {
      const ordered = touches.toSorted((a, b) => a[0] - b[0])
      const path = ordered.filter(([at]) => at <= (wonAt ?? 0)).map(([, channel]) => channel)
      const text = ordered.map(([at, channel]) => `${at} ${channel}`).join(', ')
      return account(`a${i}`, text, ...(wonAt === null ? [] : [won(`d${i}`, wonAt, path.join(' > '))]))
    })

  it('does not depend on the order of the accounts', () => {
    fc.assert(
      fc.property(someAccounts, fc.option(fc.integer({ min: 1, max: 20 })), (list, lookback_days) => {
        const accounts = accountsOf(list)
        expect(collected(accounts.toReversed(), { lookback_days })).toEqual(collected(accounts, { lookback_days }))
      }),
    )
  })

  it('weighs nulls as the accounts with touches that never won', () => {
    fc.assert(
      fc.property(someAccounts, fc.option(fc.integer({ min: 1, max: 20 })), (list, lookback_days) => {
        const nulls = total(collected(accountsOf(list), { lookback_days }), 'nulls')
        const never = list.filter(({ touches, wonAt }) => touches.length > 0 && wonAt === null).length
        if (nulls > 0) expect(nulls).toBeCloseTo(never, 10)
      }),
    )
  })
})

describe('drawAtRisk', () => {
  it('draws only others at risk, none twice, and as many as there are up to four', () => {
    const spell = fc.record({
      account: fc.integer({ min: 0, max: 39 }),
      from: fc.integer({ min: 0, max: 50 }),
      long: fc.integer({ min: 0, max: 9 }),
    })
    const deal = fc.record({ account: fc.integer({ min: 0, max: 39 }), at: fc.integer({ min: 0, max: 60 }) })
    fc.assert(
      fc.property(fc.array(spell, { maxLength: 60 }), fc.array(deal, { maxLength: 20 }), (list, deals) => {
        const apart = list.filter(
          (one, i) =>
            !list
              .slice(0, i)
              .some(
                two => two.account === one.account && two.from <= one.from + one.long + 1 && one.from <= two.from + two.long + 1,
              ),
        )
        const spells = new Spells()
        for (const { account: who, from, long } of apart) spells.add(who, from, from + long)
        const draws = deals.map((one, i) => ({ ...one, deal_id: `d${i}` }))
        const drawn = new Map<string, number[]>(draws.map(({ deal_id }) => [deal_id, []]))
        const ids = Array.from({ length: 40 }, (_, i) => `a${String(i).padStart(2, '0')}`)
        drawAtRisk(ids, spells, draws, 4, (who, { deal_id }) => void drawn.get(deal_id)!.push(who))
        for (const { deal_id, account: own, at } of draws) {
          const atRisk = new Set(apart.filter(({ from, long }) => from <= at && at <= from + long).map(one => one.account))
          atRisk.delete(own)
          const found = drawn.get(deal_id)!
          expect(new Set(found).size).toBe(Math.min(4, atRisk.size))
          expect(found).toHaveLength(Math.min(4, atRisk.size))
          for (const who of found) expect(atRisk.has(who)).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('changes little when one account more is at risk', () => {
    const ids = Array.from({ length: 2_000 }, (_, i) => `a${String(i).padStart(4, '0')}`)
    const draws = Array.from({ length: 500 }, (_, i) => ({ deal_id: `d${i}`, account: 0, at: 5 }))
    const drawnFrom = (count: number) => {
      const spells = new Spells()
      for (let who = 0; who < count; who++) spells.add(who, 1, 9)
      const pairs: string[] = []
      drawAtRisk(ids, spells, draws, 4, (who, { deal_id }) => void pairs.push(`${deal_id} ${who}`))
      return new Set(pairs)
    }
    const before = drawnFrom(1_000)
    expect([...drawnFrom(1_001)].filter(pair => !before.has(pair)).length).toBeLessThan(30)
  })
})
