import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSettings } from '../../../worker/settings.ts'
import { useStores } from '../../engines.ts'
import { platformOf, type Receiver, startReceiver } from '../alerts/receiver.ts'
import { openStory } from '../alerts/story.ts'
import { pageSite } from './site.ts'

let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(() => receiver.close())

describe('the page of alerts', () => {
  const open = useStores('sqlite')

  async function start() {
    const story = await openStory(await open(), receiver)
    const site = await pageSite(story.db, { alerts: platformOf(receiver) })
    const post = async (path: string, fields: Record<string, string> = {}, from = 'same-origin') => {
      const answer = await site.app.request(`https://t.example.com${path}`, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': from, Accept: 'text/html' },
      })
      return { status: answer.status, html: await answer.text(), location: answer.headers.get('Location') }
    }
    return { story, site, post }
  }
  const good = () => ({ url: receiver.url, kind: 'webhook', 'event:account.pricing_viewed': 'on', 'event:deal.moved': 'on' })
  const actionsIn = (html: string) => [...html.matchAll(/action="(\/alerts\/[^"]+\/\w+)"/g)].map(([, action]) => action!)

  it('sets a webhook up, tries it out, and shows a secret once', async () => {
    const { site, post } = await start()
    expect(await site.page('/alerts')).toContain('Nobody is told anything yet')
    expect((await post('/alerts', good(), 'cross-site')).status).toBe(403)
    const made = await post('/alerts', good())
    const [, secret = ''] = /data-copy="(whsec_[^"]+)"/.exec(made.html) ?? []
    expect([made.status, secret.length]).toEqual([200, 50])
    const later = await site.page('/alerts')
    expect(later).not.toContain(secret)
    expect(later).toContain('Nothing has arrived there yet')
    expect(later).toContain('Told when a known account is on a pricing page or a deal changes its stage, is won or lost.')
    const [test = '', pause = '', rotate = '', remove = ''] = actionsIn(later)
    for (const action of [test, pause, rotate, remove]) expect((await post(action, {}, 'cross-site')).status).toBe(403)

    expect((await post(test)).html).toContain('The test arrived at')
    receiver.answer = (_, response) => response.writeHead(503).end()
    expect((await post(test)).html).toContain('it answered 503')
    receiver.answer = (_, response) => response.end('ok')
    expect(await post(pause)).toMatchObject({ status: 303, location: '/alerts' })
    const paused = await site.page('/alerts')
    expect(paused).toContain('<span class="tag">paused</span>')
    expect((await post(rotate)).html).toMatch(/data-copy="whsec_/)
    const [, resume = ''] = actionsIn(paused)
    expect(resume).toMatch(/resume$/)
    expect((await post(resume)).status).toBe(303)
    expect((await post(remove)).status).toBe(303)
    expect((await post(remove)).status).toBe(404)
    expect(await site.page('/alerts')).toContain('Nobody is told anything yet')
    expect(site.reported).toEqual([])
  })

  it('shows what was told, and what became of it', async () => {
    const { story, site } = await start()
    await story.add()
    await story.add('slack')
    await story.identify('visitor-anna-00000001', 'anna@acme.example')
    await story.see('visitor-anna-00000001', '/pricing')
    let count = 0
    receiver.answer = (_, response) => response.writeHead(count++ === 0 ? 200 : 500).end()
    await story.run()
    receiver.answer = (_, response) => response.end('ok')
    const html = await site.page('/alerts')
    expect(html).toContain('anna@acme.example of acme.example looked at example.com/pricing.')
    expect(html).toContain('>delivered</span>')
    expect(html).toContain('tried 1×, again')
    expect(html).toContain('it answered 500')
    expect(html).toContain('>failing</span>')
  })

  it('names a chat by no more of its address than tells it from others', async () => {
    const { post, site } = await start()
    await post('/alerts', { ...good(), url: 'https://hooks.slack.com/services/T000/B000/verysecret', kind: 'slack' })
    const html = await site.page('/alerts')
    expect(html).toContain('hooks.slack.com/…cret')
    expect(html).not.toContain('verysecret')
  })

  it.each([
    [{ url: 'http://10.0.0.1/' }, 'f-url-error'],
    [{ url: '' }, 'f-url-error'],
    [{ 'event:account.pricing_viewed': '', 'event:deal.moved': '' }, 'f-events-error'],
  ])('says what is wrong and keeps what was typed: %j', async (wrong, id) => {
    const { post, story } = await start()
    const fields = Object.fromEntries(
      Object.entries({ ...good(), ...wrong }).filter(([name, value]) => name === 'url' || value !== ''),
    )
    const { status, html } = await post('/alerts', fields)
    expect([status, html.includes(`id="${id}"`)]).toEqual([422, true])
    expect(html).toContain(`value="${fields.url}"`)
    expect(await story.webhooks()).toEqual([])
  })

  it('sets what alerts go by', async () => {
    const { post, story } = await start()
    const typed = { 'alerts.pricing_paths': '/kosten*, /pricing', 'heat.cold_after_days': '60' }
    expect(await post('/alerts/terms', typed)).toMatchObject({ status: 303 })
    expect(await readSettings(story.db)).toMatchObject({
      'alerts.pricing_paths': ['/kosten*', '/pricing'],
      'heat.cold_after_days': 60,
    })
    const wrong = await post('/alerts/terms', { ...typed, 'heat.cold_after_days': '0', 'alerts.pricing_paths': 'kosten' })
    expect(wrong.status).toBe(422)
    expect(wrong.html).toContain('id="f-heat.1acold_after_days-error"')
  })

  it('recomputes nothing for pages that count', async () => {
    const { post, story } = await start()
    await story.attribute()
    await post('/alerts/terms', { 'alerts.pricing_paths': '/kosten*', 'heat.cold_after_days': '30' })
    expect(await story.db.all(sql`select * from stale_marks`)).toEqual([])
  })
})
