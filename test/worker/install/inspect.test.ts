import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../../db/database.ts'
import { migrate, readMigrations } from '../../../db/migrate.ts'
import { connect } from '../../../db/open.ts'
import { startWorld, type World } from './world.ts'

const PAGE = 'https://www.acme.example/'
const SCRIPT = 'https://t.acme.example/t.js'
const CONTAINER = 'https://www.googletagmanager.com/gtm.js?id=GTM-ABC123'

let db: Database
let world: World

beforeAll(async () => {
  db = await connect('sqlite::memory:')
  await migrate(db, readMigrations(), Date.now)
  world = await startWorld(db)
})
afterAll(async () => {
  await world.close()
  await db.close()
})
beforeEach(() => world.web.clear())

const fine = {
  tag_found: 'ok',
  script_served: 'ok',
  collector_answers: 'ok',
  no_event_yet: 'note',
}

/** What the page has that a page without faults has not. */
async function inspect(html: string, headers: Record<string, string> = {}, address = PAGE) {
  world.web.set(address, { body: html.replaceAll('KEY', world.keys.acme), headers })
  const found = await world.inspect(address)
  return Object.fromEntries(Object.entries(found).filter(([code, state]) => !(code in fine) || state === 'broken'))
}

const TAG = `<script defer src="${SCRIPT}" data-site="KEY"></script>`

describe('a page with the tag as it should be', () => {
  it('has no fault, is shown to work, and leaves no trace', async () => {
    world.web.set(PAGE, { body: TAG.replace('KEY', world.keys.acme) })
    expect(await world.inspect(PAGE)).toEqual(fine)
    expect(await db.all(sql`select * from ledger`)).toEqual([])
    expect(await db.all(sql`select * from events`)).toEqual([])
    expect(await db.all(sql`select * from dead_letters`)).toEqual([])
  })

  it.each([
    [
      'by its versioned address',
      () =>
        `<script defer src="https://t.acme.example${world.fixed.path}" integrity="${world.fixed.integrity}" crossorigin="anonymous" data-site="KEY"></script>`,
    ],
    ['a smaller build, asynchronous', () => '<script async src="//t.acme.example/t.core.js" data-site=KEY></script>'],
    ['with its key in the address', () => `<script defer src="${SCRIPT}?site=KEY"></script>`],
    [
      'a relative address under a base',
      () => '<base href="https://t.acme.example/"><script defer src="t.js" data-site="KEY"></script>',
    ],
    ['run by Rocket Loader', () => `<script type="0a1b2c3d-text/javascript" defer src="${SCRIPT}" data-site="KEY"></script>`],
    [
      'beside what is no second one',
      () =>
        `<!-- ${TAG} --><noscript>${TAG}</noscript>${TAG}<script defer src="https://cdn.usefathom.com/script.js" data-site="ABCDEF"></script>`,
    ],
  ])('%s has no fault', async (_, html) => {
    expect(await inspect(html())).toEqual({})
  })

  it('tells when the newest view came in', async () => {
    await world.ask(new URL('https://t.acme.example/e'), {
      method: 'POST',
      body: JSON.stringify({
        site: world.keys.acme,
        batch: [{ id: 'view-0001', type: 'page', url: PAGE, created_at: new Date().toISOString() }],
      }),
      headers: {
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
      },
    })
    world.web.set(PAGE, { body: TAG.replace('KEY', world.keys.acme) })
    expect(await world.inspect(PAGE)).toMatchObject({ last_event: 'ok' })
    await db.run(sql`delete from events`, sql`delete from ledger`)
  })
})

describe('the tag', () => {
  it.each([
    ['is missing', '<script src="/app.js"></script>', { tag_missing: 'broken' }],
    ['is in a comment only', `<!-- ${TAG} -->`, { tag_missing: 'broken' }],
    ['has no key', `<script defer src="${SCRIPT}"></script>`, { site_key_missing: 'broken' }],
    [
      'has a key that nobody has',
      `<script defer src="${SCRIPT}" data-site="pk_0123456789"></script>`,
      { site_key_unknown: 'broken' },
    ],
    [
      'still has the placeholder',
      `<script defer src="${SCRIPT}" data-site="SITE_KEY"></script>`.replace('SITE_KEY', 'SITE-K'),
      { site_key_unknown: 'broken' },
    ],
    ['has a secret key', `<script defer src="${SCRIPT}" data-site="sk_0123456789"></script>`, { secret_key_in_page: 'broken' }],
    ['holds the page up', TAG.replace('defer', ''), { tag_not_deferred: 'weak' }],
    ['is held back by a consent tool', TAG.replace('defer', 'type="text/plain"'), { tag_held_back: 'note' }],
    ['waits for consent', TAG.replace('defer', 'defer data-consent="required"'), { consent_required: 'note' }],
    ['misspells consent', TAG.replace('defer', 'defer data-consent="require"'), { consent_unknown: 'broken' }],
    ['is there twice', TAG + TAG, { installed_twice: 'weak' }],
    [
      'is there twice, in two builds',
      `${TAG}<script defer src="/s/t.core.js" data-site="KEY"></script>`,
      { installed_twice: 'weak' },
    ],
    [
      'is there, and a script writes another',
      `${TAG}<script>s=document.createElement('script');s.src='${SCRIPT}';s.dataset.site='KEY'</script>`,
      { installed_twice: 'weak' },
    ],
    [
      'is written by a script',
      `<script>s=document.createElement('script');s.src='${SCRIPT}';s.dataset.site='KEY'</script>`,
      { tag_not_in_html: 'note' },
    ],
  ])('%s', async (_, html, expected) => {
    expect(await inspect(html)).toEqual(expected)
  })

  it('has the key of another site', async () => {
    expect(await inspect(TAG.replace('KEY', world.keys.other))).toMatchObject({ site_key_of_another_site: 'broken' })
  })

  it('stands on a host that is no site', async () => {
    expect(await inspect(TAG, {}, 'https://elsewhere.example/')).toMatchObject({ site_key_of_another_site: 'broken' })
    expect(await inspect('', {}, 'https://elsewhere.example/')).toEqual({ tag_missing: 'broken' })
  })

  it('stands on localhost, where it is mute unless told otherwise', async () => {
    expect(await inspect(TAG, {}, 'http://localhost/')).toEqual({ muted_on_localhost: 'broken' })
    expect(await inspect(TAG.replace('defer', 'defer data-local'), {}, 'http://localhost/')).toEqual({})
  })
})

describe('a tag manager', () => {
  const loader = `<script>(function(w,d,s,l,i){j.src='https://www.googletagmanager.com/gtm.js?id='+i})(window,document,'script','dataLayer','GTM-ABC123')</script>`

  it.each([
    ['does not load the snippet', 'var data = {"tags": []}', loader + TAG, {}],
    [
      'loads it a second time',
      String.raw`"\u003Cscript src=\"https:\/\/t.acme.example\/t.js?site=KEY\"\u003E"`,
      loader + TAG,
      { installed_twice: 'weak' },
    ],
    ['loads it', String.raw`"https:\/\/t.acme.example\/t.js?site=KEY"`, loader, { tag_not_in_html: 'note' }],
    [
      'is loaded by its own tag',
      String.raw`"https:\/\/t.acme.example\/t.js?site=KEY"`,
      `<script async src="${CONTAINER}"></script>`,
      { tag_not_in_html: 'note' },
    ],
    ['is there, and no tag at all', '{}', loader, { tag_missing: 'broken' }],
  ])('%s', async (_, container, html, expected) => {
    world.web.set(CONTAINER, { body: container.replace('KEY', world.keys.acme), headers: { 'content-type': 'text/javascript' } })
    expect(await inspect(html)).toEqual(expected)
  })
})

describe('addresses', () => {
  it.each([
    ['the script by http on a page by https', TAG.replace('https:', 'http:'), { mixed_content: 'broken' }],
    ['the collector by http', TAG.replace('defer', 'defer data-host="http://t.acme.example"'), { mixed_content: 'broken' }],
    [
      'a host without a protocol',
      TAG.replace('defer', 'defer data-host="t.acme.example"'),
      { collector_host_malformed: 'broken' },
    ],
    [
      'a collector that is not there',
      TAG.replace('defer', 'defer data-host="https://dead.example"'),
      { collector_unreachable: 'broken' },
    ],
    [
      'a collector that is something else',
      TAG.replace('defer', 'defer data-host="https://www.acme.example"'),
      { collector_not_ours: 'broken' },
    ],
    [
      'a script that is not there',
      '<script defer src="https://dead.example/t.js" data-site="KEY" data-host="https://t.acme.example"></script>',
      { script_unreachable: 'broken' },
    ],
    [
      'a script that is not served',
      '<script defer src="/t.js" data-site="KEY" data-host="https://t.acme.example"></script>',
      { script_not_served: 'broken' },
    ],
  ])('%s', async (_, html, expected) => {
    expect(await inspect(html)).toEqual(expected)
  })

  it('by http are no fault where the page makes them safe, nor on a page by http', async () => {
    const html = TAG.replace('https:', 'http:')
    expect(await inspect(html, { 'content-security-policy': 'upgrade-insecure-requests' })).toEqual({})
    expect(await inspect(html, {}, 'http://www.acme.example/')).toEqual({})
  })

  it('that ad blockers know are named', async () => {
    world.web.set('https://www.acme.example/analytics/t.js', {
      body: 'window.tributary',
      headers: { 'content-type': 'text/javascript' },
    })
    const html = '<script defer src="/analytics/t.js" data-site="KEY" data-host="https://t.acme.example"></script>'
    expect(await inspect(html)).toEqual({ blocked_name: 'weak', script_of_other_version: 'note' })
  })

  it('of a collector that redirect lose events', async () => {
    world.web.set('https://www.acme.example/s/e', { status: 301, headers: { location: 'https://t.acme.example/e' }, body: '' })
    expect(await inspect(TAG.replace('defer', 'defer data-host="/s"'))).toEqual({ collector_redirects: 'broken' })
  })

  it('of a collector whose proxy drops its headers leave the script unsure', async () => {
    world.web.set('https://p.acme.example/e', { status: 400, body: '{"error":"empty_batch"}' })
    expect(await inspect(TAG.replace('defer', 'defer data-host="https://p.acme.example"'))).toEqual({
      collector_without_cors: 'weak',
    })
    world.web.set('https://www.acme.example/s/e', { status: 400, body: '{"error":"empty_batch"}' })
    expect(await inspect(TAG.replace('defer', 'defer data-host="/s"'))).toEqual({})
  })
})

describe('a policy', () => {
  const csp = 'content-security-policy'
  it.each([
    ['blocks the script', { [csp]: "script-src 'self'" }, TAG, { policy_blocks_script: 'broken' }],
    ['blocks events', { [csp]: "default-src 'self'; script-src t.acme.example" }, TAG, { policy_blocks_events: 'broken' }],
    ['blocks both', { [csp]: "default-src 'self'" }, TAG, { policy_blocks_script: 'broken', policy_blocks_events: 'broken' }],
    ['lets both pass', { [csp]: "default-src 'self' https://t.acme.example" }, TAG, {}],
    [
      'asks for a nonce that the tag has',
      { [csp]: "script-src 'nonce-r4nd0m' 'strict-dynamic'" },
      TAG.replace('defer', 'defer nonce="r4nd0m"'),
      {},
    ],
    [
      'asks for a nonce that it has not',
      { [csp]: "script-src 'nonce-r4nd0m' 'strict-dynamic' https:" },
      TAG,
      { policy_blocks_script: 'broken' },
    ],
    ['only reports', { [`${csp}-report-only`]: "script-src 'self'" }, TAG, { policy_would_block: 'note' }],
    [
      'stands in the page',
      {},
      `<meta http-equiv="${csp}" content="script-src 'self'">${TAG}`,
      { policy_blocks_script: 'broken' },
    ],
    ['stands behind the tag', {}, `${TAG}<meta http-equiv="${csp}" content="script-src 'self'">`, {}],
  ] as const)('%s', async (_, headers, html, expected) => {
    expect(await inspect(html, headers)).toEqual(expected)
  })
})

describe('the script', () => {
  const at = 'https://cdn.acme.example/t.js'
  const tag = (attributes: string, src = at) =>
    `<script defer src="${src}" ${attributes} data-site="KEY" data-host="https://t.acme.example"></script>`
  const js = { 'content-type': 'text/javascript' }

  it.each([
    ['is a page', { 'content-type': 'text/html' }, '<p>tributary', tag(''), { script_wrong_type: 'broken' }],
    ["is somebody else's", js, 'alert(1)', tag(''), { script_not_ours: 'broken' }],
    ['is an older version', js, 'window.tributary = 1', tag(''), { script_of_other_version: 'note' }],
    ['lacks CORS', js, 'window.tributary = 1', tag('crossorigin'), { script_without_cors: 'broken' }],
    [
      'is asked for with integrity but without crossorigin',
      js,
      'window.tributary = 1',
      tag('integrity="sha384-x"', at.replace('t.js', 't.0123456789.js')),
      { integrity_without_crossorigin: 'broken', integrity_mismatch: 'broken' },
    ],
    [
      'is not what integrity says',
      { ...js, 'access-control-allow-origin': '*' },
      'window.tributary = 1',
      tag('crossorigin integrity="sha256-AAAA"', at.replace('t.js', 't.0123456789.js')),
      { integrity_mismatch: 'broken' },
    ],
  ])('%s', async (_, headers, body, html, expected) => {
    world.web.set(at, { headers, body })
    world.web.set(at.replace('t.js', 't.0123456789.js'), { headers, body })
    expect(await inspect(html)).toEqual(expected)
  })

  it('with integrity on an address that changes breaks with the next release', async () => {
    const html = `<script defer src="${SCRIPT}" integrity="${world.fixed.integrity}" crossorigin data-site="KEY"></script>`
    expect(await inspect(html)).toEqual({ integrity_of_changing_file: 'weak' })
  })

  it('comes from a machine with another clock', async () => {
    world.web.set(PAGE, { body: TAG.replace('KEY', world.keys.acme) })
    expect(await world.inspect(PAGE, Date.now() + 600_000)).toMatchObject({ clock_differs: 'weak' })
  })
})

describe('the page', () => {
  it.each([
    ['is not there', { status: 404, body: 'no' }, 'page_refused'],
    ['is a file', { headers: { 'content-type': 'application/pdf' }, body: '' }, 'page_not_html'],
    ['redirects for ever', { status: 302, headers: { location: PAGE }, body: '' }, 'page_unreachable'],
  ])('%s', async (_, served, code) => {
    world.web.set(PAGE, served)
    expect(await world.inspect(PAGE)).toEqual({ [code]: 'broken' })
  })

  it('has a host that does not answer', async () => {
    expect(await world.inspect('https://dead.example/')).toEqual({ page_unreachable: 'broken' })
  })

  it('is looked at where its redirects end', async () => {
    world.web.set('https://acme.example/', { status: 301, headers: { location: PAGE }, body: '' })
    world.web.set(PAGE, { body: TAG.replace('KEY', world.keys.acme) })
    expect(await world.inspect('https://acme.example/')).toEqual(fine)
  })

  it('is read as far as it is taken', async () => {
    world.web.set(PAGE, { body: TAG.replace('KEY', world.keys.acme) + ' '.repeat(2_100_000) })
    expect(await world.inspect(PAGE)).toEqual({ ...fine, page_cut: 'note' })
  })
})
