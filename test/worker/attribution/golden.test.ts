import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Journey, journeyTo, type PathSettings } from '../../../worker/attribution/journey.ts'
import { milestoneNames } from '../../../worker/attribution/milestones.ts'
import { modelNamed } from '../../../worker/attribution/models.ts'
import { weightsUnder } from '../../../worker/attribution/weights.ts'
import { creditsOf } from './credits.ts'
import { deal, person, plainSettings, touch } from './histories.ts'

interface GoldenCase {
  id: string
  config: Partial<PathSettings>
  deal: {
    lead_created_at: string | null
    lead_person?: string
    opp_created_at: string | null
    closed_at: string
    contact_roles?: string[]
    amount_minor: number
  }
  touches: {
    id: string
    ts_ms: number
    channel: string
    person: string
    campaign: string | null
    content: string | null
    seq: number
  }[]
  expected_path: string[]
  expected_milestones: Record<string, string | null>
  expected: Record<string, { credits: { touch: string; w15: number; minor: number }[]; unattributed_minor?: number }>
}

const golden: { cases: GoldenCase[] } = JSON.parse(readFileSync('test/fixtures/edge-cases.json', 'utf8'))

describe.each(golden.cases)('$id', goldenCase => {
  const journey = journeyOfCase(goldenCase)
  const { amount_minor } = goldenCase.deal

  it('has the published path and milestones', () => {
    expect(journey.path.map(({ touch_id }) => touch_id)).toEqual(goldenCase.expected_path)
    const held = milestoneNames.map(name => [name, journey.path[journey.milestones[name] ?? -1]?.touch_id ?? null])
    expect(Object.fromEntries(held)).toEqual(goldenCase.expected_milestones)
  })

  it.each(Object.entries(goldenCase.expected))('has the published weights and money under %s', (name, { credits, ...rest }) => {
    const model = modelNamed(name)!
    const weights = weightsUnder(model, journey)
    if (name.startsWith('time_decay')) {
      expect(weights).toHaveLength(credits.length)
      for (const [i, { w15 }] of credits.entries()) expect(Math.abs(weights[i]! - w15)).toBeLessThanOrEqual(2)
    } else {
      expect(weights).toEqual(credits.map(({ w15 }) => w15))
    }

    const rows = creditsOf(journey, [model], amount_minor, amount_minor)
    const earned = credits.filter((_, i) => weights[i]! > 0).map(({ touch, minor }) => [touch, minor, minor])
    const unattributed = rest.unattributed_minor === undefined ? [] : [['', rest.unattributed_minor, rest.unattributed_minor]]
    expect(rows.map(row => [row.touch_id, row.amount_minor, row.base_amount_minor])).toEqual([...earned, ...unattributed])
  })
})

it('covers all cases', () => {
  expect(golden.cases).toHaveLength(20)
})

function journeyOfCase({ config, deal: goldenDeal, touches }: GoldenCase): Journey {
  const at = (text: string | null) => (text === null ? null : Date.parse(text))
  const closed_at = Date.parse(goldenDeal.closed_at)
  const leadPerson = goldenDeal.lead_person ?? 'p1'
  const people = [...new Set(touches.map(({ person }) => person))]
  return journeyTo(
    { stage: 'won', stage_at: closed_at },
    deal({ created_at: at(goldenDeal.opp_created_at), closed_at, contacts: goldenDeal.contact_roles ?? [] }),
    people.map(id => person(id, id === leadPerson ? at(goldenDeal.lead_created_at) : null)),
    touches.map(({ id, ts_ms, channel, person: person_id, campaign, content, seq }) =>
      touch(id, ts_ms, { channel, person_id, campaign, content, seq }),
    ),
    { ...plainSettings, ...config },
  )
}
