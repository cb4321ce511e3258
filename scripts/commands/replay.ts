import { hash } from 'node:crypto'
import { defineCommand } from 'citty'
import { siteByDomain } from '../../db/queries/sites.ts'
import { type ReplayResult, replay } from '../../worker/collect/replay.ts'
import { reasons } from '../../worker/errors.ts'
import { instantFrom } from '../instant.ts'
import { patiently } from '../patiently.ts'
import { Misuse, print, withStore } from '../store.ts'

/**
 *   tributary replay --reason origin_not_allowed --since 2026-11-20 [--dry-run]
 *
 * Safe to repeat, and to begin again after it was killed: what has landed is not sent a second time.
 */
export const replayCommand = defineCommand({
  meta: {
    name: 'replay',
    description: 'Send rejected events through arrival again, after the rule that rejected them was mended',
  },
  args: {
    reason: { type: 'string', description: 'only those rejected for it, for example origin_not_allowed' },
    site: { type: 'string', description: 'only those of a site, for example www.example.com' },
    since: { type: 'string', description: 'only those received then or later: 2026-01-31 or 2026-01-31T12:00:00Z' },
    'dry-run': { type: 'boolean', description: 'say what would come of it, and change nothing' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  run: ({ args }) =>
    withStore(async db => {
      const { reason, site } = args
      if (reason !== undefined && !reasons.some(known => known === reason)) throw new Misuse(`there is no reason ${reason}`)
      const since = instantFrom('--since', args.since)
      const known = site === undefined ? undefined : await siteByDomain(db, site.toLowerCase())
      if (known === null) throw new Misuse(`there is no site ${site}`)
      const deps = {
        db,
        now: Date.now,
        newId: () => crypto.randomUUID(),
        sha256: (data: string | Uint8Array) => hash('sha256', data),
      }
      const choice = { reason, site_id: known?.site_id, since }
      const isDry = args['dry-run'] ?? false
      const result = await patiently(() => replay(deps, { choice, isDry, owner: `replay ${process.pid}` }))
      print(args.json, { dry_run: isDry, ...result }, linesOf(result, isDry))
    }),
})

function linesOf({ letters, accepted, duplicates, rejected, unreplayable }: ReplayResult, isDry: boolean): string[] {
  const lines = [
    `${letters} dead letters ${isDry ? 'would be' : 'were'} replayed: ${accepted} events accepted, ${duplicates} were there already`,
    ...Object.entries(rejected).map(([reason, count]) => `rejected again: ${reason} ${count}`),
  ]
  if (unreplayable > 0) lines.push(`${unreplayable} cannot be replayed: only their beginning is kept`)
  return lines
}
