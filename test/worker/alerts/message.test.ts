import { describe, expect, it } from 'vitest'
import type { AlertFacts } from '../../../worker/alerts/kinds.ts'
import { type About, messageOf, slackMessage, summaryOf } from '../../../worker/alerts/message.ts'
import { NOW } from '../../engines.ts'

const about: About = {
  account: { account_id: 'a1', external_id: 'A1', name: 'Acme', owner_email: 'rep@example.com', domain: 'acme.example' },
  person: { person_id: 'p1', external_id: null, name: 'Anna Lee', email: 'anna@acme.example', title: null },
  deal: { deal_id: 'd/1', external_id: 'D1', name: 'Big one', amount_minor: 120_000_050, currency: 'EUR' },
  site: { site_id: 's1', domain: 'www.example.com' },
}
const nobody: About = { account: null, person: null, deal: null, site: null }

const viewed: AlertFacts = {
  kind: 'account.pricing_viewed',
  account_id: 'a1',
  person_id: 'p1',
  page: 'www.example.com/pricing',
  known_by: 'person',
}
const woke: AlertFacts = {
  ...{ kind: 'account.woke', account_id: 'a1', person_id: null, silent_days: 94, channel: 'Paid Search', source: 'google' },
  ...{ campaign: null, page: 'www.example.com/', known_by: 'network' },
}
const moved = (from: string | null, to: string, stage = 'Demo'): AlertFacts => ({
  ...{ kind: 'deal.moved', deal_id: 'd/1', account_id: 'a1', deals: 1 },
  from: from === null ? null : { status: from, stage: 'Call' },
  to: { status: to, stage },
})
const silent: AlertFacts = {
  ...{ kind: 'data.stopped', source: 'site', source_id: 's1', last_hour_at: NOW, silent_hours: 14, usual_hours: 8 },
}

describe('summaryOf', () => {
  it.each([
    [viewed, about, 'Anna Lee of Acme looked at www.example.com/pricing'],
    [viewed, nobody, 'Somebody of An account looked at www.example.com/pricing'],
    [
      woke,
      { ...about, person: null },
      'Acme is back after 94 days of silence: somebody in its network came by Paid Search (google), to www.example.com/',
    ],
    [moved('open', 'open'), about, 'Big one (Acme) moved from Call to Demo, €1,200,000.50'],
    [moved('open', 'won'), about, 'Big one (Acme) was won, €1,200,000.50'],
    [moved(null, 'lost'), nobody, 'A deal was lost'],
    [moved('lost', 'open'), about, 'Big one (Acme) was opened again in Demo, €1,200,000.50'],
    [{ ...moved('open', 'open'), deal_id: null, deals: 300 } as AlertFacts, nobody, '300 deals at once moved from Call to Demo'],
    [silent, about, 'www.example.com has sent nothing for 14 hours; in an ordinary week it is silent for at most 8'],
    [
      { ...silent, source: 'import', source_id: 'deals' } as AlertFacts,
      nobody,
      'No deals have been imported for 14 hours; in an ordinary week it is silent for at most 8',
    ],
  ])('%j', (facts, who, summary) => {
    expect(summaryOf(facts, who)).toBe(summary)
  })
})

describe('messageOf', () => {
  const message = (facts: AlertFacts | null, who = about) =>
    messageOf({ alert_id: 'al_1', happened_at: NOW, facts }, who, 'https://t.example.com')

  it('says who it is about, and where to read more', () => {
    expect(message(viewed)).toEqual({
      type: 'account.pricing_viewed',
      timestamp: '2026-01-01T00:00:00.000Z',
      data: {
        alert_id: 'al_1',
        summary: 'Anna Lee of Acme looked at www.example.com/pricing',
        link: 'https://t.example.com/accounts/a1',
        account: about.account,
        person: about.person,
        page: 'www.example.com/pricing',
        known_by: 'person',
      },
    })
    expect(message(moved('open', 'won')).data).toMatchObject({
      link: 'https://t.example.com/deals/d%2F1',
      deal: { deal_id: 'd/1', external_id: 'D1', name: 'Big one', amount: '1200000.50', currency: 'EUR' },
      from: { status: 'open', stage: 'Call' },
      to: { status: 'won', stage: 'Demo' },
    })
    expect(message(silent).data).toMatchObject({ site: about.site, last_hour_at: '2026-01-01T00:00:00.000Z' })
    expect(message(null)).toMatchObject({ type: 'test', data: { link: 'https://t.example.com/alerts' } })
  })

  it('names by id what is not there any more', () => {
    expect(message(viewed, nobody).data).toMatchObject({ account: { account_id: 'a1' }, person: { person_id: 'p1' } })
  })
})

describe('slackMessage', () => {
  it('is text and blocks', () => {
    const message = messageOf({ alert_id: 'al_1', happened_at: NOW, facts: viewed }, about, 'https://t.example.com')
    expect(slackMessage(message)).toEqual({
      text: 'Anna Lee of Acme looked at www.example.com/pricing <https://t.example.com/accounts/a1|Open in Tributary>',
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: 'Anna Lee of Acme looked at www.example.com/pricing' } },
        {
          type: 'context',
          elements: [{ type: 'mrkdwn', text: '<https://t.example.com/accounts/a1|Open in Tributary>  `account.pricing_viewed`' }],
        },
      ],
    })
  })

  it('lets a name from a form call nobody and lead nowhere', () => {
    const name = '<!channel> @here [free](https://evil.example) *bold* & "\u0000quoted"\nnew line'
    const message = messageOf(
      { alert_id: 'al_1', happened_at: NOW, facts: viewed },
      { ...about, person: { ...about.person!, name } },
      'https://t.example.com',
    )
    const { text } = slackMessage(message).blocks[0] as { text: { text: string } }
    expect(text.text).not.toMatch(/<|>|@here|\]\(|:\/\/|\*bold\*|\p{Cc}/u)
    expect(text.text).toContain('&lt;!channel&gt;')
  })
})
