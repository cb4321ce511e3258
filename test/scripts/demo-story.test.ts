import { describe, expect, it } from 'vitest'
import { machines } from '../../scripts/demo/browsers.ts'
import { DAY_MS, STORY_DAYS } from '../../scripts/demo/calendar.ts'
import { companies } from '../../scripts/demo/companies.ts'
import type { ImportKind, ImportRow } from '../../scripts/demo/facts.ts'
import { nordkai } from '../../scripts/demo/nordkai.ts'
import { catalog, downloads, pageAt } from '../../scripts/demo/site/catalog.ts'
import { demoStory, highlights, type Story } from '../../scripts/demo/story.ts'
import { oneDevice, twoDevices } from '../../scripts/demo/tales/devices.ts'
import { late } from '../../scripts/demo/tales/late.ts'
import type { WireEvent } from '../../snippet/wire.ts'

const TODAY = '2026-03-17'
const story = demoStory({ today: TODAY })

const rows = (kind: ImportKind): readonly ImportRow[] => story.rows[kind] ?? []
const events = story.events.map(({ event }) => event)
const forms = events.filter(event => event.type === 'form')
const pages = events.filter(event => event.type === 'page')
const at = (event: WireEvent) => Date.parse(event.created_at)
const countBy = <T>(items: readonly T[], key: (item: T) => string) => {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}

/** Visitors whose forms carry an address at this domain, with all that they ever did. */
function eventsOf(domain: string, told: Story = story): WireEvent[] {
  const all = told.events.map(({ event }) => event)
  const own = all.filter(event => event.type === 'form' && event.email?.endsWith(`@${domain}`))
  const visitors = new Set(own.map(form => form.anonymous_id))
  return all.filter(event => event.anonymous_id !== undefined && visitors.has(event.anonymous_id))
}

describe('the demo story', () => {
  it('is the same for the same day and seed, and another for another', () => {
    expect(demoStory({ today: TODAY })).toEqual(story)
    expect(demoStory({ today: TODAY, seed: 'other' }).events).not.toEqual(story.events)
    expect(demoStory({ today: '2026-03-18' }).ends_at).toBe(story.ends_at + DAY_MS)
  })

  it('refuses what is not a day', () => {
    expect(() => demoStory({ today: 'today' })).toThrow(RangeError)
    expect(() => demoStory({ today: '2026-13-01' })).toThrow(RangeError)
  })

  it('covers the nine months before today', () => {
    expect(story.ends_at).toBe(Date.parse(`${TODAY}T00:00:00Z`))
    expect(story.starts_at).toBe(story.ends_at - STORY_DAYS * DAY_MS)
    expect(at(events[0]!) - story.starts_at).toBeLessThan(7 * DAY_MS)
    expect(story.ends_at - at(events.at(-1)!)).toBeLessThan(DAY_MS)
  })

  it.each([
    // what                    counted                     least   most
    ['accounts', () => rows('accounts').length, 60, 120],
    ['people', () => rows('people').length, 250, 400],
    ['deals', () => rows('deals').length, 40, 70],
    ['events', () => events.length, 15_000, 30_000],
    ['sales activities', () => rows('activities').length, 300, 1500],
    ['offline touches', () => rows('touches').length, 20, 200],
    ['days of spend', () => rows('spend').length, 500, 3000],
    ['adjustments', () => rows('adjustments').length, 4, 20],
  ] as const)('has a believable number of %s', (_, counted, least, most) => {
    expect(counted()).toBeGreaterThanOrEqual(least)
    expect(counted()).toBeLessThanOrEqual(most)
  })

  it('has won, lost and open deals in three currencies', () => {
    const counts = countBy(rows('deals'), deal => `${deal.currency} ${deal.status}`)
    for (const currency of ['EUR', 'USD', 'JPY']) {
      for (const status of ['won', 'lost', 'open'])
        expect(counts[`${currency} ${status}`], `${currency} ${status}`).toBeGreaterThan(0)
    }
    for (const { amount, currency } of rows('deals')) expect(amount).toMatch(currency === 'JPY' ? /^\d+$/ : /^\d+\.\d\d$/)
  })

  it('has every kind of event of an ordinary site, every sales activity, webinars, fairs, refunds and amendments', () => {
    expect(Object.keys(countBy(events, event => event.type)).sort()).toEqual(['download', 'engage', 'form', 'outbound', 'page'])
    expect(Object.keys(countBy(rows('activities'), row => row.kind!)).sort()).toEqual(['call', 'demo', 'email', 'meeting'])
    expect(Object.keys(countBy(rows('touches'), row => row.source!)).sort()).toEqual(['fair', 'webinar'])
    expect(Object.keys(countBy(rows('adjustments'), row => row.kind!)).sort()).toEqual(['amendment', 'refund'])
  })

  it('brings people by advertisements, search, networks, assistants, letters and other sites', () => {
    const addresses = pages.map(page => page.url).join('\n')
    const referrers = new Set(pages.flatMap(page => (page.referrer ? [new URL(page.referrer).hostname] : [])))
    for (const parameter of [
      'gclid=',
      'msclkid=',
      'li_fat_id=',
      'dclid=',
      'utm_medium=email',
      'utm_medium=affiliate',
      'utm_source=chatgpt.com',
    ]) {
      expect(addresses).toContain(parameter)
    }
    expect([...referrers]).toEqual(
      expect.arrayContaining([
        'www.google.com',
        'www.bing.com',
        'www.linkedin.com',
        'chatgpt.com',
        'www.perplexity.ai',
        'www.youtube.com',
      ]),
    )
  })

  it('has the bots that every site has', () => {
    const agents = countBy(story.events, sent => sent.user_agent)
    for (const [name, agent] of Object.entries(machines)) expect(agents[agent], name).toBeGreaterThan(5)
  })

  it('gives rates for every day of every currency but the base', () => {
    const counts = countBy(rows('rates'), rate => rate.currency!)
    expect(Object.keys(counts).sort()).toEqual(['JPY', 'USD'])
    for (const count of Object.values(counts)) expect(count).toBeGreaterThanOrEqual(STORY_DAYS)
  })
})

describe('people of the demo story', () => {
  const FREEMAIL = /^fictional\.[a-z.]+@(gmail\.com|outlook\.com|gmx\.de|web\.de|yahoo\.com|icloud\.com|proton\.me)$/

  it('live at reserved domains, or nowhere at a free mail provider', () => {
    const addresses = [
      ...forms.map(form => form.email ?? ''),
      ...rows('people').map(person => person.email!),
      ...rows('activities').flatMap(row => [row.person!, row.rep_email!]),
    ]
    for (const address of addresses) {
      if (!FREEMAIL.test(address)) expect(address).toMatch(/^[a-z]+(\.[a-z]+)+@[a-z-]+\.example$/)
    }
    expect(new Set(addresses.filter(address => FREEMAIL.test(address))).size).toBeGreaterThanOrEqual(15)
    for (const { domains } of rows('accounts')) expect(domains).toMatch(/^[a-z-]+\.example$/)
  })

  it('are told apart: no address and no id twice', () => {
    for (const column of ['email', 'external_id']) {
      const values = rows('people').map(person => person[column])
      expect(new Set(values).size, column).toBe(values.length)
    }
    for (const kind of ['accounts', 'deals', 'activities', 'touches'] as const) {
      const ids = rows(kind).map(row => row.external_id)
      expect(new Set(ids).size, kind).toBe(ids.length)
    }
    expect(new Set(events.map(event => event.id)).size).toBe(events.length)
  })

  it('decide in teams with different roles', () => {
    const teams = rows('deals').filter(deal => deal.contacts!.split(';').length >= 3)
    expect(teams.length).toBeGreaterThan(30)
    expect(
      Object.keys(countBy(rows('people'), person => person.role ?? ''))
        .filter(Boolean)
        .sort(),
    ).toEqual(['champion', 'economic_buyer', 'it_security', 'procurement', 'user'])
  })

  it('are named by every row that refers to them', () => {
    const accounts = new Set(rows('accounts').map(row => row.external_id))
    const people = new Set(rows('people').flatMap(row => [row.external_id, row.email]))
    const deals = new Set(rows('deals').map(row => row.external_id))
    for (const deal of rows('deals')) {
      expect(accounts).toContain(deal.account)
      for (const contact of deal.contacts!.split(';').filter(Boolean)) expect(people).toContain(contact)
    }
    for (const row of [...rows('activities'), ...rows('touches')]) {
      expect(accounts).toContain(row.account)
      if (row.person) expect(people).toContain(row.person)
    }
    for (const row of [...rows('deal-stages'), ...rows('adjustments')]) expect(deals).toContain(row.deal)
  })

  it('start as strangers: the first visit of an account with a deal comes before its first form', () => {
    for (const { account } of rows('deals')) {
      const company = companies.find(({ number }) => `A-${number}` === account)!
      const own = eventsOf(company.domain)
      const form = own.find(event => event.type === 'form')
      if (form) expect(at(own[0]!), company.name).toBeLessThan(at(form))
    }
  })
})

describe('visits of the demo story', () => {
  it('lead to pages that the site has and that were published by then', () => {
    for (const page of pages) {
      const url = new URL(page.url)
      expect(url.origin).toBe(nordkai.origin)
      const { title, published_days_ago } = pageAt(url.pathname)
      expect(page.title).toBe(title)
      if (published_days_ago > 0) expect(at(page)).toBeGreaterThanOrEqual(story.ends_at - published_days_ago * DAY_MS)
    }
    expect(new Set(pages.map(page => new URL(page.url).pathname)).size).toBe(catalog.length)
  })

  it('fetch files that the site offers', () => {
    const files = events.flatMap(event => (event.type === 'download' ? [new URL(event.href).pathname] : []))
    expect(new Set(files)).toEqual(new Set(downloads.map(one => `/files/${one.file}`)))
  })

  it('report reading for a page view that came before, as long as a person can', () => {
    const seen = new Map(pages.map(page => [page.id, page]))
    for (const event of events) {
      if (event.type !== 'engage') continue
      const page = seen.get(event.page_id)
      expect(page?.url).toBe(event.url)
      expect(event.engaged_ms).toBeLessThanOrEqual(at(event) - at(page!))
      expect(event.scroll_percent).toBeLessThanOrEqual(100)
    }
  })

  it('come one after the other in each browser', () => {
    const open = new Map<string, string>()
    for (const event of events) {
      if (event.anonymous_id === undefined) continue
      if (event.type === 'page') open.set(event.anonymous_id, event.id)
      if (event.type === 'engage') expect(open.get(event.anonymous_id)).toBe(event.page_id)
    }
  })
})

describe.each(['2026-03-16', '2026-03-17', '2026-03-18', '2026-03-19', '2026-03-20', '2026-03-21', '2026-03-22'])(
  'the demo story told on %s',
  today => {
    const told = demoStory({ today })

    it('lies within the nine months before today', () => {
      const times = told.events.map(({ event }) => at(event))
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(times[0]).toBeGreaterThanOrEqual(told.starts_at)
      expect(times.at(-1)).toBeLessThan(told.ends_at)
      const { activities = [], touches = [], adjustments = [] } = told.rows
      for (const row of [...activities, ...touches, ...adjustments]) {
        expect(Date.parse(row.at!)).toBeGreaterThanOrEqual(told.starts_at)
        expect(Date.parse(row.at!)).toBeLessThan(told.ends_at)
      }
      for (const { entered_at } of told.rows['deal-stages'] ?? []) expect(Date.parse(entered_at!)).toBeLessThan(told.ends_at)
    })

    it.each([highlights.woken, highlights.just_woken])(
      'wakes %s, silent for more than 60 days: an advertisement, three posts in a day, then a deal',
      account => {
        const company = companies.find(({ number }) => `A-${number}` === account)!
        const own = eventsOf(company.domain, told)
        const offline = [...told.rows.activities!, ...told.rows.touches!].filter(row => row.account === account)
        const moments = [...own.map(at), ...offline.map(row => Date.parse(row.at!))].toSorted((a, b) => a - b)
        const [longest] = moments
          .slice(1)
          .map((moment, i) => ({ silence: moment - moments[i]!, woke_at: moment }))
          .toSorted((a, b) => b.silence - a.silence)
        const { silence, woke_at } = longest!
        expect(silence).toBeGreaterThan(60 * DAY_MS)

        const waker = own.find(event => at(event) === woke_at)!
        expect(waker.url).toContain('li_fat_id=')
        const hers = own.filter(event => event.anonymous_id === waker.anonymous_id)
        // The colleague who clicked was unknown before.
        expect(hers[0]).toBe(waker)
        const thatDay = hers.filter(event => at(event) - woke_at < DAY_MS / 2 && event.type === 'page')
        expect(new Set(thatDay.map(event => new URL(event.url).pathname.split('/')[1]))).toEqual(new Set(['blog']))
        expect(new Set(thatDay.map(event => new URL(event.url).pathname)).size).toBe(3)

        const deal = told.rows.deals!.find(row => row.account === account)!
        expect(Date.parse(deal.created_at!)).toBeGreaterThan(woke_at)
      },
    )
  },
)

describe('tales of the demo story', () => {
  it('has one person with two browsers', () => {
    const browsers = new Map<string, Set<string>>()
    for (const form of forms) browsers.set(form.email!, (browsers.get(form.email!) ?? new Set()).add(form.anonymous_id!))
    const twice = [...browsers].filter(([, ids]) => ids.size > 1).map(([email]) => email)
    expect(twice).toEqual([expect.stringContaining(twoDevices.domain)])
  })

  it('has one browser with two people', () => {
    const people = new Map<string, Set<string>>()
    for (const form of forms) people.set(form.anonymous_id!, (people.get(form.anonymous_id!) ?? new Set()).add(form.email!))
    const shared = [...people.values()].filter(emails => emails.size > 1)
    expect(shared).toHaveLength(1)
    for (const email of shared[0]!) expect(email).toContain(oneDevice.domain)
  })

  it('has one account that is known five months after its first visit', () => {
    const own = eventsOf(late.domain)
    const form = own.find(event => event.type === 'form')!
    expect(at(form) - at(own[0]!)).toBeGreaterThan(150 * DAY_MS)
  })

  it('has one domain that two accounts claim, and people whom only that domain could place', () => {
    const claims = countBy(rows('accounts'), row => row.domains!)
    const ambiguous = Object.keys(claims).filter(domain => claims[domain]! > 1)
    expect(ambiguous).toHaveLength(1)
    const unplaced = rows('people').filter(person => person.email!.endsWith(`@${ambiguous[0]}`) && person.account === '')
    expect(unplaced.length).toBeGreaterThanOrEqual(2)
    expect(eventsOf(ambiguous[0]!).length).toBeGreaterThan(10)
  })

  it('points at deals and accounts that are there', () => {
    const ids = new Set([...rows('accounts'), ...rows('deals')].map(row => row.external_id))
    for (const id of [highlights.woken, highlights.just_woken, highlights.receipt, highlights.woken_deal])
      expect(ids).toContain(id)
    expect(rows('deals').find(deal => deal.external_id === highlights.receipt)).toMatchObject({ status: 'won' })
  })
})
