import { describe, expect, it } from 'vitest'
import { readEnvironment } from '../../worker/env.ts'

describe('readEnvironment', () => {
  it('needs nothing', () => {
    expect(readEnvironment({})).toEqual({
      databaseUrl: 'sqlite:data/tributary.db',
      port: 8787,
      publicUrl: undefined,
      secret: null,
      trustProxy: false,
    })
  })

  it('takes what is set, and empty for not set', () => {
    const secret = 's'.repeat(32)
    expect(
      readEnvironment({
        DATABASE_URL: 'postgres://x',
        PORT: '0',
        PUBLIC_URL: 'https://t.Example.com/',
        SECRET: secret,
        TRUST_PROXY: 'true',
      }),
    ).toEqual({ databaseUrl: 'postgres://x', port: 0, publicUrl: 'https://t.example.com', secret, trustProxy: true })
    expect(readEnvironment({ PORT: ' ', TRUST_PROXY: 'off' })).toMatchObject({ port: 8787, trustProxy: false })
  })

  it.each([
    ['PORT', '80a'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PUBLIC_URL', 't.example.com'],
    ['PUBLIC_URL', 'ftp://t.example.com'],
    ['PUBLIC_URL', 'https://t.example.com/collect'],
    ['SECRET', 'short'],
    ['TRUST_PROXY', 'maybe'],
  ])('names %s when it is %j', (name, value) => {
    expect(() => readEnvironment({ [name]: value })).toThrow(name)
  })
})
