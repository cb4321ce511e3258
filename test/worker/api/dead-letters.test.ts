import { expect, it } from 'vitest'
import { describeEachEngine } from '../../engines.ts'
import { pageView, startCollector } from '../collect/collector.ts'
import { openApi } from './api.ts'

describeEachEngine('GET /api/v1/dead-letters', open => {
  it('lists why events were rejected, page by page, and not what they said', async () => {
    const site = await startCollector(await open())
    await site.collect(pageView({ id: 'bad' }), pageView({ url: 'no address' }), pageView({ id: 'bad' }))
    site.clock.now += 1000
    await site.collect(pageView({ id: 'worse' }))
    const api = await openApi(site.db)

    const seen: { dead_letter_id: string; reason: string; received_at: string }[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await api.get(`/dead-letters?limit=3${cursor && `&cursor=${cursor}`}`)
      const page = body as { items: typeof seen; next_cursor: string | null }
      seen.push(...page.items)
      cursor = page.next_cursor
    }
    expect(seen).toMatchObject([
      { reason: 'bad_id', replayable: true, replayed_at: null, kind: 'event', tries: 0, received_at: '2026-01-01T00:00:01.000Z' },
      ...Array.from({ length: 3 }, () => ({ received_at: '2026-01-01T00:00:00.000Z' })),
    ])
    expect(new Set(seen.map(letter => letter.dead_letter_id)).size).toBe(4)
    expect(seen[0]).not.toHaveProperty('head')
    expect((await api.get('/dead-letters?reason=bad_url')).body).toMatchObject({ items: [{ reason: 'bad_url' }] })
    expect(await api.get('/dead-letters?cursor=x')).toMatchObject({ status: 400, body: { error: 'invalid_cursor' } })
  })
})
