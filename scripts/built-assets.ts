/** The files that browsers load, as the build left them in dist/assets. */
import { readdirSync, readFileSync } from 'node:fs'
import { type Assets, assetsFrom } from '../worker/assets.ts'

export function builtAssets(): Promise<Assets> {
  // The same folder seen from here and from dist/cli.js.
  const folder = new URL('../dist/assets/', import.meta.url)
  return assetsFrom(readdirSync(folder).map(name => [name, new Uint8Array(readFileSync(new URL(name, folder)))]))
}
