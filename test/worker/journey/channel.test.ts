import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifierFrom, classify, classifyNamed } from '../../../worker/journey/channel.ts'
import { channels, clickIds } from '../../../worker/journey/channel-data.ts'
import { knownSites, siteKinds } from '../../../worker/journey/channel-sites.ts'
import type { ChannelRule, RuleCondition, RuleField } from '../../../worker/journey/custom-rules.ts'
import golden from '../../fixtures/channels.json' with { type: 'json' }

const config = { site_hosts: golden.site_hosts, channel_rules: [] }
const classified = classifierFrom(config)

describe('the golden table', () => {
  it('has at least 220 cases', () => {
    expect(golden.cases.length).toBeGreaterThanOrEqual(220)
  })

  it.each(golden.cases)('%s', (_, query, referrer, channel, source, medium) => {
    expect(classified({ url: golden.page + query, referrer: referrer ?? null })).toMatchObject({ channel, source, medium })
  })
})

describe('a campaign', () => {
  const words = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom('(direct)', '(none)', 'direct', 'none', 'google', 'cpc', 'social', 'https://www.acme.com/', 'paypal.com'),
  )
  const utm = fc.dictionary(
    fc.constantFrom('utm_source', 'utm_medium', 'utm_campaign', 'utm_term', 'utm_content', 'mtm_campaign', 'pk_source'),
    words.filter(word => word.trim() !== ''),
    { minKeys: 1 },
  )
  const referrers = fc.constantFrom(
    null,
    '',
    'https://www.acme.com/',
    'https://www.google.com/',
    'https://www.paypal.com/',
    'android-app://x',
  )

  it('with any UTM is never Direct', () => {
    fc.assert(
      fc.property(utm, referrers, (parameters, referrer) => {
        const url = `${golden.page}?${new URLSearchParams(parameters)}`
        expect(classified({ url, referrer }).channel).not.toBe('Direct')
      }),
    )
  })

  it('with a source is told the same whatever the referrer', () => {
    fc.assert(
      fc.property(utm, words, referrers, (parameters, source, referrer) => {
        fc.pre(source.trim() !== '')
        const url = `${golden.page}?${new URLSearchParams({ ...parameters, utm_source: source })}`
        const { channel, medium } = classified({ url, referrer: null })
        expect(classified({ url, referrer })).toMatchObject({ channel, medium })
      }),
    )
  })

  it('keeps its five values together, as they were written', () => {
    const url = `${golden.page}?utm_source=News&utm_medium=Email&utm_campaign=July%20Issue&utm_term=CRM&utm_content=CTA-1`
    expect(classified({ url, referrer: 'https://www.google.com/' })).toMatchObject({
      source: 'News',
      medium: 'Email',
      campaign: 'July Issue',
      term: 'CRM',
      content: 'CTA-1',
      referrer_host: 'www.google.com',
    })
  })

  it('that a server states counts instead of the one in the address', () => {
    const campaign = { source: 'linkedin', medium: 'cpc', campaign: 'abm', term: null, content: null }
    expect(classified({ url: `${golden.page}?utm_source=google`, referrer: null, campaign })).toMatchObject({
      channel: 'Paid Social',
      source: 'linkedin',
      campaign: 'abm',
    })
  })

  it('keeps the click id that counted', () => {
    expect(classified({ url: `${golden.page}?fbclid=a&gclid=Cj0_B-C`, referrer: null })).toMatchObject({
      click_id: 'gclid=Cj0_B-C',
      paid_click: 'gclid=Cj0_B-C',
    })
    expect(classified({ url: `${golden.page}?fbclid=a`, referrer: null })).toMatchObject({
      click_id: 'fbclid=a',
      paid_click: null,
    })
  })
})

it("a referrer of the page's own domain is internal, though the domain is on no list", () => {
  const visit = { url: 'https://shop.elsewhere.example/', referrer: 'https://www.elsewhere.example/' }
  expect(classified(visit)).toMatchObject({ channel: 'Direct', referrer_host: null })
})

describe('hosts match on label boundaries', () => {
  const hosts = siteKinds.flatMap(kind =>
    knownSites[kind]
      .flatMap(site => site.hosts.split(' '))
      .filter(pattern => !pattern.endsWith('.'))
      .map(pattern => pattern.replace(/^[=.]/, '').replace('.*', '.com')),
  )

  it.each(hosts)('%s and nothing that only contains it', host => {
    const channelOf = (name: string) => classified({ url: golden.page, referrer: `https://${name}/` }).channel
    const parent = host.slice(host.indexOf('.') + 1)
    const beside = channelOf(`stranger.${parent}`)
    expect([`not${host}`, `x${host}`, `${host}.evil.com`].map(channelOf)).toEqual([beside, beside, 'Referral'])
    if (!parent.includes('.')) expect(beside).toBe('Referral')
  })
})

describe("the workspace's rules", () => {
  const rule = (field: RuleField, value: string, operator: RuleCondition['operator'] = 'is'): ChannelRule => ({
    channel: 'Reviews',
    when: [{ field, operator, value }],
  })
  const page = golden.page
  const under = (own: ChannelRule, url: string, referrer: string | null) =>
    classify({ url, referrer }, { ...config, channel_rules: [own] })

  it.each<[string, ChannelRule, string, string | null]>([
    ['a source, without regard to case', rule('source', 'G2'), `${page}?utm_source=g2&utm_medium=cpc`, null],
    ['a medium', rule('medium', 'badge'), `${page}?utm_source=x&utm_medium=Badge`, null],
    ['a campaign with a star', rule('campaign', 'abm-*'), `${page}?utm_source=x&utm_campaign=ABM-2026`, null],
    ['a part of a campaign', rule('campaign', 'abm', 'contains'), `${page}?utm_source=x&utm_campaign=Q1-ABM-2026`, null],
    ['the beginning of a source', rule('source', 'G2', 'starts_with'), `${page}?utm_source=g2crowd`, null],
    ['a click id by its parameter', rule('click_id', 'gclid'), `${page}?gclid=1`, null],
    ['any click id', rule('click_id', '*'), `${page}?msclkid=1`, null],
    ['a referrer and what is below it', rule('referrer_host', 'g2.com'), page, 'https://sell.g2.com/x'],
    ['a referrer written with www', rule('referrer_host', 'www.g2.com'), page, 'https://g2.com/x'],
    ['a part of a referrer', rule('referrer_host', 'review', 'contains'), page, 'https://www.best-reviews.com/x'],
    ['any referrer', rule('referrer_host', '*'), page, 'https://g2.com/x'],
    ['a source that a referrer gave', rule('source', 'google'), page, 'https://www.google.com/'],
    ['a host that is passed through otherwise', rule('referrer_host', 'calendly.com'), page, 'https://calendly.com/'],
    ['a landing path', rule('landing_path', '/LP'), 'https://www.acme.com/lp/?x=1', null],
    ['what is below a landing path', rule('landing_path', '/lp/', 'starts_with'), 'https://www.acme.com/lp/abm', null],
    ['the home page', rule('landing_path', '/'), 'https://www.acme.com', null],
  ])('match %s', (_, own, url, referrer) => {
    expect(under(own, url, referrer)).toMatchObject({ channel: 'Reviews', rule: 'custom:1' })
  })

  it.each<[string, ChannelRule, string, string | null]>([
    ['a part of a source', rule('source', 'g2'), `${page}?utm_source=g2crowd`, null],
    ['a host by its end', rule('referrer_host', 'g2.com'), page, 'https://notg2.com/'],
    ['the own site', rule('referrer_host', 'acme.com'), page, 'https://www.acme.com/'],
    ['a click id by its beginning', rule('click_id', 'g'), `${page}?gclid=1`, null],
    ['what is not there by a star', rule('campaign', '*'), `${page}?utm_source=x`, null],
    ['another path', rule('landing_path', '/lp'), 'https://www.acme.com/lp/abm', null],
  ])('do not match %s', (_, own, url, referrer) => {
    expect(under(own, url, referrer).channel).not.toBe('Reviews')
  })

  it('fit when all their conditions do', () => {
    const own: ChannelRule = { channel: 'ABM', when: [...rule('source', 'linkedin').when, ...rule('campaign', 'abm*').when] }
    expect(under(own, `${page}?utm_source=linkedin&utm_campaign=abm-1`, null).channel).toBe('ABM')
    expect(under(own, `${page}?utm_source=linkedin&utm_campaign=brand`, null).channel).toBe('Organic Social')
  })

  it('can give a campaign another name, and leave the channel to the rules after it', () => {
    const rename: ChannelRule = { campaign: 'Spring', when: rule('campaign', 'spring*').when }
    const own = { ...config, channel_rules: [rename, rule('source', 'g2')] }
    const found = classify({ url: `${page}?utm_source=g2&utm_campaign=spring_sale`, referrer: null }, own)
    expect(found).toMatchObject({ channel: 'Reviews', rule: 'custom:2', campaign: 'Spring' })
    expect(found.campaign_key).toContain('spring_sale')
    const touch = { channel: 'Fair', source: null, medium: null, campaign: 'Spring-1', term: null, content: null, url: null }
    expect(classifyNamed(touch, own.channel_rules)).toMatchObject({ channel: 'Fair', campaign: 'Spring' })
  })

  it('are tried in their order', () => {
    const [one, two] = [
      { ...rule('source', 'x'), channel: 'One' },
      { ...rule('campaign', 'y'), channel: 'Two' },
    ]
    const first = (channel_rules: ChannelRule[]) =>
      classify({ url: `${page}?utm_source=x&utm_campaign=y`, referrer: null }, { ...config, channel_rules }).channel
    expect([first([one, two]), first([two, one])]).toEqual(['One', 'Two'])
  })

  it('take no longer for a value that would hang a regular expression', () => {
    const own = rule('campaign', `${'a*'.repeat(90)}b`)
    const campaign = 'a'.repeat(1900)
    expect(under(own, `${page}?utm_source=x&utm_campaign=${campaign}`, null).channel).not.toBe('Reviews')
  })

  it('can replace the list of hosts that are passed through', () => {
    const own = { ...config, pass_through: ['pay.partner.com'] }
    expect(classify({ url: golden.page, referrer: 'https://pay.partner.com/' }, own).channel).toBe('Direct')
    expect(classify({ url: golden.page, referrer: 'https://www.paypal.com/' }, own).channel).toBe('Referral')
  })
})

describe('classifyNamed', () => {
  const nothing = { channel: null, source: null, medium: null, campaign: null, term: null, content: null, url: null }

  it.each([
    ['a given channel as it is', { channel: 'Trade fair', source: 'google', medium: 'cpc' }, 'Trade fair'],
    ['direct as it is', { channel: 'direct' }, 'direct'],
    ['source and medium', { source: 'google', medium: 'cpc' }, 'Paid Search'],
    ['a medium alone', { medium: 'webinar' }, 'Event'],
    ['a source alone', { source: 'LinkedIn' }, 'Organic Social'],
    ['a host as source', { source: 'g2.com' }, 'Referral'],
    ["GA4's direct", { source: '(direct)', medium: '(none)' }, 'Direct'],
    ["GA4's direct without a medium", { source: 'direct' }, 'Direct'],
    ['direct mail', { source: 'direct', medium: 'mail' }, 'Email'],
    ['a campaign alone', { campaign: 'spring' }, 'Other'],
    ['the campaign of the address', { url: 'https://acme.com/?utm_source=linkedin&utm_medium=cpc' }, 'Paid Social'],
    ['an address without one', { url: 'https://acme.com/' }, 'Other'],
    ['blank text', { channel: ' ', source: '', medium: ' ' }, 'Other'],
    ['nothing', {}, 'Other'],
  ])('tells the channel from %s', (_, given, channel) => {
    expect(classifyNamed({ ...nothing, ...given }, []).channel).toBe(channel)
  })

  it("asks the workspace's rules first, but not over a given channel", () => {
    const rules: ChannelRule[] = [{ channel: 'Event', when: [{ field: 'source', operator: 'is', value: 'hannover messe' }] }]
    expect(classifyNamed({ ...nothing, source: 'Hannover Messe' }, rules).channel).toBe('Event')
    expect(classifyNamed({ ...nothing, channel: 'Fair', source: 'Hannover Messe' }, rules).channel).toBe('Fair')
  })
})

describe('the data', () => {
  const all = siteKinds.flatMap(kind => knownSites[kind])

  it.each([
    ['host patterns', all.flatMap(site => site.hosts.split(' '))],
    ['names', all.flatMap(site => [site.name, ...(site.names?.split(' ') ?? [])])],
    ['apps', all.flatMap(site => site.apps?.split(' ') ?? [])],
    ['click ids', clickIds.map(click => click.param)],
  ])('has no %s twice', (_, entries) => {
    expect(entries.filter((entry, i) => entries.indexOf(entry) !== i)).toEqual([])
  })

  it('names channels of the glossary only', () => {
    const named = golden.cases.map(([, , , channel]) => channel)
    expect([...new Set(named)].toSorted()).toEqual([...channels].toSorted())
  })

  it('has no host that a broader entry covers', () => {
    const patterns = all.flatMap(site => site.hosts.split(' ').map(pattern => ({ site, pattern })))
    const covered = patterns.filter(({ site, pattern }) =>
      site.hosts
        .split(' ')
        .some(other => other !== pattern && !/^[=]/.test(other) && pattern.endsWith(`.${other.replace(/^\./, '')}`)),
    )
    expect(covered.map(({ pattern }) => pattern)).toEqual([])
  })
})
