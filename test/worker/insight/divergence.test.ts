import { expect, it } from 'vitest'
import { divergenceOf, klDivergence } from '../../../worker/insight/divergence.ts'
import { simulate } from '../../../worker/insight/simulate.ts'
import { rules } from './rules.ts'

it.each([
  ['the same distribution', [100, 100], [5, 5], 0],
  ['one that the others hardly know', [1e6, 0], [0, 1e6], Math.log(2_000_002)],
  ['nothing seen', [0, 0], [0, 0], 0],
] as const)('the divergence of %s', (_, counts, others, nats) => {
  expect(klDivergence(Float64Array.from(counts), Float64Array.from(others))).toBeCloseTo(nats, 3)
})

it('is larger for last touch where intent drives both the last touch and the win', () => {
  const lastTouch = (scenario: 'clean' | 'intent_confounded') => {
    const { accounts, deals, observed_until } = simulate({ scenario, accounts: 2_000, seed: 'divergence' })
    return divergenceOf(rules, accounts, deals, observed_until)!.find(({ model }) => model === 'last_touch')!.nats
  }
  expect(lastTouch('clean')).toBeGreaterThan(0)
  expect(lastTouch('intent_confounded')).toBeGreaterThan(lastTouch('clean'))
})

it('is unknown without a history or a deal', () => {
  const { accounts, deals, started_at, observed_until } = simulate({ scenario: 'clean', accounts: 100, seed: 'divergence' })
  expect(divergenceOf(rules, accounts, deals, started_at)).toBeNull()
  expect(divergenceOf(rules, accounts, [], observed_until)).toBeNull()
})
