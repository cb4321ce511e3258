import { describe, expect, it } from 'vitest'
import type { StageDefinition } from '../../../worker/attribution/stages.ts'
import { journeyStages } from '../../../worker/pages/account-story.ts'
import { entriesWords, versionWords } from '../../../worker/pages/receipt-words.ts'

const DAY_MS = 86_400_000
const day = (at: number) => `day ${at / DAY_MS}`

describe('the stages of a journey’s picture', () => {
  const definitions: readonly StageDefinition[] = [{ stage: 'mql', names: ['Marketing Qualified'] }]
  const deal = { deal_id: 'd', external_id: 'D', name: null, amount_minor: 1, currency: 'EUR', status: 'won' as const }
  const deals = [{ ...deal, created_at: 20 * DAY_MS, closed_at: 30 * DAY_MS }]
  const entered = (stage: string, at: number) => ({ deal_id: 'd', stage, entered_at: at * DAY_MS })

  it('go by our names where the workspace has defined them, at each entry', () => {
    const entries = [entered('marketing qualified', 5), entered('Marketing Qualified', 9), entered('Negotiation', 25)]
    const labels = journeyStages(deals, entries, [], definitions, 'd', day).map(({ label }) => label)
    expect(labels).toEqual(['Opportunity day 20', 'MQL day 5', 'MQL day 9', 'Negotiation day 25', 'Won day 30'])
  })
})

describe('the words of a receipt', () => {
  it.each([
    ['mql', [DAY_MS], null],
    ['mql', [DAY_MS, 3 * DAY_MS], 'reached 2 times: day 1, day 3; the first counts'],
    ['won', [DAY_MS, 3 * DAY_MS], 'reached 2 times: day 1, day 3; the last counts'],
    ['won', [], 'reached on an unknown date, so no touch can be said to have come before'],
  ])('say when %s was reached more than once, or nobody knows when: %j', (stage, at, words) => {
    expect(entriesWords(stage, at, day)).toBe(words)
  })

  it.each([
    [{ rule: { kind: 'linear' } }, 'version markov_1@a of day 2'],
    [{ window: { from: 0, to: DAY_MS } }, 'version markov_1@a of day 2, fitted on touches from day 0 to day 1'],
    [{ window: { from: null, to: null } }, 'version markov_1@a of day 2'],
  ])('name the version of the model: %j', (definition, words) => {
    const version = { version_id: 'markov_1@a', model: 'markov_1', status: 'current' as const, made_at: 2 * DAY_MS }
    expect(versionWords({ ...version, definition: JSON.stringify(definition) }, day)).toBe(words)
  })
})
