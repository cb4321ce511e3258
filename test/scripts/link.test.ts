/** `tributary link`: made, listed, taken back. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { tributary, tributaryJson } from '../tributary.ts'

const folder = mkdtempSync(join(tmpdir(), 'tributary-link-'))
const store = `sqlite:${join(folder, 'link.db')}`
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Made {
  readonly id: string
  readonly url: string
  readonly token: string
  readonly expires_at: string
}

it('is made, listed and taken back', async () => {
  const [person, to] = [
    ['--person', 'jane@acme.com'],
    ['--to', 'https://www.example.com/pricing'],
  ] as const
  const made = await tributaryJson<Made>(store, 'link', 'create', ...person, ...to, '--expires', '7')
  expect(made.url).toBe(`http://localhost:8787/l/${made.token}`)
  expect(Date.parse(made.expires_at) - Date.now()).toBeGreaterThan(6 * 86_400_000)

  const [bad, misused, listed, revoked, missing] = await Promise.all([
    tributary(store, 'link', 'create', ...person, '--to', 'ftp://example.com'),
    tributary(store, 'link', 'create', ...person, ...to, '--expires', 'soon'),
    tributary(store, 'link', 'list', '--person', 'JANE@acme.com'),
    tributary(store, 'link', 'revoke', made.url),
    tributary(store, 'link', 'create', ...person),
  ])
  expect([bad.code, bad.err]).toEqual([1, expect.stringContaining('must be an address that begins with https://')])
  expect([misused.code, missing.code]).toEqual([2, 2])
  expect(listed.out).toContain(`${made.id}  jane@acme.com  https://www.example.com/pricing  clicks 0  browsers 0`)
  expect(listed.out).not.toContain(made.token)
  expect([revoked.code, revoked.out]).toEqual([0, `link ${made.id} leads nowhere from now on\n`])
})
