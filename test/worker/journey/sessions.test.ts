import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Event, Session } from '../../../db/schema.ts'
import { sessionsFrom } from '../../../worker/journey/sessions.ts'
import { engageAt, eventAt, MINUTE, pageAt, SITE, START } from './events.ts'

const config = { timeout_minutes: 30, site_hosts: ['acme.com', 'acme.io'], channel_rules: [] }
const sessionsOf = (events: readonly Event[]) => sessionsFrom(events, config).sessions
const readsOf = (events: readonly Event[]) => sessionsFrom(events, config).reads

const google = 'https://www.google.com/'
const linkedin = 'https://www.linkedin.com/'
const own = `${SITE}/`
const ad = '/?utm_source=linkedin&utm_medium=cpc&utm_campaign=abm'

describe('a session', () => {
  it.each<[string, Event[], string[]]>([
    // what happens                                 events                                                          channels
    ['is one visit', [pageAt(0, '/', google), pageAt(5, '/pricing', own)], ['Organic Search']],
    ['goes on after exactly the time-out', [pageAt(0, '/', google), pageAt(30, '/pricing', own)], ['Organic Search']],
    ['ends a millisecond later', [pageAt(0, '/', google), pageAt(30 + 1 / MINUTE, '/a', own)], ['Organic Search', 'Direct']],
    ['goes on as long as something happens', [0, 25, 50, 75].map(at => pageAt(at, '/', at ? own : google)), ['Organic Search']],
    ['ends with a new campaign', [pageAt(0, '/', google), pageAt(5, ad, linkedin)], ['Organic Search', 'Paid Social']],
    ['ends with a new campaign without a referrer', [pageAt(0, '/', google), pageAt(5, ad)], ['Organic Search', 'Paid Social']],
    ['ends with a new campaign on an own link', [pageAt(0, '/', google), pageAt(5, ad, own)], ['Organic Search', 'Paid Social']],
    ['goes on with the same campaign', [pageAt(0, ad, linkedin), pageAt(5, ad, linkedin)], ['Paid Social']],
    [
      'goes on with the same campaign written otherwise',
      [pageAt(0, ad), pageAt(5, ad.replace('linkedin', 'LinkedIn'))],
      ['Paid Social'],
    ],
    [
      'ends with another content of the same campaign',
      [pageAt(0, ad), pageAt(5, `${ad}&utm_content=b`)],
      ['Paid Social', 'Paid Social'],
    ],
    ['ends with a second click on an ad', [pageAt(0, '/?gclid=1'), pageAt(5, '/?gclid=2')], ['Paid Search', 'Paid Search']],
    ['goes on with the same click', [pageAt(0, '/?gclid=1'), pageAt(5, '/a?gclid=1')], ['Paid Search']],
    ['goes on when a link loses its click id', [pageAt(0, `${ad}&li_fat_id=1`), pageAt(5, ad)], ['Paid Social']],
    ['goes on when a link loses its UTM', [pageAt(0, `${ad}&li_fat_id=1`), pageAt(5, '/?li_fat_id=1')], ['Paid Social']],
    ['ends with an ad after a UTM', [pageAt(0, '/?utm_source=poster'), pageAt(5, '/?gclid=1')], ['Other', 'Paid Search']],
    ['goes on with an fbclid of the same source', [pageAt(0, '/?fbclid=1'), pageAt(5, '/?fbclid=2')], ['Organic Social']],
    ['ends with a new external source', [pageAt(0, '/', google), pageAt(5, '/', linkedin)], ['Organic Search', 'Organic Social']],
    ['ends with an external source after a direct start', [pageAt(0), pageAt(5, '/', google)], ['Direct', 'Organic Search']],
    [
      'ends each time the source changes',
      [google, linkedin, google].map((from, i) => pageAt(i, '/', from)),
      ['Organic Search', 'Organic Social', 'Organic Search'],
    ],
    ['goes on with the same external source', [pageAt(0, '/', google), pageAt(5, '/', 'https://google.de/')], ['Organic Search']],
    ['goes on from a host of the same site', [pageAt(0, '/', linkedin), pageAt(5, '/', 'https://lnkd.in/x')], ['Organic Social']],
    ['goes on with a repeated referrer after a UTM', [pageAt(0, ad, google), pageAt(5, '/pricing', google)], ['Paid Social']],
    ['goes on without a referrer', [pageAt(0, '/', google), pageAt(5, '/pricing')], ['Organic Search']],
    [
      'goes on from another site of the workspace',
      [pageAt(0, '/', google), pageAt(5, '/', 'https://docs.acme.io/')],
      ['Organic Search'],
    ],
    ['goes on after a payment', [pageAt(0, ad), pageAt(5, '/thanks', 'https://checkout.stripe.com/')], ['Paid Social']],
    ['goes on after signing in', [pageAt(0, ad), pageAt(5, '/app', 'https://accounts.google.com/')], ['Paid Social']],
    ['goes on after a booking', [pageAt(0, '/', google), pageAt(5, '/booked', 'https://calendly.com/')], ['Organic Search']],
    [
      'goes on over sites of the workspace',
      [pageAt(0, '/', google), pageAt(5, 'https://docs.acme.io/', own, { site_id: 'docs' })],
      ['Organic Search'],
    ],
    ['is direct again after the time-out', [pageAt(0, ad), pageAt(60)], ['Paid Social', 'Direct']],
    [
      'does not end by the address of a form',
      [pageAt(0, ad), pageAt(1, '/', google), eventAt(2, 'form', { url: SITE + ad })],
      ['Paid Social', 'Organic Search'],
    ],
    [
      'takes its source from the first event with an address',
      [eventAt(0, 'identify', { origin: 'server' }), pageAt(5, ad)],
      ['Paid Social'],
    ],
    [
      'goes on from the host that a UTM names',
      [pageAt(0, '/?utm_source=linkedin.com'), pageAt(5, '/', 'https://lnkd.in/x')],
      ['Organic Social'],
    ],
    [
      'is one when an event overtakes its page view',
      [eventAt(0, 'identify', { url: own }), pageAt(0, '/', google)],
      ['Organic Search'],
    ],
    [
      'ends when a page view after a form is of another page',
      [eventAt(0, 'form', { url: own }), pageAt(1, '/a', google)],
      ['Direct', 'Organic Search'],
    ],
    ['ends with a second view of an address from elsewhere', [pageAt(0), pageAt(1, '/', google)], ['Direct', 'Organic Search']],
    [
      'is one when a track of a server overtakes its page view',
      [eventAt(0, 'track', { origin: 'server', url: own }), pageAt(0.01, '/', google, { origin: 'server' })],
      ['Organic Search'],
    ],
    [
      'keeps a campaign that a server stated before the page view',
      [
        eventAt(0, 'identify', { origin: 'server', url: own, body: { campaign: { source: 'linkedin', medium: 'cpc' } } }),
        pageAt(0, '/', null, { origin: 'server' }),
      ],
      ['Paid Social'],
    ],
    ['that begins with a form takes the address of the form', [eventAt(0, 'form', { url: SITE + ad })], ['Paid Social']],
    [
      'of a server that states a campaign has it',
      [eventAt(0, 'track', { origin: 'server', body: { campaign: { source: 'linkedin', medium: 'cpc' } } })],
      ['Paid Social'],
    ],
    [
      'ends with a campaign that a server states',
      [pageAt(0, '/', google), eventAt(5, 'track', { origin: 'server', url: SITE + ad })],
      ['Organic Search', 'Paid Social'],
    ],
    [
      'goes on with a referrer that a server repeats',
      [pageAt(0, '/', google), eventAt(5, 'track', { origin: 'server', url: own, referrer: linkedin })],
      ['Organic Search'],
    ],
    [
      'cannot be given a campaign by the body of a browser',
      [eventAt(0, 'download', { url: own, body: { campaign: { source: 'linkedin' } } })],
      ['Direct'],
    ],
  ])('%s', (_, events, channels) => {
    expect(sessionsOf(events).map(session => session.channel)).toEqual(channels)
  })

  it('carries what its events say', () => {
    const page = pageAt(0, `${ad}&utm_term=CRM&utm_content=B`, linkedin, { country: null, device: 'desktop' })
    const events = [
      page,
      pageAt(1, '/pricing', own, { country: 'DE', device: 'phone', browser: 'Firefox', os: 'Linux', bot_reason: 'datacenter' }),
      eventAt(2, 'download', { url: `${SITE}/pricing`, body: { href: '/files/guide.pdf' } }),
      eventAt(3, 'form', { bot_reason: 'headless' }),
      engageAt(4, page, 20_000, 80),
      eventAt(5, 'outbound', { body: { href: 'https://example.org/' } }),
    ]
    expect(sessionsOf(events)).toEqual([
      {
        session_id: `s_${page.event_id}`,
        visitor_id: 'visitor',
        site_id: 'site',
        started_at: START,
        ended_at: START + 5 * MINUTE,
        channel: 'Paid Social',
        source: 'linkedin',
        medium: 'cpc',
        campaign: 'abm',
        term: 'CRM',
        content: 'B',
        click_id: null,
        referrer_host: 'www.linkedin.com',
        landing_url: page.url,
        page_views: 2,
        downloads: 1,
        forms: 1,
        events: 6,
        engaged_ms: 20_000,
        country: 'DE',
        device: 'desktop',
        browser: 'Firefox',
        os: 'Linux',
        bot_reason: 'datacenter',
        account_ref: null,
        account_rule: null,
      },
    ])
  })

  it('orders events of one instant by id, in code points', () => {
    const at = (event_id: string, path: string) => pageAt(0, path, null, { event_id })
    expect(sessionsOf([at('\u{1F600}', '/b'), at('\uFF21', '/a')])).toMatchObject([
      { session_id: 's_\uFF21', landing_url: `${SITE}/a` },
    ])
  })

  it('counts an event once that is there twice', () => {
    const events = [pageAt(0, '/', google), pageAt(1, '/pricing', own)]
    expect(sessionsFrom([...events, ...events], config)).toEqual(sessionsFrom(events, config))
  })

  it('of nobody is none', () => {
    expect(sessionsFrom([], config)).toEqual({ sessions: [], reads: [] })
  })

  it.each([
    ['several visitors', [pageAt(0), pageAt(1, '/', null, { visitor_id: 'another' })]],
    ['an event without a visitor', [pageAt(0, '/', null, { visitor_id: null })]],
  ])('refuses %s', (_, events) => {
    expect(() => sessionsOf(events)).toThrow(RangeError)
  })

  it('survives a body that is not what it should be', () => {
    const bodies = [
      '',
      'null',
      '[]',
      '"x"',
      '{"href":1,"engaged_ms":"9","scroll_percent":-1,"page_id":{}}',
      '{"engaged_ms":1e999}',
    ]
    const events = bodies.flatMap((body, i) =>
      ['engage', 'download'].map(type => ({ ...eventAt(i, type, { origin: 'server', url: own }), body })),
    )
    expect(sessionsOf([pageAt(0), ...events])).toMatchObject([{ events: 13, downloads: 6 }])
  })
})

describe('engaged time', () => {
  const morning = 24 * 60
  const page = pageAt(0, ad)

  it('of a tab found open the next morning belongs to its page and begins no session', () => {
    const events = [page, engageAt(1, page, 10_000, 20), engageAt(morning, page, 30_000, 90)]
    const { sessions, reads } = sessionsFrom(events, config)
    expect(sessions).toMatchObject([{ ended_at: START + MINUTE, engaged_ms: 40_000, events: 3 }])
    expect(reads).toMatchObject([{ engaged_ms: 40_000, scroll_percent: 90, views: 1, last_at: START + morning * MINUTE }])
  })

  it('does not carry a session over the night', () => {
    expect(sessionsOf([page, engageAt(morning, page, 30_000), pageAt(morning + 1, '/pricing', own)])).toHaveLength(2)
  })

  it('fills the gap that it reports: reading for 40 minutes is one session', () => {
    const reading = [page, engageAt(45, page, 40 * MINUTE), pageAt(46, '/pricing', own)]
    expect(sessionsOf(reading)).toMatchObject([{ engaged_ms: 40 * MINUTE, page_views: 2 }])
  })

  it('of a page in another tab counts in the session that opened it', () => {
    const second = pageAt(5, '/blog', google)
    const events = [page, second, engageAt(6, page, 7_000, 50), engageAt(7, second, 3_000)]
    const { sessions, reads } = sessionsFrom(events, config)
    expect(sessions).toMatchObject([
      { channel: 'Paid Social', engaged_ms: 7_000, events: 1 },
      { channel: 'Organic Search', engaged_ms: 3_000, events: 3, ended_at: START + 7 * MINUTE },
    ])
    expect(reads.map(read => [read.content_id, read.engaged_ms])).toEqual([
      ['acme.com', 7_000],
      ['acme.com/blog', 3_000],
    ])
  })

  it('of a page that was never seen belongs to the address it names', () => {
    const lost = pageAt(0, '/lost')
    const events = [engageAt(1, lost, 9_000, 60)]
    expect(sessionsFrom(events, config)).toMatchObject({
      sessions: [{ engaged_ms: 9_000, page_views: 0, landing_url: lost.url }],
      reads: [{ content_id: 'acme.com/lost', engaged_ms: 9_000, views: 0 }],
    })
  })

  it('that seems to come before its page belongs to it all the same', () => {
    const later = pageAt(50, '/pricing')
    expect(sessionsFrom([engageAt(1, later, 9_000), later], config)).toMatchObject({
      sessions: [{ started_at: later.occurred_at, engaged_ms: 9_000, events: 2 }],
      reads: [{ first_at: START + MINUTE, engaged_ms: 9_000 }],
    })
  })
})

describe('reads', () => {
  it('gather the views of one content in one session', () => {
    const first = pageAt(0, '/pricing/?a=1', null, { title: 'Pricing' })
    const second = pageAt(2, '/pricing#plans', own, { title: 'Our prices' })
    const third = pageAt(3, '/pricing', own, { title: ' ' })
    expect(readsOf([first, second, third, engageAt(4, first, 1_000, 30), engageAt(5, second, 2_500, 20)])).toEqual([
      {
        session_id: `s_${first.event_id}`,
        content_id: 'acme.com/pricing',
        kind: 'page',
        visitor_id: 'visitor',
        title: 'Our prices',
        first_at: START,
        last_at: START + 5 * MINUTE,
        views: 3,
        downloads: 0,
        engaged_ms: 3_500,
        scroll_percent: 30,
      },
    ])
  })

  it('hold downloads by the address of the file, and the text of the link', () => {
    const download = (minute: number, href: string, text?: string) =>
      eventAt(minute, 'download', { url: `${SITE}/guides/`, body: { href, text } })
    const events = [
      download(0, 'https://cdn.example.net/Guide.PDF?v=2', ' The  guide\n'),
      download(1, 'https://cdn.example.net/Guide.PDF'),
      download(2, 'list.xlsx'),
      download(3, 'blob:https://www.acme.com/1'),
    ]
    expect(readsOf(events)).toMatchObject([
      { content_id: 'cdn.example.net/Guide.PDF', kind: 'file', downloads: 2, views: 0, title: 'The guide' },
      { content_id: 'acme.com/guides/list.xlsx', kind: 'file', downloads: 1, title: null },
    ])
    expect(sessionsOf(events)).toMatchObject([{ downloads: 4 }])
  })
})

describe('any stream of events', () => {
  const steps = fc.array(
    fc.record({
      wait: fc.oneof(fc.integer({ min: 0, max: 120_000 }), fc.constantFrom(0, 30 * MINUTE, 30 * MINUTE + 1, 90 * MINUTE)),
      type: fc.constantFrom('page', 'page', 'page', 'engage', 'form', 'download', 'track'),
      path: fc.constantFrom('/', '/pricing', ad, '/?gclid=1', '/?utm_campaign=x', '/blog'),
      referrer: fc.constantFrom(null, own, google, linkedin, 'https://www.paypal.com/'),
      of: fc.nat(),
      engaged_ms: fc.nat({ max: 50 * MINUTE }),
    }),
    { maxLength: 40 },
  )

  function streamFrom(
    from: typeof steps extends fc.Arbitrary<infer Steps> ? Steps : never,
    prefix: string,
    start: number,
  ): Event[] {
    const events: Event[] = []
    let at = start
    for (const [i, { wait, type, path, referrer, of, engaged_ms }] of from.entries()) {
      at += wait
      const pages = events.filter(event => event.type === 'page')
      const page_id = pages[of % pages.length]?.event_id ?? 'lost'
      const body = type === 'engage' ? { page_id, engaged_ms, scroll_percent: of % 101 } : { href: '/files/a.pdf' }
      events.push({
        ...eventAt(0, type, { url: SITE + path, referrer, body }),
        event_id: `${prefix}${i % 7}-${i}`,
        occurred_at: at,
      })
    }
    return events
  }

  it('gives the same sessions in any order and with repetitions', () => {
    const shuffled = steps.chain(list => {
      const events = streamFrom(list, 'e', START)
      return fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: 2 * events.length }))
    })
    fc.assert(
      fc.property(shuffled, ([events, mixed]) => {
        expect(sessionsFrom(mixed, config)).toEqual(sessionsFrom(events, config))
      }),
    )
  })

  it('that is cut at a long pause gives the same sessions as the whole', () => {
    fc.assert(
      fc.property(steps, steps, (before, after) => {
        const early = streamFrom(before, 'a', START)
        const late = streamFrom(after, 'b', START + 7 * 24 * 60 * MINUTE)
        const parts = [early, late].map(events => sessionsFrom(events, config))
        expect(sessionsFrom([...late, ...early], config)).toEqual({
          sessions: parts.flatMap(part => part.sessions),
          reads: parts.flatMap(part => part.reads),
        })
      }),
    )
  })

  it('keeps its sessions when more arrives: their beginnings, sources and ids stay', () => {
    fc.assert(
      fc.property(steps, fc.nat(), (list, cut) => {
        const events = streamFrom(list, 'e', START).toSorted(
          (a, b) => a.occurred_at - b.occurred_at || (a.event_id < b.event_id ? -1 : 1),
        )
        const sooner = sessionsOf(events.slice(0, events.length === 0 ? 0 : cut % events.length))
        const later = sessionsOf(events).slice(0, sooner.length)
        const beginning = ({ session_id, started_at }: Session) => ({ session_id, started_at })
        expect(later.map(beginning)).toEqual(sooner.map(beginning))
        // The last session may still learn its source, from the view of the page that its first event was on.
        const source = ({ channel, source, medium, campaign }: Session) => ({ channel, source, medium, campaign })
        expect(later.slice(0, -1).map(source)).toEqual(sooner.slice(0, -1).map(source))
      }),
    )
  })

  it('loses no event, no view and no active time', () => {
    fc.assert(
      fc.property(steps, list => {
        const events = streamFrom(list, 'e', START)
        const { sessions, reads } = sessionsFrom(events, config)
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
        const engaged = sum(list.map(step => (step.type === 'engage' ? step.engaged_ms : 0)))
        const pages = list.filter(step => step.type === 'page').length
        expect(sum(sessions.map(session => session.events))).toBe(events.length)
        expect([sum(sessions.map(session => session.page_views)), sum(reads.map(read => read.views))]).toEqual([pages, pages])
        expect([sum(sessions.map(session => session.engaged_ms)), sum(reads.map(read => read.engaged_ms))]).toEqual([
          engaged,
          engaged,
        ])
      }),
    )
  })

  it('of a hundred thousand events is no trouble', () => {
    const events = Array.from({ length: 100_000 }, (_, i) => pageAt(i * 7, `/p/${i % 300}`, i % 9 ? own : google))
    expect(sessionsOf(events.toReversed()).map(session => session.page_views)).toEqual([100_000])
  })
})
