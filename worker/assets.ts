/** Files that browsers load: the snippet for other people's pages; style, scripts and type for our own. */
import { Hono } from 'hono'

export interface Asset {
  readonly body: Uint8Array<ArrayBuffer>
  readonly type: string
  /** First characters of the body's SHA-256; part of the immutable address. */
  readonly hash: string
  /** For `<script integrity>`. */
  readonly integrity: string
}

/** By file name: `t.js`, `style.css`, … */
export type Assets = ReadonlyMap<string, Asset>

const YEAR_S = 31_536_000
const HOUR_S = 3600

const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  woff2: 'font/woff2',
}

/**
 * Style names its fonts by their file names; it gets their immutable addresses here, since they stand beside it.
 * @throws Error on a file of a kind that is not served
 */
export async function assetsFrom(files: Iterable<readonly [name: string, body: Uint8Array<ArrayBuffer>]>): Promise<Assets> {
  const assets = new Map<string, Asset>()
  const stylesLast = [...files].sort(([a], [b]) => Number(a.endsWith('.css')) - Number(b.endsWith('.css')))
  for (const [name, body] of stylesLast)
    assets.set(name, await assetFrom(name, name.endsWith('.css') ? withFonts(body, assets) : body))
  return assets
}

function withFonts(style: Uint8Array<ArrayBuffer>, assets: Assets): Uint8Array<ArrayBuffer> {
  const fonts = [...assets.keys()].filter(name => name.endsWith('.woff2'))
  const text = fonts.reduce((css, font) => css.replaceAll(`./${font}`, addressOf(assets, font)), new TextDecoder().decode(style))
  return new TextEncoder().encode(text)
}

async function assetFrom(name: string, body: Uint8Array<ArrayBuffer>): Promise<Asset> {
  const type = types[name.slice(name.lastIndexOf('.') + 1)]
  if (!type) throw new Error(`asset ${name} is of no kind that is served`)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body))
  const hex = Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
  return { body, type, hash: hex.slice(0, 10), integrity: `sha256-${btoa(String.fromCharCode(...digest))}` }
}

/** The address under which an asset never changes: `t.js` → `/t.1a2b3c4d5e.js`, `style.css` → `/assets/style.1a2b3c4d5e.css`. */
export function addressOf(assets: Assets, name: string): string {
  const asset = assets.get(name)
  if (!asset) throw new Error(`no asset ${name}: run the build`)
  const versioned = name.replace(/(\.\w+)$/, `.${asset.hash}$1`)
  return isSnippet(name) ? `/${versioned}` : `/assets/${versioned}`
}

/** `t.js` has everything; `t.standard.js` and `t.core.js` are smaller builds of the same source. */
const isSnippet = (name: string) => /^t(\.\w+)?\.js$/.test(name)

/** The snippet stays at `/t.js`, its smaller builds at their names, cached for an hour; every asset stands at its immutable address too. */
export function assetRoutes(assets: Assets) {
  const routes = new Hono()
  const serve = (path: string, asset: Asset, cacheControl: string) =>
    routes.get(path, () => new Response(asset.body, { headers: { ...headersOf(asset), 'Cache-Control': cacheControl } }))

  for (const [name, asset] of assets) serve(addressOf(assets, name), asset, `public, max-age=${YEAR_S}, immutable`)
  for (const [name, asset] of assets) if (isSnippet(name)) serve(`/${name}`, asset, `public, max-age=${HOUR_S}`)
  return routes
}

// Pages of other origins load the snippet, with crossorigin and integrity.
const headersOf = (asset: Asset) => ({
  'Content-Type': asset.type,
  'Access-Control-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
})
