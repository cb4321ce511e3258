import { expect, it } from 'vitest'
import type { KindName } from '../../../../worker/crm/kinds.ts'
import { surveyFile, translationOf } from '../../../../worker/crm/survey.ts'
import { describeEachEngine } from '../../../engines.ts'
import { importFile, rowsOf } from '../importing.ts'
import { exported, whole } from '../translating.ts'

const settings = { currency: 'EUR', timezone: 'Europe/Berlin' }

const files: readonly (readonly [KindName, string])[] = [
  ['accounts', 'salesforce-accounts.csv'],
  ['people', 'salesforce-contacts.csv'],
  ['deals', 'salesforce-opportunities.csv'],
  ['deal-stages', 'salesforce-history.csv'],
  ['activities', 'salesforce-tasks.csv'],
  ['deals', 'hubspot-deals.csv'],
  ['deal-stages', 'hubspot-deals.csv'],
  ['spend', 'google-ads.csv'],
  ['spend', 'linkedin.csv'],
]

describeEachEngine("vendors' exports", openEmpty => {
  it('change nothing when they are imported again, and nothing at all in a dry run', async () => {
    const db = await openEmpty()
    const run = async (kind: KindName, file: string, dryRun = false) => {
      const bytes = exported(file)
      const survey = await surveyFile(whole(bytes), kind)
      return importFile(db, kind, bytes, { settings, dryRun, translation: translationOf(kind, settings, {}, survey) })
    }

    const tried = await run('deals', 'salesforce-opportunities.csv', true)
    expect(tried).toMatchObject({ imported: 2, rejected_total: 0, skipped: 2, preset: { name: 'salesforce' } })
    expect(tried.examples.map(({ line, result }) => [line, result])).toEqual([
      [2, 'imported'],
      [4, 'imported'],
    ])
    expect(await rowsOf(db, 'deals')).toEqual([])

    for (const [kind, file] of files) {
      const first = await run(kind, file)
      expect([file, first.rejected, first.updated, first.unchanged]).toEqual([file, [], 0, 0])
      const second = await run(kind, file)
      expect([file, second]).toMatchObject([file, { imported: 0, updated: 0, unchanged: first.imported, rejected: [] }])
    }
    const spend = await rowsOf<Record<string, unknown>>(db, 'spend')
    expect(
      spend.map(row => [row.day, row.campaign, row.channel, row.amount_minor, row.currency, row.clicks].join(' ')).sort(),
    ).toEqual([
      '2024-03-01 Brand search Paid Search 123500 EUR 121',
      '2024-03-01 Thought leadership Paid Social 123450 USD 200',
      '2024-03-02 Banners Display 9990 EUR 9',
      '2024-03-02 Thought leadership Paid Social 10000 USD 40',
    ])
    const contacts = await rowsOf<{ person_ref: string }>(db, 'deal_contacts')
    expect(contacts.map(row => row.person_ref).sort()).toEqual(['0035g00000QwErTAAV', '0035g00000QwErUAAV', '101', '102'])
  })

  it('tell in a dry run what a change would be', async () => {
    const db = await openEmpty()
    const header = 'Record ID,Deal Name,Deal Stage,Amount,Currency'
    const run = async (text: string, dryRun = false) => {
      const bytes = new TextEncoder().encode(text)
      const survey = await surveyFile(whole(bytes), 'deals')
      return importFile(db, 'deals', bytes, { settings, dryRun, translation: translationOf('deals', settings, {}, survey) })
    }
    await run(`${header}\n1,Pilot,New,5,EUR\n`)
    const { updated, examples } = await run(`${header}\n1,Pilot,Offer,7.50,EUR\n`, true)
    expect([updated, examples]).toEqual([
      1,
      [
        {
          line: 2,
          result: 'updated',
          changes: [
            { column: 'amount_minor', before: '500', after: '750' },
            { column: 'stage', before: 'New', after: 'Offer' },
          ],
        },
      ],
    ])
    expect(await rowsOf(db, 'deals')).toMatchObject([{ stage: 'New', amount_minor: 500 }])
  })
})
