import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { describeEachEngine, NOW } from '../../engines.ts'
import { pageView, startCollector } from './collector.ts'

describeEachEngine('the collector', open => {
  it('stores an event as it came, with its time, device and fingerprint', async () => {
    const { collect, events } = await startCollector(await open())
    const event = pageView({
      id: 'first-event',
      url: 'https://www.example.com/pricing?utm_source=x',
      title: 'Prices',
      referrer: 'https://www.google.com/',
    })
    expect(await collect(event)).toEqual({ accepted: 1, duplicates: 0, rejected: [] })
    expect(await events()).toEqual([
      {
        event_id: 'first-event',
        site_id: expect.any(String),
        origin: 'browser',
        type: 'page',
        visitor_id: 'visitor-0123456789abcdef',
        occurred_at: NOW,
        created_at: NOW,
        sent_at: NOW,
        received_at: NOW,
        time_flag: null,
        url: 'https://www.example.com/pricing?utm_source=x',
        title: 'Prices',
        referrer: 'https://www.google.com/',
        body: '{}',
        body_fp: expect.stringMatching(/^[0-9a-f]{32}$/),
        country: null,
        device: 'desktop',
        browser: 'Chrome',
        os: 'Windows',
        bot_reason: null,
        account_ref: null,
        account_rule: null,
      },
    ])
  })

  it('takes an id once, whatever time has passed and whenever it was sent', async () => {
    const { collect, events, clock } = await startCollector(await open())
    const event = pageView()
    await collect(event)
    clock.now += 1000
    expect(await collect(event)).toMatchObject({ accepted: 0, duplicates: 1 })
    expect(await events()).toHaveLength(1)
  })

  it('keeps the first body for ever, and the second as a dead letter', async () => {
    const { collect, events, letters } = await startCollector(await open())
    await collect(pageView({ id: 'conflict-0001', title: 'first' }))
    expect(await collect(pageView({ id: 'conflict-0001', title: 'second' }))).toEqual({
      accepted: 0,
      duplicates: 0,
      rejected: [{ index: 0, id: 'conflict-0001', reason: 'id_conflict', field: 'id' }],
    })
    expect(await events()).toMatchObject([{ title: 'first' }])
    expect(await letters()).toMatchObject([{ reason: 'id_conflict', event_id: 'conflict-0001', replayable: 1 }])
    expect(JSON.parse((await letters())[0]!.head)).toMatchObject({ title: 'second' })
  })

  it('tells the two apart within one batch, too', async () => {
    const { collect } = await startCollector(await open())
    const event = pageView()
    expect(await collect(event, event, { ...event, title: 'other' }, pageView())).toMatchObject({
      accepted: 2,
      duplicates: 1,
      rejected: [{ index: 2, reason: 'id_conflict' }],
    })
  })

  it('does not care for the order of keys in a repeated event', async () => {
    const { collect } = await startCollector(await open())
    const event = pageView({ type: 'track', name: 'x', props: { a: 1, b: { c: 2, d: 3 } } })
    await collect(event)
    const reordered = Object.fromEntries(Object.entries({ ...event, props: { b: { d: 3, c: 2 }, a: 1 } }).reverse())
    expect(await collect(reordered)).toMatchObject({ duplicates: 1 })
  })

  it('takes the good events of a batch and names the bad ones', async () => {
    const { collect, letters } = await startCollector(await open())
    expect(await collect(pageView(), pageView({ type: 'nonsense' }), 7, pageView())).toEqual({
      accepted: 2,
      duplicates: 0,
      rejected: [
        { index: 1, id: expect.any(String), reason: 'bad_type', field: 'type' },
        { index: 2, id: null, reason: 'wrong_type', field: null },
      ],
    })
    expect(await letters()).toHaveLength(2)
  })

  it('links the visitor of a form to the person with the address', async () => {
    const { collect, db } = await startCollector(await open())
    await collect(
      pageView({ id: 'form-0001', type: 'form', email: 'Jane@Acme.example', fields: { first_name: 'Jane', last_name: 'Doe' } }),
    )
    expect(await db.all(sql`select email, email_domain, name, title, source from people`)).toEqual([
      { email: 'jane@acme.example', email_domain: 'acme.example', name: 'Jane Doe', title: null, source: 'browser' },
    ])
    expect(
      await db.all(sql`
        select link_id, visitor_id, linked_at, method, trust, evidence, closed_at, email
        from identity_links inner join people on people.person_id = identity_links.person_id
      `),
    ).toEqual([
      {
        link_id: 'l_form-0001',
        visitor_id: 'visitor-0123456789abcdef',
        linked_at: NOW,
        method: 'form',
        trust: 'claimed',
        evidence: 'form-0001',
        closed_at: null,
        email: 'jane@acme.example',
      },
    ])
  })

  it('marks visitor and person stale in the same write', async () => {
    const { collect, db } = await startCollector(await open())
    await db.run(sql`delete from stale_marks`)
    await collect(pageView({ type: 'identify', email: 'jane@acme.example' }))
    expect(await db.all(sql`select kind, mark_key from stale_marks order by kind`)).toEqual([
      { kind: 'person_ref', mark_key: 'jane@acme.example' },
      { kind: 'visitor', mark_key: 'visitor-0123456789abcdef' },
    ])
  })

  it('counts what it received so that nothing is missing', async () => {
    const { collect, send, db, key } = await startCollector(await open())
    const event = pageView()
    await collect(event, pageView(), pageView({ id: 'x' }))
    await collect(event, { ...event, title: 'other' })
    await send({ site: key, batch: [pageView(), pageView()] }, { origin: 'https://other.example' })
    await send({ site: 'pk_unknown', batch: [pageView()] })
    await send({ site: key, batch: [] })
    // The last one held nothing.
    expect(
      await db.all(sql`
        select site_id = '' as nobodys, outcome, reason, events from ledger order by site_id = '', outcome, reason
      `),
    ).toEqual(
      [
        ['accepted', '', 2],
        ['duplicate', '', 1],
        ['refused', 'origin_not_allowed', 2],
        ['rejected', 'bad_id', 1],
        ['rejected', 'id_conflict', 1],
        ['refused', 'unknown_write_key', 1],
      ].map(([outcome, reason, events]) => ({ nobodys: expect.anything(), outcome, reason, events })),
    )
  })
})
