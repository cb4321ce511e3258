/** The scores behind the choice of a model. */
import type { Child } from 'hono/jsx'
import type { EvaluationResult } from '../jobs/evaluate.ts'
import { count, percent } from './figures.ts'
import type { Frame } from './frame.ts'

interface TableProps {
  readonly frame: Frame
  readonly result: EvaluationResult
}

export function ScoreTable({ frame, result: { back_test, stability, divergence } }: TableProps) {
  const rows = back_test ? back_test.models.toSorted((a, b) => a.log_loss - b.log_loss) : []
  const names = back_test ? rows.map(row => row.model) : stability.map(row => row.model)
  if (names.length === 0) return null
  const columns: readonly Column[] = [
    ['AUC', 'chance that a winner was ranked above another account; 0.5 knows nothing'],
    ['Log-loss', 'less is better'],
    ['Calibration', 'slope; 1 when probabilities mean what they say'],
    ['Top tenth', 'wins among the first tenth over the rate of all'],
    ['Widest interval', 'of a channel’s share, in points'],
    ['Same first channel', 'of the resamples'],
    ['Drift', 'of channel shares between halves of the history'],
    ['Divergence', 'credit of later deals against touches of those who did not win; rewards confounded channels'],
  ]
  return (
    <ScoresTable title="The scores" note="four separate questions, no magic number" first="Model" columns={columns}>
      {names.map(name => {
        const score = rows.find(row => row.model === name)
        const steady = stability.find(row => row.model === name)
        const apart = divergence?.find(row => row.model === name)
        return (
          <Row
            title={titleOf(frame, name)}
            isChosen={name === frame.view.model.name}
            cells={[
              digits(score?.auc, 3),
              digits(score?.log_loss, 5),
              digits(score?.calibration.slope, 2),
              score?.top_decile_lift == null ? '–' : `${score.top_decile_lift.toFixed(1)} ×`,
              digits(steady && steady.widest * 100, 1),
              steady ? percent(steady.top_channel_kept) : '–',
              digits(steady?.drift, 3),
              digits(apart?.nats, 3),
            ]}
          />
        )
      })}
      {back_test && (
        <>
          <Row title="Counting touches" cells={baseline(back_test.touch_count)} />
          <Row title="One rate for all" cells={baseline({ ...back_test.constant_rate, calibration: null })} />
        </>
      )}
    </ScoresTable>
  )
}

type Scores = NonNullable<EvaluationResult['back_test']>['touch_count']

/** One rate for all has no slope. */
type Baseline = Omit<Scores, 'calibration'> & { readonly calibration: Scores['calibration'] | null }

const baseline = ({ auc, log_loss, calibration, top_decile_lift }: Baseline) => [
  digits(auc, 3),
  digits(log_loss, 5),
  digits(calibration?.slope, 2),
  top_decile_lift === null ? '–' : `${top_decile_lift.toFixed(1)} ×`,
  '',
  '',
  '',
  '',
]

/** Of the recommended model, else of the one that foretold best. */
export function CalibrationTable({ frame, result: { back_test, decision } }: TableProps) {
  const ordered = back_test?.models.toSorted((a, b) => a.log_loss - b.log_loss) ?? []
  const score = ordered.find(row => row.model === decision.model) ?? ordered[0]
  if (!score) return null
  return (
    <ScoresTable
      title={`${titleOf(frame, score.model)}: foretold and happened`}
      note="accounts by tenths of the foretold chance, highest first"
      first="Tenth"
      columns={[
        ['Looks', ''],
        ['Foretold', ''],
        ['Happened', ''],
      ]}
    >
      {score.deciles.map(({ rows, predicted, observed }, i) => (
        <Row title={String(i + 1)} cells={[count(rows), fine(predicted), fine(observed)]} />
      ))}
    </ScoresTable>
  )
}

const scenarioWords: Readonly<Record<string, string>> = {
  clean: 'Clean',
  spill_over: 'Spill-over',
  intent_confounded: 'Intent confounds',
  both: 'Both',
}

export function SimulationTable({ frame, result: { scorecard, simulated_accounts } }: TableProps) {
  if (scorecard.length === 0) return null
  const names = scorecard[0]!.models.map(({ model }) => model)
  const distance = (name: string, i: number) => scorecard[i]!.models.find(({ model }) => model === name)!.distance
  return (
    <ScoresTable
      title="Where the truth is known"
      note={`made-up workspaces of ${count(simulated_accounts)} accounts: distance of channel shares from the true ones, 0 right, 1 all wrong`}
      first="Model"
      columns={scorecard.map(({ scenario, won_deals, baseline_share }) => [
        scenarioWords[scenario] ?? scenario,
        `${count(won_deals)} wins, ${percent(baseline_share)} of which no marketing caused`,
      ])}
    >
      {names
        .toSorted((a, b) => distance(a, 0) - distance(b, 0))
        .map(name => (
          <Row
            title={titleOf(frame, name)}
            isChosen={name === frame.view.model.name}
            cells={scorecard.map((_, i) => distance(name, i).toFixed(2))}
          />
        ))}
    </ScoresTable>
  )
}

const SHOWN_PAIRS = 5

export function AgreementTable({ frame, result: { agreement } }: TableProps) {
  const ordered = agreement.toSorted((a, b) => b.distance - a.distance)
  const farthest = ordered.slice(0, SHOWN_PAIRS).filter(({ distance }) => distance > 0)
  if (farthest.length === 0) return null
  return (
    <ScoresTable
      title="Where the models disagree most"
      note={`of ${count(agreement.length)} pairs; the share of all credit that moves to other channels`}
      first="Models"
      columns={[['Moves', '']]}
    >
      {farthest.map(({ models, distance }) => (
        <Row title={models.map(name => titleOf(frame, name)).join(' and ')} isLong cells={[percent(distance)]} />
      ))}
    </ScoresTable>
  )
}

type Column = readonly [title: string, meaning: string]

interface ScoresTableProps {
  readonly title: string
  readonly note: string
  readonly first: string
  readonly columns: readonly Column[]
  readonly children?: Child
}

function ScoresTable({ title, note, first, columns, children }: ScoresTableProps) {
  return (
    <section>
      <div class="head">
        <h2>{title}</h2>
        <span class="quiet">{note}</span>
      </div>
      <section class="table wide" tabindex={0} aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col" class="name">
                {first}
              </th>
              {columns.map(([name, meaning]) => (
                <th scope="col" class="n" title={meaning || undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </section>
    </section>
  )
}

interface RowProps {
  readonly title: string
  readonly isChosen?: boolean
  /** A title that has the room of a whole line. */
  readonly isLong?: boolean
  readonly cells: readonly string[]
}

function Row({ title, isChosen, isLong, cells }: RowProps) {
  return (
    <tr>
      <th scope="row" class="name">
        {isLong ? (
          title
        ) : (
          <span class="clip" title={title}>
            {title}
          </span>
        )}
      </th>
      {cells.map(text => (
        <td class={`n${isChosen ? ' chosen' : ''}`}>{text}</td>
      ))}
    </tr>
  )
}

const titleOf = (frame: Frame, name: string) => frame.view.models.find(model => model.name === name)?.title ?? name

const digits = (value: number | null | undefined, places: number) => (value == null ? '–' : value.toFixed(places))

/** Chances of a win within weeks are small. */
const fine = (share: number) => `${(share * 100).toFixed(2)} %`
