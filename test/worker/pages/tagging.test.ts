import { expect, it } from 'vitest'
import { saveChannelRules } from '../../../worker/channel-rules.ts'
import { describeEachEngine, NOW } from '../../engines.ts'
import { pageView } from '../collect/collector.ts'
import { accountId, personId } from '../identity/records.ts'
import { daysBefore, form, openWorkspace, page } from '../jobs/workspace.ts'
import { pageSite } from './site.ts'

describeEachEngine('spend and tagging', open => {
  it('stand on the pages of channels: what it cost, what came back, what cannot be told', async () => {
    const ws = await openWorkspace(await open())
    const site = await pageSite(ws.db)
    const ad = (query: string) => `https://www.example.com/lp?${query}`
    await ws.visit('v1', page(daysBefore(3), ad('utm_source=linkedin&utm_medium=cpc&utm_campaign=ABM_One')))
    await ws.visit('v1', form(daysBefore(3), 'ann@acme.com'))
    await ws.visit('v2', page(daysBefore(3), ad('gclid=Cj0')), page(daysBefore(2), ad('gclid=Cj1')))
    const bot = pageView({ url: ad('gclid=Cj2'), anonymous_id: 'v1', created_at: new Date(NOW).toISOString() })
    const sent = { site: ws.collector.key, sent_at: new Date(NOW).toISOString(), batch: [bot] }
    await ws.collector.send(sent, { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' })
    await ws.import('accounts', [{ external_id: 'A1', name: 'Acme', domains: 'acme.com' }])
    const deal = { external_id: 'D1', account: 'A1', amount: '1000', currency: 'EUR', status: 'won' }
    await ws.import('deals', [{ ...deal, created_at: daysBefore(2), closed_at: daysBefore(1) }])
    await ws.import('rates', [{ currency: 'USD', day: '', rate: '0.5' }])
    const day = daysBefore(3).slice(0, 10)
    await ws.import('spend', [
      { day, channel: 'paid social', source: 'linkedin', campaign: 'abm-one', amount: '200', currency: 'USD', clicks: '4' },
      { day, channel: 'Display', source: 'gdn', campaign: 'banner', amount: '50', currency: 'EUR', clicks: '9' },
      { day, channel: 'Display', source: 'gdn', campaign: 'banner', amount: '3', currency: 'GBP', clicks: '1' },
    ])
    await ws.attribute()

    const channels = await site.page('/channels?period=90d')
    const rowOf = (name: string) =>
      new RegExp(`<bdi>${name}</bdi>(?:(?!</tr>).)*`).exec(channels.split('id="spend"')[1] ?? '')?.[0]
    expect(rowOf('Paid Social')).toMatch(/€100<.*€1\D*k<.*>10×<.*>1<.*€100</)
    expect(rowOf('Display')).toMatch(/€50<.*nothing.*>0\.0×</)
    expect(channels).toContain('Not in these sums: £3.00')
    expect(await site.page('/channels?period=90d&by=content')).not.toContain('id="spend"')

    const audit = await site.page('/channels/tagging?period=90d')
    expect(audit).toContain('Mend first: <strong>2\u00a0campaigns')
    expect(audit).toMatch(/id="untagged_clicks"(?:(?!<\/section>).)*gclid(?:(?!<\/section>).)*<td class="n">2</s)
    expect(audit).toMatch(/id="spend_without_visits"(?:(?!<\/section>).)*abm-one(?:(?!<\/section>).)*ABM_One/s)
    expect(audit).toContain('Show machines')
    const withBots = await site.page('/channels/tagging?period=90d&bots=1')
    expect(withBots).toMatch(/id="untagged_clicks"(?:(?!<\/section>).)*<td class="n">3</s)
    expect(withBots).toContain('href="/accounts?period=90d&amp;bots=1"')

    const account = `/accounts/${await accountId(ws.db, 'A1')}`
    const person = `/people/${await personId(ws.db, 'ann@acme.com')}`
    for (const path of [account, person]) {
      const hidden = await site.page(path)
      expect(hidden).not.toContain('Says itself that it is a machine')
      expect(hidden).toContain(`href="${path}?bots=1#machines"`)
      const shown = await site.page(`${path}?bots=1`)
      expect(shown).toMatch(/example\.com\/lp(?:(?!<\/tr>).)*Says itself that it is a machine/s)
      expect(shown).toContain('Hide machines')
    }

    const file = await site.app.request('/channels/tagging.csv?period=90d')
    expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const lines = (await file.text()).trim().split('\r\n')
    expect(lines[0]).toBe('finding,name,channel,source,visits,spend_minor,currency,clicks,likely,examples')
    expect(lines).toContain('"spend_without_visits","abm-one","paid social","linkedin",0,10000,"EUR",4,"ABM_One",""')

    expect(audit).toContain('/channels/rules?period=90d&amp;same=abm-one&amp;as=ABM_One')
    const rule = await site.page('/channels/rules?same=abm-one&as=ABM_One')
    expect(rule).toContain('<bdi>campaign is abm-one → campaign ABM_One</bdi>')
    const both = ['abm-one', 'abm_one'].map(value => ({
      campaign: 'ABM',
      when: [{ field: 'campaign', operator: 'is', value }] as const,
    }))
    await saveChannelRules({ db: ws.db, now: () => NOW, newId: () => 'c1' }, { rules: both, actor: 'ann' })
    await ws.attribute()
    expect(await site.page('/channels/tagging?period=90d')).not.toContain('abm-one')
    const campaigns = (await site.page('/channels?period=90d&by=campaign')).split('id="spend"')[1]
    expect(campaigns).toMatch(/<bdi>ABM<\/bdi>(?:(?!<\/tr>).)*€100<.*>10×</)
    expect(site.reported).toEqual([])
  })
})
