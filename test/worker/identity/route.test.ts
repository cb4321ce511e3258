/** GET /l/TOKEN as scanners, previews and people meet it. */
import { readFileSync } from 'node:fs'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { withLinkCode } from '../../../worker/identity/link-parameter.ts'
import { randomName } from '../../../worker/identity/random-name.ts'
import { parseTarget } from '../../../worker/identity/sales-link.ts'
import { useStores } from '../../engines.ts'
import { openApi } from '../api/api.ts'
import { CHROME, pageView } from '../collect/collector.ts'
import { openSalesLinks, TARGET } from './sales-links.ts'

const open = useStores('sqlite')

describe('GET /l/:token', () => {
  it('answers so that nothing on the way learns or keeps anything', async () => {
    const sales = await openSalesLinks(await open())
    const { token } = await sales.link()
    const answer = await sales.follow(token)
    expect(answer.status).toBe(302)
    expect(await answer.text()).toBe('')
    expect(Object.fromEntries(answer.headers)).toEqual({
      location: expect.stringMatching(/^https:\/\/www\.example\.com\/pricing\?plan=pro&_tl=[0-9a-z]{26}#yearly$/),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'x-content-type-options': 'nosniff',
    })
  })

  const machines: readonly (readonly [outcome: string, init: RequestInit])[] = [
    ['head', { method: 'HEAD' }],
    ['prefetch', { headers: { 'sec-purpose': 'prefetch;prerender' } }],
    ['prefetch', { headers: { purpose: 'prefetch' } }],
    ['prefetch', { headers: { 'x-moz': 'prefetch' } }],
    ['prefetch', { headers: { 'x-purpose': 'preview' } }],
    ['embedded', { headers: { 'sec-fetch-dest': 'empty' } }],
    ['embedded', { headers: { 'sec-fetch-dest': 'iframe' } }],
    ['no_user_agent', { headers: { 'user-agent': '' } }],
    ['scanner', { headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) BarracudaCentral' } }],
    ['scanner', { headers: { 'user-agent': `${CHROME} Proofpoint URL Defense` } }],
    ['scanner', { headers: { 'user-agent': 'Mozilla/4.0 (compatible; ms-office; MSOffice 16)' } }],
    ['headless', { headers: { 'user-agent': CHROME.replace('Chrome/', 'HeadlessChrome/') } }],
    ['user_agent', { headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' } }],
    ['user_agent', { headers: { 'user-agent': 'curl/8.5.0' } }],
    ['uptime', { headers: { 'user-agent': 'Mozilla/5.0+(compatible; UptimeRobot/2.0)' } }],
  ]

  it('leads machines there without a code, and says what each was', async () => {
    const sales = await openSalesLinks(await open())
    const { token } = await sales.link()
    for (const [outcome, init] of machines) {
      const answer = await sales.follow(token, init)
      sales.clock.now += 1
      expect([answer.status, answer.headers.get('Location')], outcome).toEqual([302, TARGET])
    }
    expect(await sales.outcomes()).toEqual(machines.map(([outcome]) => outcome))
    expect(await sales.click(token)).toContain('_tl=')
  })

  it('knows the networks of scanners and of rented servers', async () => {
    for (const [asn, outcome] of [
      [26211, 'scanner'],
      [16509, 'datacenter'],
      [3320, 'human'],
    ] as const) {
      const sales = await openSalesLinks(await open(), asn)
      await sales.click((await sales.link()).token)
      expect(await sales.outcomes()).toEqual([outcome])
    }
  })

  it('names nobody within five seconds of its making', async () => {
    const sales = await openSalesLinks(await open())
    const { token } = await sales.link()
    sales.clock.now -= 5001
    expect(await sales.click(token)).toBe(TARGET)
    sales.clock.now += 1
    expect(await sales.click(token)).toContain('_tl=')
    expect(await sales.outcomes()).toEqual(['early', 'human'])
  })

  it('names nobody when a gateway opens all twelve links of a mail under the name of a usual browser', async () => {
    const sales = await openSalesLinks(await open())
    const made = []
    for (let i = 0; i < 12; i++) made.push(await sales.link())
    const landed: string[] = []
    for (const { token } of made) {
      landed.push(await sales.click(token))
      sales.clock.now += 250
    }
    await sales.collector.collect(...landed.map((url, i) => pageView({ anonymous_id: `gateway-${i}`, url })))
    expect(new Set(await sales.outcomes())).toEqual(new Set(['burst']))
    expect(await sales.links()).toEqual([])
  })

  it.each([{ 'sec-gpc': '1' }, { dnt: '1' }])('gives no code to a browser that asks for privacy: %j', async headers => {
    const sales = await openSalesLinks(await open())
    const { token } = await sales.link()
    const answer = await sales.follow(token, { headers: headers as Record<string, string> })
    expect([answer.headers.get('Location'), await sales.outcomes()]).toEqual([TARGET, ['human']])
  })

  it('gives no code to a page that is not on one of our sites', async () => {
    const sales = await openSalesLinks(await open())
    const { token } = await sales.link({ target_url: 'https://calendar.example.org/jane' })
    expect(await sales.click(token)).toBe('https://calendar.example.org/jane')
    expect(await sales.outcomes()).toEqual(['human'])
  })

  it('leads there while the store can take nothing', async () => {
    const db = await open()
    const sales = await openSalesLinks(db)
    const { token } = await sales.link()
    await db.run(sql`pragma query_only = on`)
    expect(await sales.click(token)).toBe(TARGET)
  })

  it('is followed by GET and HEAD only', async () => {
    const sales = await openSalesLinks(await open())
    const { token } = await sales.link()
    const answer = await sales.follow(token, { method: 'POST', body: 'x' })
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, 'GET, HEAD'])
    expect(await answer.json()).toMatchObject({ error: 'method_not_allowed' })
    expect(await sales.outcomes()).toEqual([])
  })
})

describe('an open redirect', () => {
  interface Entry {
    readonly name: string
    readonly input: { readonly path?: string; readonly paths?: readonly string[] }
    readonly expect: { readonly status: readonly number[] }
  }
  const corpus: readonly Entry[] = JSON.parse(readFileSync('test/fixtures/hostile-inputs.json', 'utf8'))
  const entry = (name: string) => corpus.find(one => one.name === name)!

  const targets = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '%0d%0aLocation:%20https://e.x',
  ]
  const names = ['url', 'u', 'next', 'to', 'target', 'target_url', 'redirect', 'r', 'q', '_tl', '']

  it('is not to be had by anything in the query', async () => {
    const sales = await openSalesLinks(await open())
    const { token } = await sales.link()
    const given = entry('link-open-redirect-param').input.path!.replace(/^.*\{token\}/, '')
    const queries = [given, ...names.flatMap(name => targets.map(target => `?${name}=${target}`)), '#https://evil.example']
    for (const query of queries) {
      const answer = await sales.follow(`${token}${query}`, { method: 'HEAD' })
      expect([answer.status, answer.headers.get('Location')], query).toEqual([302, TARGET])
    }
  })

  it('is not to be had by the path or by headers, whatever else the app serves', async () => {
    const db = await open()
    const sales = await openSalesLinks(db)
    const { token } = await sales.link()
    const { request, reported } = await openApi(db)
    const given = entry('link-path-redirect-tricks').input.paths!.map(path => path.replace('{LINK}', '/l'))
    const paths = [
      ...given,
      ...targets.flatMap(target => [
        `/l/${target}`,
        `/l/${token}/${target}`,
        `/l/${encodeURIComponent(target)}`,
        `/l/${token}${target}`,
      ]),
      ...[
        '/l/',
        '/l',
        '/l//',
        `/l//${token}`,
        `/l/${token}/`,
        `/l/${token.toUpperCase()}`,
        `/l/${token}%00`,
        `/l/%00`,
        `/l/%E0%A4`,
      ],
      ...[`/l/${token.slice(1)}`, `/l/${token}a`, `/l/${'0'.repeat(26)}`, `/l/${'a'.repeat(9000)}`, `/l/' or 1=1--`],
    ]
    for (const path of paths)
      for (const Accept of ['*/*', 'text/html'])
        for (const method of ['GET', 'HEAD']) {
          const answer = await request(path, {
            method,
            headers: { Accept, Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' },
          })
          expect([path, answer.status, answer.headers.get('Location')]).toEqual([path, 404, null])
          const body = await answer.text()
          expect(body).not.toContain('evil')
          if (Accept === '*/*' && method === 'GET')
            expect(JSON.parse(body)).toMatchObject({ error: 'not_found', request_id: expect.any(String) })
        }
    expect(reported).toEqual([])
    expect(await sales.outcomes()).toEqual([])
  })

  it('cannot be stored: the target is what every parser reads', () => {
    expect(parseTarget(' https:\\\\www.example.com\\a\tb ')).toBe('https://www.example.com/ab')
    expect(parseTarget('HTTPS://WWW.Example.com')).toBe('https://www.example.com/')
    expect(parseTarget('https://www.example.com/?_tl=x&a=1')).toBe('https://www.example.com/?a=1')
    for (const bad of [
      'javascript:alert(1)',
      'data:text/html,x',
      'ftp://example.com/',
      'file:///etc/passwd',
      '//evil.example',
      '/pricing',
      'www.example.com',
      'https://',
      'https://user@example.com/',
      'https://www.example.com:pw@evil.example/',
      'https://exa mple.com/',
      `https://example.com/${'a'.repeat(2048)}`,
      '',
    ]) {
      expect(() => parseTarget(bad), bad).toThrow(expect.objectContaining({ reason: 'bad_url' }))
    }
  })
})

describe('a code', () => {
  it('is not to be guessed', async () => {
    const sales = await openSalesLinks(await open())
    await sales.click((await sales.link()).token)
    const guesses = Array.from({ length: 500 }, (_, i) =>
      pageView({ anonymous_id: `v-${i}`, url: withLinkCode(TARGET, randomName()) }),
    )
    expect(await sales.collector.collect(...guesses)).toMatchObject({ accepted: 500 })
    const token = pageView({ link_token: randomName() })
    expect(await sales.collector.collect(token)).toMatchObject({ accepted: 1 })
    expect(await sales.links()).toEqual([])
  })

  it.each([
    ['a machine’s page', {}, { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }],
    ['a visitor who has not agreed to be known', { consent: { analytics: true, identify: false } }, {}],
    ['a browser that asks for privacy', {}, { 'sec-gpc': '1' }],
    ['what is no page view', { type: 'track', name: 'x' }, {}],
    ['a page view of nobody', { anonymous_id: undefined }, {}],
  ] as const)('names nobody when it comes from %s', async (_, fields, headers: Record<string, string>) => {
    const sales = await openSalesLinks(await open())
    const landed = await sales.click((await sales.link()).token)
    const { collector } = sales
    const batch = [pageView({ url: landed, ...fields })]
    const answer = await collector.send({ site: collector.key, sent_at: new Date(sales.clock.now).toISOString(), batch }, headers)
    expect(await answer.json()).toMatchObject({ accepted: 1 })
    expect(await sales.links()).toEqual([])
    expect((await collector.events()).map(event => event.url)).toEqual([TARGET])
  })
})
