import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { useStores } from '../../engines.ts'
import { openApi } from './api.ts'

interface Entry {
  readonly name: string
  readonly input: { readonly json: object }
  readonly expect: { readonly reason: string }
}
const corpus: readonly Entry[] = JSON.parse(readFileSync('test/fixtures/hostile-inputs.json', 'utf8'))
const entry = (name: string) => corpus.find(one => one.name === name)!

const DAY_MS = 86_400_000

describe('/api/v1/links', () => {
  const open = useStores('sqlite')

  async function start() {
    const api = await openApi(await open(), 'sales')
    const ask = async (method: string, path: string, body?: unknown) => {
      const answer = await api.request(`https://t.example.com/api/v1/links${path}`, {
        method,
        headers: { Authorization: `Bearer ${api.key}` },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      return { status: answer.status, body: await answer.json() }
    }
    return { api, ask }
  }

  it('makes, lists and revokes links, and shows the token once', async () => {
    const { api, ask } = await start()
    const made = await ask('POST', '', { person: 'Jane@Acme.com', target_url: 'HTTPS://www.example.com', expires_days: 30 })
    expect(made).toMatchObject({
      status: 201,
      body: {
        url: expect.stringMatching(/^https:\/\/t\.example\.com\/l\/[0-9a-z]{26}$/),
        token: expect.stringMatching(/^[0-9a-z]{26}$/),
        person: 'jane@acme.com',
        target_url: 'https://www.example.com/',
        created_by: expect.stringMatching(/^API key ./),
        revoked_at: null,
        clicks: 0,
        browsers: 0,
      },
    })
    const { id, url, token, created_at, expires_at } = made.body
    expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(30 * DAY_MS)
    await ask('POST', '', { person: 'bob@acme.com', target_url: 'https://www.example.com/b' })
    const { body: list } = await ask('GET', '')
    expect(list.items).toHaveLength(2)
    expect(JSON.stringify(list)).not.toContain(token)
    const { body: first } = await ask('GET', '?limit=1')
    const { body: second } = await ask('GET', `?limit=1&cursor=${first.next_cursor}`)
    expect([...first.items, ...second.items]).toEqual(list.items)
    expect(second.next_cursor).toBeNull()
    expect((await ask('GET', '?person=JANE@acme.com')).body.items).toMatchObject([{ id, person: 'jane@acme.com' }])
    expect((await ask('GET', `/${id}`)).body).toMatchObject({ id, revoked_at: null })

    expect((await api.request(new URL(url).pathname, { method: 'HEAD' })).status).toBe(302)
    expect((await ask('GET', `/${id}`)).body).toMatchObject({ clicks: 0, machine_hits: 1, last_click_at: null })
    expect(await ask('DELETE', `/${id}`)).toMatchObject({ status: 200, body: { id, revoked_at: expect.any(String) } })
    expect((await api.request(new URL(url).pathname)).status).toBe(404)
    expect((await ask('DELETE', `/${id}`)).status).toBe(404)
    expect(api.reported).toEqual([])
  })

  const good = { person: 'jane@acme.com', target_url: 'https://www.example.com/' }
  it.each([
    ['POST', '', { ...good, target_url: 'javascript:alert(1)' }, 400, 'bad_url'],
    ['POST', '', { ...good, target_url: 'https://user:pw@www.example.com/' }, 400, 'bad_url'],
    ['POST', '', entry('link-target-userinfo').input.json, 400, entry('link-target-userinfo').expect.reason],
    ['POST', '', entry('tenant-in-body-mass-assignment').input.json, 400, entry('tenant-in-body-mass-assignment').expect.reason],
    ['POST', '', { ...good, person: 'jane@' }, 400, 'bad_email'],
    ['POST', '', { ...good, person: 'P-17' }, 404, 'not_found'],
    ['POST', '', { ...good, expires_days: 0 }, 400, 'bad_number'],
    ['POST', '', { ...good, expires_days: 1.5 }, 400, 'bad_number'],
    ['POST', '', { ...good, expires_days: 10_000 }, 400, 'bad_number'],
    ['POST', '', { ...good, expires_days: '30' }, 400, 'wrong_type'],
    ['POST', '', { ...good, token: 'mine' }, 400, 'unknown_field'],
    ['POST', '', { person: 'jane@acme.com' }, 400, 'missing_field'],
    ['POST', '', { ...good, person: 7 }, 400, 'wrong_type'],
    ['POST', '', [], 400, 'wrong_type'],
    ['POST', '', '{', 400, 'invalid_json'],
    ['GET', '?cursor=x', undefined, 400, 'invalid_cursor'],
    ['GET', '?person=nobody@acme.com', undefined, 404, 'not_found'],
    ['GET', '/x', undefined, 404, 'not_found'],
    ['DELETE', '/x', undefined, 404, 'not_found'],
    ['PUT', '', good, 405, 'method_not_allowed'],
    ['DELETE', '', undefined, 405, 'method_not_allowed'],
  ])('answers %s %s %j with %i %s', async (method, path, body, status, error) => {
    const { api, ask } = await start()
    expect(await ask(method, path, body)).toMatchObject({ status, body: { error, request_id: expect.any(String) } })
    expect(api.reported).toEqual([])
  })

  it('is behind the key', async () => {
    const { api } = await start()
    for (const method of ['GET', 'POST', 'DELETE']) expect((await api.request('/api/v1/links', { method })).status).toBe(401)
  })
})
