import { describe, expect, it } from 'vitest'
import { followsIntent, intentSigns } from '../../../worker/insight/intent.ts'

it.each([
  ['Direct', true],
  ['direct', true],
  ['Branded Search', true],
  ['Paid Search (brand)', true],
  ['Retargeting', true],
  ['display re-marketing', true],
  ['Non-brand Search', false],
  ['Nonbranded Search', false],
  ['Paid Search', false],
  ['Email', false],
])('%s follows intent: %s', (channel, expected) => {
  expect(followsIntent(channel)).toBe(expected)
})

describe('intentSigns', () => {
  const credit = (channel: string, credit_share: number, touch_share: number) => ({
    channel,
    credit_share,
    touch_share,
    rho: touch_share > 0 ? credit_share / touch_share : 1,
  })

  it.each([
    // what                          direct                    email                    event                   confounded
    ['a modest share', credit('Direct', 0.3, 0.3), credit('Email', 0.4, 0.4), credit('Event', 0.3, 0.3), false],
    ['a large share', credit('Direct', 0.31, 0.31), credit('Email', 0.4, 0.4), credit('Event', 0.29, 0.29), true],
    ['a small share, dear touches', credit('Direct', 0.2, 0.05), credit('Email', 0.5, 0.6), credit('Event', 0.3, 0.35), true],
    ['a large share of another one', credit('Direct', 0, 0), credit('Email', 0.9, 0.9), credit('Event', 0.1, 0.1), false],
  ] as const)('%s', (_, direct, email, event, expected) => {
    expect(intentSigns([direct, email, event]).is_confounded).toBe(expected)
  })

  it('names the channels, their credit and the highest ratio to the median', () => {
    const signs = intentSigns([credit('Direct', 0.1, 0.2), credit('Retargeting', 0.3, 0.1), credit('Email', 0.6, 0.7)])
    expect(signs.channels).toEqual(['Direct', 'Retargeting'])
    expect(signs.credit_share).toBeCloseTo(0.4, 12)
    expect(signs.rho_ratio).toBeCloseTo(3 / (0.6 / 0.7), 12)
  })
})
