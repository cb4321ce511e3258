/** Which model is best: a verdict, or that nobody can tell, and the scores behind it. */
import type { Child } from 'hono/jsx'
import type { Model } from '../attribution/models.ts'
import { type ChoiceFlag, CREDIT_IS_NO_PROOF } from '../insight/decide.ts'
import type { EvaluationResult } from '../jobs/evaluate.ts'
import { AgreementTable, CalibrationTable, ScoreTable, SimulationTable } from './choice-tables.tsx'
import { count, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { IntervalChart } from './interval-chart.tsx'
import { Page } from './layout.tsx'
import { linkTo, type View } from './view.ts'

export interface ChoiceProps {
  readonly frame: Frame
  readonly evaluation_id: string | null
  /** Whether this server can judge the models when it is asked to. */
  readonly canJudge: boolean
  /** The evaluation that stood here when somebody asked for another, or NO_EVALUATION; null: nobody has. */
  readonly judgedSince: string | null
  readonly made_at: number | null
  readonly run_id: string | null
  readonly result: EvaluationResult | null
}

export const NO_EVALUATION = 'none'

export function ChoicePage({ frame, evaluation_id, made_at, run_id, result, canJudge, judgedSince }: ChoiceProps) {
  const { view, clock } = frame
  const isJudging = judgedSince === (evaluation_id ?? NO_EVALUATION)
  return (
    <Page
      frame={frame}
      title="Which model is best?"
      trail={<a href={linkTo('/models', view)}>Models</a>}
      answer={result ? <Verdict frame={frame} result={result} /> : <Empty canJudge={canJudge} />}
    >
      {isJudging ? (
        <div data-feed={linkTo('/models/choice/status', view, { since: judgedSince })}>
          <JudgingStatus view={view} isDone={false} />
        </div>
      ) : (
        canJudge && (
          <form method="post" action={linkTo('/models/choice', view)}>
            <button type="submit">{result ? 'Judge the models again' : 'Judge the models now'}</button>
          </form>
        )
      )}
      {result && (
        <>
          <Warnings frame={frame} result={result} />
          <Gains frame={frame} result={result} />
          <ScoreTable frame={frame} result={result} />
          <CalibrationTable frame={frame} result={result} />
          <SimulationTable frame={frame} result={result} />
          <AgreementTable frame={frame} result={result} />
          <section>
            <h2>How it was judged</h2>
            <dl class="facts">
              <dt>Data</dt>
              <dd>
                {`${plural(result.accounts, 'account')} with touches${result.accounts_used < result.accounts ? `, ${count(result.accounts_used)} of them looked at` : ''}, ${plural(result.won_deals, 'won deal')} with a path.`}
              </dd>
              {result.back_test && (
                <>
                  <dt>Split</dt>
                  <dd>
                    {`Fitted on ${plural(result.back_test.training_deals, 'deal')} before ${clock.day(result.back_test.split_at)}; judged on ${plural(result.back_test.landmarks.length, 'landmark')} after it: touches of the ${Math.round(result.back_test.window_days)} days before each, wins in the ${Math.round(result.back_test.horizon_days)} days after. Horizons that are not over are left out.`}
                  </dd>
                  <dt>Intervals</dt>
                  <dd>{`Accounts drawn again ${count(result.back_test.resamples)} times, all models on the same draws.`}</dd>
                </>
              )}
              <dt>Made</dt>
              <dd>
                {made_at !== null && clock.moment(made_at)} on run <code>{run_id}</code>; again after a week, or with{' '}
                <code>tributary evaluate</code>
              </dd>
            </dl>
          </section>
        </>
      )}
    </Page>
  )
}

/** Also by itself, to be put in place of an older one. */
export const JudgingStatus = ({ view, isDone }: { view: View; isDone: boolean }) => (
  <p class="notice" role="status">
    {isDone ? (
      <>
        The models are judged. <a href={linkTo('/models/choice', view)}>Show the verdict</a>
      </>
    ) : (
      'The models are being judged. It takes from seconds to minutes.'
    )}
  </p>
)

const Empty = ({ canJudge }: { canJudge: boolean }) => (
  <>
    {canJudge ? 'Nobody has judged the models yet. The back-test' : <code>tributary evaluate</code>} fits every model on the past,
    lets each foretell who wins next, and compares them with counting touches: the verdict will stand here, with its intervals.{' '}
    {CREDIT_IS_NO_PROOF}
  </>
)

function Verdict({ frame: { view }, result: { decision } }: { frame: Frame; result: EvaluationResult }): Child {
  const title = view.models.find(model => model.name === decision.model)?.title ?? decision.model
  return (
    <>
      <strong>
        {decision.verdict === 'recommended'
          ? `${title} is the model to use.`
          : decision.verdict === 'too_few_deals'
            ? `Too few deals to tell.${title === null ? '' : ` Of the rules, ${title} fits best so far.`}`
            : 'Cannot tell.'}
      </strong>{' '}
      {titled(decision.reasons[0] ?? '', view.models)} <em>{CREDIT_IS_NO_PROOF}</em>
    </>
  )
}

/** What else speaks for or against the verdict. */
function Warnings({ frame: { view }, result: { decision } }: { frame: Frame; result: EvaluationResult }) {
  const [, ...others] = decision.reasons
  return (
    <section>
      {decision.flags.length > 0 && (
        <p>
          {decision.flags.map(flag => (
            <>
              <span class="tag warm">{flagWords[flag]}</span>{' '}
            </>
          ))}
        </p>
      )}
      {others.length > 0 && (
        <ul>
          {others.map(reason => (
            <li>{titled(reason, view.models)}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Reasons call models by name; pages call them by title. */
function titled(reason: string, models: readonly Model[]): string {
  const titles = new Map(models.map(model => [model.name, model.title]))
  return reason.replaceAll(/[a-z]+(?:[:_][\w-]+)+/g, name => titles.get(name) ?? name)
}

const flagWords: Readonly<Record<ChoiceFlag, string>> = {
  too_few_deals: 'Too few won deals',
  too_little_history: 'Too little history',
  not_distinguishable: 'Not distinguishable',
  intent_confounded: 'Intent confounds',
  unstable: 'Unstable shares',
  measured_by_experiment: 'Measured by experiment',
}

function Gains({ frame, result: { back_test } }: { frame: Frame; result: EvaluationResult }) {
  if (!back_test) return null
  const models = back_test.models.toSorted((a, b) => b.over_touch_count.log_loss.value - a.over_touch_count.log_loss.value)
  const better = models.filter(model => model.standing === 'better').length
  return (
    <section>
      <IntervalChart
        title={
          <>
            {better === 0
              ? 'No model foretells wins better than counting touches'
              : `${better} of ${plural(models.length, 'model')} ${better === 1 ? 'foretells' : 'foretell'} wins better than counting touches`}{' '}
            <span class="quiet">gain in log-loss over touch count, on months held out</span>
          </>
        }
        origin={0}
        dots={models.map(({ model, over_touch_count: { log_loss } }) => ({
          label: frame.view.models.find(known => known.name === model)?.title ?? model,
          value: log_loss.value,
          low: log_loss.low,
          high: log_loss.high,
          shown: signed(log_loss.value),
          between: `${signed(log_loss.low)} to ${signed(log_loss.high)}`,
        }))}
        hint="Right of the line is better. Where an interval covers the line, the model is not distinguishable from counting touches."
      />
    </section>
  )
}

/** In thousandths of a nat: log-loss of rare wins moves in the fourth digit. */
const signed = (nats: number) => `${nats > 0 ? '+' : ''}${(nats * 1000).toFixed(2)}`
