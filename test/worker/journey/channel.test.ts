import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChannelRule } from '../../../db/schema.ts'
import { classifierFrom, classify, classifyNamed } from '../../../worker/journey/channel.ts'
import { channels, clickIds } from '../../../worker/journey/channel-data.ts'
import { knownSites, siteKinds } from '../../../worker/journey/channel-sites.ts'
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
  const rule = (
    position: number,
    match_field: ChannelRule['match_field'],
    match_value: string,
    channel: string,
  ): ChannelRule => ({
    position,
    match_field,
    match_value,
    channel,
  })

  it.each<[string, ChannelRule, string, string | null]>([
    ['a source, without regard to case', rule(1, 'source', 'G2', 'Reviews'), '?utm_source=g2&utm_medium=cpc', null],
    ['a medium', rule(1, 'medium', 'badge', 'Reviews'), '?utm_source=x&utm_medium=Badge', null],
    ['a campaign with a star', rule(1, 'campaign', 'abm-*', 'Reviews'), '?utm_source=x&utm_campaign=ABM-2026', null],
    ['a click id by its parameter', rule(1, 'click_id', 'gclid', 'Reviews'), '?gclid=1', null],
    ['a referrer and what is below it', rule(1, 'referrer_host', 'g2.com', 'Reviews'), '', 'https://sell.g2.com/x'],
    ['a referrer written with www', rule(1, 'referrer_host', 'www.g2.com', 'Reviews'), '', 'https://g2.com/x'],
    ['a source that a referrer gave', rule(1, 'source', 'google', 'Reviews'), '', 'https://www.google.com/'],
    ['a host that is passed through otherwise', rule(1, 'referrer_host', 'calendly.com', 'Reviews'), '', 'https://calendly.com/'],
  ])('match %s', (_, own, query, referrer) => {
    expect(classify({ url: golden.page + query, referrer }, { ...config, channel_rules: [own] })).toMatchObject({
      channel: 'Reviews',
      rule: 'custom:1',
    })
  })

  it.each<[string, ChannelRule, string, string | null]>([
    ['a part of a source', rule(1, 'source', 'g2', 'Reviews'), '?utm_source=g2crowd', null],
    ['a host by its end', rule(1, 'referrer_host', 'g2.com', 'Reviews'), '', 'https://notg2.com/'],
    ['the own site', rule(1, 'referrer_host', 'acme.com', 'Reviews'), '', 'https://www.acme.com/'],
    ['a click id by its beginning', rule(1, 'click_id', 'g', 'Reviews'), '?gclid=1', null],
  ])('do not match %s', (_, own, query, referrer) => {
    expect(classify({ url: golden.page + query, referrer }, { ...config, channel_rules: [own] }).channel).not.toBe('Reviews')
  })

  it('are tried by position, whatever the order they come in', () => {
    const rules = [rule(2, 'source', 'x', 'Second'), rule(1, 'campaign', 'y', 'First')]
    for (const channel_rules of [rules, rules.toReversed()])
      expect(
        classify({ url: `${golden.page}?utm_source=x&utm_campaign=y`, referrer: null }, { ...config, channel_rules }).channel,
      ).toBe('First')
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
    const rules: ChannelRule[] = [{ position: 1, match_field: 'source', match_value: 'hannover messe', channel: 'Event' }]
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
