/** The builds of the snippet as browsers get them: addresses, what a tag checks them by, weight. */
import { type Asset, type Assets, addressOf } from '../assets.ts'
import type { SnippetBuild } from './install-snippet.tsx'

const files = ['t.js', 't.standard.js', 't.core.js']

/** @returns builds for an origin, the one with everything first; their sizes are measured once */
export function snippetBuilds(assets: Assets): (origin: string) => Promise<SnippetBuild[]> {
  const known = files.flatMap(file => {
    const asset = assets.get(file)
    return asset ? [{ file, asset }] : []
  })
  let sizes: Promise<number[]> | undefined
  return async origin => {
    sizes ??= Promise.all(known.map(({ asset }) => zippedBytes(asset)))
    const gzip = await sizes
    return known.map(({ file, asset }, i) => ({
      file,
      latest: `${origin}/${file}`,
      fixed: origin + addressOf(assets, file),
      integrity: asset.integrity,
      gzip_bytes: gzip[i] ?? 0,
    }))
  }
}

async function zippedBytes({ body }: Asset): Promise<number> {
  const stream = new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))
  return (await new Response(stream).arrayBuffer()).byteLength
}
