import { describe, expect, it } from 'vitest'
import { auditTagging, type CampaignSpend, type TaggedVisit } from '../../../worker/insight/tagging.ts'

const spent = (campaign: string, base_minor: number, channel = 'Paid Social'): CampaignSpend => ({
  channel,
  source: 'linkedin',
  campaign,
  base_minor,
  clicks: 7,
})
const visit = (campaign: string | null, more: Partial<TaggedVisit> = {}): TaggedVisit => ({
  channel: 'Paid Social',
  source: 'linkedin',
  medium: 'paid-social',
  campaign,
  click_id: null,
  landing_url: `https://acme.com/${campaign}`,
  ...more,
})
const times = (n: number, one: TaggedVisit) => new Array<TaggedVisit>(n).fill(one)

const told = (spend: readonly CampaignSpend[], visits: readonly TaggedVisit[]) => {
  const { findings, first } = auditTagging(spend, visits)
  return { first, found: findings.map(({ kind, name, visits: n, base_minor, likely }) => [kind, name, n, base_minor, ...likely]) }
}

describe('the audit of campaign tagging', () => {
  it.each<[string, CampaignSpend[], TaggedVisit[], unknown]>([
    ['nothing in nothing', [], [], { first: null, found: [] }],
    ['nothing where names agree but for their case', [spent('ABM', 100)], [visit('abm')], { first: null, found: [] }],
    [
      'spend without visits, with the name that may be meant, which itself has no spend',
      [spent('cost-of-waiting', 900), spent('brand', 100)],
      [...times(3, visit('cost_of_waiting')), visit('brand')],
      {
        first: 'spend_without_visits',
        found: [
          ['spend_without_visits', 'cost-of-waiting', 0, 900, 'cost_of_waiting'],
          ['visits_without_spend', 'cost_of_waiting', 3, 0, 'cost-of-waiting'],
        ],
      },
    ],
    [
      'paid clicks without a campaign, by the parameter of their id',
      [],
      [
        visit(null, { channel: 'Paid Search', click_id: 'gclid=1' }),
        visit(null, { channel: 'Paid Search', click_id: 'gclid=2' }),
        visit(null, { click_id: 'fbclid=1' }),
        visit(null, { channel: 'Organic Social', click_id: 'fbclid=2' }),
        visit('a', { click_id: 'gclid=3' }),
      ],
      {
        first: 'untagged_clicks',
        found: [
          ['untagged_clicks', 'gclid', 2, 0],
          ['untagged_clicks', 'fbclid', 1, 0],
        ],
      },
    ],
    [
      'spellings of one campaign, the most used as the one that is meant',
      [],
      [...times(5, visit('Spring-Sale')), ...times(2, visit('spring_sale')), visit('spirng-sale'), visit('autumn')],
      {
        first: 'spellings',
        found: [
          ['spellings', 'spring_sale', 2, 0, 'Spring-Sale'],
          ['spellings', 'spirng-sale', 1, 0, 'Spring-Sale'],
        ],
      },
    ],
    [
      'no campaign of a channel that nobody pays for',
      [spent('brand', 100)],
      [visit('brand'), visit('newsletter-7', { channel: 'Email' })],
      { first: null, found: [] },
    ],
    ['nothing about spend without a campaign', [spent('', 100)], [visit('brand')], { first: null, found: [] }],
  ])('finds %s', (_, spend, visits, expected) => {
    expect(told(spend, visits)).toEqual(expected)
  })

  it('puts first what concerns the largest share', () => {
    const clicks = times(9, visit(null, { click_id: 'li_fat_id=1' }))
    expect(told([spent('a1', 10), spent('brand', 990)], [visit('brand'), ...clicks]).first).toBe('untagged_clicks')
    expect(told([spent('a1', 990), spent('brand', 10)], [...times(9, visit('brand')), clicks[0]!]).first).toBe(
      'spend_without_visits',
    )
  })

  it('shows a few addresses as examples', () => {
    const visits = Array.from({ length: 9 }, (_, i) =>
      visit(null, { click_id: 'gclid=1', landing_url: `https://acme.com/${i % 5}` }),
    )
    expect(auditTagging([], visits).findings[0]?.examples).toEqual([
      'https://acme.com/0',
      'https://acme.com/1',
      'https://acme.com/2',
    ])
  })
})
