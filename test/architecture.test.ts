/** The import rules of ARCHITECTURE.md, run instead of remembered. */
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'

const mayImport: Record<string, readonly string[]> = {
  snippet: ['snippet'],
  db: ['db'],
  worker: ['worker', 'db', 'snippet/wire.ts'],
  scripts: ['scripts', 'worker', 'db', 'snippet/wire.ts'],
}

/** Data in, data out: no HTTP, no store, no clock, no chance. */
const pureRooms = ['worker/journey', 'worker/attribution', 'worker/insight', 'worker/install']

/** The only files that know where they run. */
const placeAware = ['worker/node.ts', 'worker/cloudflare.ts', 'worker/env.ts']

interface Import {
  file: string
  target: string
  isType: boolean
}

describe('imports', () => {
  it.each(Object.entries(mayImport))('%s/ imports only packages and %j', (folder, allowed) => {
    const isAllowed = (target: string) => allowed.some(path => target === path || target.startsWith(`${path}/`))
    const strays = importsOf(folder).filter(({ target }) => isOurs(target) && !isAllowed(target))
    expect(strays).toEqual([])
  })

  it.each(pureRooms.filter(room => sourcesOf(room).length > 0))('%s/ is pure', room => {
    const foreign = importsOf(room).filter(({ target, isType }) => {
      if (isOurs(target))
        return !isType && !pureRooms.some(pure => target.startsWith(`${pure}/`)) && !target.startsWith('worker/identity/')
      return /^(hono|drizzle-orm|better-sqlite3|pg|node:)/.test(target)
    })
    expect(foreign).toEqual([])
    const impure = sourcesOf(room).filter(file =>
      /\bDate\.now\(|\bnew Date\(\)|Math\.random\(|randomUUID|\bfetch\(/.test(readFileSync(file, 'utf8')),
    )
    expect(impure).toEqual([])
  })

  it('of routes stand in app.ts only', () => {
    const isRoute = (target: string) => /\/(route|routes)\.tsx?$/.test(target)
    const strays = importsOf('worker').filter(
      ({ file, target, isType }) => isRoute(target) && !isType && file !== 'worker/app.ts',
    )
    expect(strays).toEqual([])
  })

  it('of Node stand only in the files that know where they run', () => {
    const strays = importsOf('worker').filter(({ file, target }) => target.startsWith('node:') && !placeAware.includes(file))
    expect(strays).toEqual([])
  })
})

it('no folder or file is named for nothing in particular', () => {
  const names = Object.keys(mayImport)
    .flatMap(sourcesOf)
    .filter(file => /\b(utils?|helpers?|services?|common|manager)\b/.test(file))
  expect(names).toEqual([])
})

function importsOf(folder: string): Import[] {
  return sourcesOf(folder).flatMap(file => {
    const statements = readFileSync(file, 'utf8').matchAll(
      /^(?:import|export)( type)?\s[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm,
    )
    return [...statements].map(([, type, from, bare, dynamic]) => {
      const name = from ?? bare ?? dynamic ?? ''
      return { file, target: name.startsWith('.') ? posix.join(posix.dirname(file), name) : name, isType: type !== undefined }
    })
  })
}

const isOurs = (target: string) => /^(snippet|worker|db|scripts|test)\//.test(target)

function sourcesOf(folder: string): string[] {
  try {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    return files.filter(file => /\.(tsx?|mjs)$/.test(file)).map(file => posix.join(folder, file))
  } catch {
    return []
  }
}
