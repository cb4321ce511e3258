import { expect, it } from 'vitest'
import { addressOf, assetRoutes, assetsFrom } from '../../worker/assets.ts'

const file = (name: string) => [name, new TextEncoder().encode(`/* ${name} */`)] as const

it.each([['t.js'], ['t.standard.js'], ['t.core.js']])(
  '%s stands at its own name for an hour, and at its immutable address',
  async name => {
    const assets = await assetsFrom(['t.js', 't.standard.js', 't.core.js', 'pages.js'].map(file))
    const routes = assetRoutes(assets)
    const address = addressOf(assets, name)
    expect(address).toMatch(new RegExp(`^/${name.replace('.js', '')}\\.[0-9a-f]{10}\\.js$`))
    for (const [path, cache] of [
      [`/${name}`, 'public, max-age=3600'],
      [address, 'public, max-age=31536000, immutable'],
    ] as const) {
      const response = await routes.request(path)
      expect(await response.text()).toBe(`/* ${name} */`)
      expect(response.headers.get('Cache-Control')).toBe(cache)
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    }
    expect((await routes.request('/pages.js')).status).toBe(404)
  },
)
