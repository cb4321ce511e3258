/** Every run of the attribution job, and how much it changed. */
import type { Run } from '../../db/schema.ts'
import { count, duration, plural } from './figures.ts'
import { Page } from './layout.tsx'
import { RUNS_PER_PAGE, type RunsProps } from './read-runs.ts'
import { Pager } from './table.tsx'
import { linkTo } from './view.ts'

export function RunsPage(props: RunsProps) {
  const { frame, runs, total, changes, page } = props
  const { view, clock } = frame
  return (
    <Page frame={frame} title="Runs" answer={<Answer {...props} />}>
      {runs.length > 0 && (
        <section>
          <div class="table">
            <table>
              <thead>
                <tr>
                  <th scope="col">Run</th>
                  <th scope="col">Began</th>
                  <th scope="col" class="roomy-only">
                    What
                  </th>
                  <th scope="col" class="n roomy-only">
                    Took
                  </th>
                  <th scope="col" class="n roomy-only">
                    Accounts and people
                  </th>
                  <th scope="col" class="n wide-only">
                    Deals
                  </th>
                  <th scope="col" class="n wide-only">
                    Credits
                  </th>
                  <th scope="col" class="n wide-only">
                    Models
                  </th>
                  <th scope="col" class="n">
                    Deals changed
                  </th>
                </tr>
              </thead>
              <tbody>
                {runs.map(run => (
                  <tr>
                    <th scope="row">
                      <a href={linkTo(`/runs/${encodeURIComponent(run.run_id)}`, view)}>{run.run_id}</a>
                    </th>
                    <td>{clock.moment(run.started_at)}</td>
                    <td class="roomy-only">{run.kind === 'full' ? 'everything' : 'what was stale'}</td>
                    <td class="n roomy-only">{tookWords(run)}</td>
                    <td class="n roomy-only">{count(run.subjects)}</td>
                    <td class="n wide-only">{count(run.deals)}</td>
                    <td class="n wide-only">{count(run.credits)}</td>
                    <td class="n wide-only">{count(modelsOf(run).length)}</td>
                    <td class="n">{count(changes.get(run.run_id)?.deals ?? 0)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <Pager page={page} perPage={RUNS_PER_PAGE} total={total} link={number => linkTo('/runs', view, { page: number })} />
        </section>
      )}
    </Page>
  )
}

export function tookWords({ started_at, finished_at }: Pick<Run, 'started_at' | 'finished_at'>): string {
  const ms = (finished_at ?? started_at) - started_at
  return ms < 1000 ? `${ms}\u202fms` : duration(ms)
}

/** Their names; a run that renewed a model names it twice. */
export function modelsOf(run: Pick<Run, 'models'>): string[] {
  const keys: readonly string[] = JSON.parse(run.models)
  return [...new Set(keys.map(key => key.split('@')[0] ?? key))]
}

function Answer({ frame, runs, total, changes, page }: RunsProps) {
  const [last] = runs
  if (!last)
    return total > 0 ? (
      <>There are no runs on this page.</>
    ) : (
      <>
        Nothing has been computed yet. Here will stand what each run of the job counted and what it changed: import deals and run{' '}
        <code>tributary attribute</code>, or let <code>tributary serve</code> do it.
      </>
    )
  const changed = runs.filter(run => changes.has(run.run_id))
  const newest = changed[0]
  return (
    <>
      <strong>{plural(total, 'run')}</strong>
      {page === 1 && `, the last one on ${frame.clock.moment(last.started_at)}`}.{' '}
      {newest ? (
        <>
          {plural(changed.length, 'run')} of these changed what deals are credited with; the newest,{' '}
          <a href={linkTo(`/runs/${encodeURIComponent(newest.run_id)}`, frame.view)}>{newest.run_id}</a>,{' '}
          {plural(changes.get(newest.run_id)?.deals ?? 0, 'deal')}.
        </>
      ) : (
        'None of these changed what any deal is credited with.'
      )}
    </>
  )
}
