import { defineCommand } from 'citty'
import { completeRunPage } from '../../db/queries/complete-runs.ts'
import { changeCounts } from '../../db/queries/journey-changes.ts'
import { Misuse, print, withStore } from '../store.ts'

export const runsCommand = defineCommand({
  meta: { name: 'runs', description: 'The runs of the attribution job, the newest first' },
  args: {
    limit: { type: 'string', default: '20', description: 'how many' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  run: ({ args }) =>
    withStore(async db => {
      if (!/^[1-9]\d{0,5}$/.test(args.limit)) throw new Misuse(`--limit must be a whole number, not ${args.limit}`)
      const { runs, total } = await completeRunPage(db, Number(args.limit), 0)
      const counts = await changeCounts(
        db,
        runs.map(run => run.run_id),
      )
      const changed = new Map(counts.map(count => [count.run_id, count.journeys]))
      const shown = runs.map(({ run_id, kind, started_at, finished_at, subjects, deals, credits, models }) => ({
        run_id,
        kind,
        started_at: new Date(started_at).toISOString(),
        ms: (finished_at ?? started_at) - started_at,
        subjects,
        deals,
        credits,
        models: JSON.parse(models),
        journeys_changed: changed.get(run_id) ?? 0,
      }))
      print(args.json, { runs: shown, total }, [
        ...shown.map(
          run =>
            `${run.run_id}  ${run.started_at}  ${run.kind}  ${run.ms} ms  ${run.subjects} subjects  ${run.deals} deals  ${run.credits} credits  ${run.journeys_changed} journeys changed`,
        ),
        ...(total > shown.length ? [`and ${total - shown.length} more`] : []),
      ])
    }),
})
