import { defineCommand } from 'citty'
import { ambiguousDomains } from '../../db/queries/ambiguous-domains.ts'
import { type AttributeResult, attribute } from '../../worker/jobs/attribute.ts'
import { startJobProgress } from '../job-progress.ts'
import { patiently } from '../patiently.ts'
import { print, withStore } from '../store.ts'

export const attributeCommand = defineCommand({
  meta: { name: 'attribute', description: 'Run the attribution job now: what is stale, or everything' },
  args: {
    full: { type: 'boolean', description: 'compute everything anew' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  run: ({ args }) =>
    withStore(async db => {
      const progress = startJobProgress()
      const options = { full: args.full ?? false, owner: `attribute ${process.pid}`, onProgress: progress.show }
      try {
        const result = await patiently(() => attribute({ db, now: Date.now, newId: () => crypto.randomUUID() }, options))
        const ambiguous_domains = await ambiguousDomains(db)
        progress.stop()
        print(args.json, { ...result, ambiguous_domains }, linesOf(result, ambiguous_domains))
      } finally {
        progress.stop()
      }
    }),
})

function linesOf(result: AttributeResult, ambiguous: readonly { domain: string; people: number }[]): string[] {
  const { run_id, accounts, deals, credits, ms, refused_adjustments } = result
  return [
    `run ${run_id}: ${accounts} accounts, ${deals} deals, ${credits} credits in ${ms} ms`,
    ...refused_adjustments.map(one => `left out: adjustment of deal ${one.deal}, ${one.detail}`),
    ...ambiguous.map(({ domain, people }) => `${domain} is claimed by several accounts and matches none: ${people} people`),
  ]
}
