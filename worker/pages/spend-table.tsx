/** What channels or campaigns cost, beside what they earned. */
import type { CreditKey } from '../../db/queries/credit-totals.ts'
import { foldKey } from '../journey/words.ts'
import { Short } from './amounts.tsx'
import { channelClass } from './channel-class.ts'
import type { CreditLine } from './credit-table.ts'
import { count, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { dealsLink, plurals } from './model-table.tsx'
import { exactMoney } from './money.ts'
import type { SpendSums } from './spend-sums.ts'
import { stageWords } from './stage-words.ts'
import { linkTo } from './view.ts'

interface SpendProps {
  readonly frame: Frame
  readonly by: Exclude<CreditKey, 'content'>
  readonly lines: readonly CreditLine[]
  readonly spend: SpendSums
}

interface SpendLine {
  readonly label: string
  readonly spent: number
  /** Null: it earned nothing at all. */
  readonly line: CreditLine | null
  readonly earned: number
}

const MOST_LINES = 50

export function SpendTable({ frame, by, lines, spend }: SpendProps) {
  const { view, settings } = frame
  const { currency } = settings
  const money = stageWords(view.stage).title
  const rows = spendLines(lines, spend, view.model.name)
  const all = { spent: sum(rows, row => row.spent), earned: sum(rows, row => row.earned) }
  const idle = rows.filter(row => row.earned === 0 && row.spent > 0)
  if (rows.length === 0) return null
  return (
    <section id="spend">
      <div class="head">
        <h2>
          {all.spent > 0
            ? `Where money was spent, ${returnWords(all.earned, all.spent)} of it came back as ${money.toLowerCase()}`
            : 'Spend and return'}
        </h2>
        <a href={linkTo('/channels/tagging', view)}>Audit of campaign tagging</a>
      </div>
      {spend.unrated.length > 0 && (
        <p class="notice">
          {`Not in these sums: ${spend.unrated.map(row => exactMoney(row.amount_minor, row.currency)).join(', ')} of spend, since there is no exchange rate for ${spend.unrated.map(row => row.currency).join(', ')} on the day. `}
          Import it with <code>tributary import rates FILE</code>.
        </p>
      )}
      <section class="table wide" tabindex={0} aria-label="Spend and return">
        <table>
          <thead>
            <tr>
              <th scope="col" class="name">
                {plurals[by].replace(/s$/, '')}
              </th>
              <th scope="col" class="n">
                Spend
              </th>
              <th scope="col" class="n">
                {money}
              </th>
              <th scope="col" class="n">
                Return
              </th>
              <th scope="col" class="n roomy-only">
                Deals
              </th>
              <th scope="col" class="n roomy-only">
                Spend per deal
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_LINES).map(({ label, spent, earned, line }) => (
              <tr>
                <th scope="row" class="name">
                  <span class="clip" title={label}>
                    {by === 'channel' && <span class={`swatch ${channelClass(label)}`} />}
                    {line ? (
                      <a href={dealsLink(frame, by, line)}>
                        <bdi>{label}</bdi>
                      </a>
                    ) : (
                      <bdi>{label === '' ? '(spend without a campaign)' : label}</bdi>
                    )}
                  </span>
                </th>
                <td class="n">
                  <Short minor={spent} currency={currency} />
                </td>
                <td class="n">
                  {earned === 0 ? <span class="tag warm">nothing</span> : <Short minor={earned} currency={currency} />}
                </td>
                <td class="n">{spent > 0 ? returnWords(earned, spent) : <span class="quiet">–</span>}</td>
                <td class="n roomy-only">{count(line?.deals ?? 0)}</td>
                <td class="n roomy-only">
                  {line && line.deals > 0 ? (
                    <Short minor={Math.round(spent / line.deals)} currency={currency} />
                  ) : (
                    <span class="quiet">–</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" class="name">
                All with spend
              </th>
              <td class="n">
                <Short minor={all.spent} currency={currency} />
              </td>
              <td class="n">
                <Short minor={all.earned} currency={currency} />
              </td>
              <td class="n">{all.spent > 0 && returnWords(all.earned, all.spent)}</td>
              <td class="n roomy-only" />
              <td class="n roomy-only" />
            </tr>
          </tfoot>
        </table>
      </section>
      <p class="hint">
        {`Spend of the days in the period, against ${money.toLowerCase()} of deals that reached the stage in it, under ${view.model.title}. A deal counts in each ${by} that earned a part of it, so deals do not add up. `}
        {idle.length > 0 &&
          `${plural(idle.length, by)} with spend earned nothing: ${idle.length === 1 ? 'it is' : 'they are'} in the sum. `}
        {rows.length > MOST_LINES && `The ${MOST_LINES} largest of ${count(rows.length)} are shown; the sum has them all. `}
        {by === 'campaign' && 'A campaign is found by its name, whatever its case.'}
      </p>
    </section>
  )
}

/** The most expensive first. */
function spendLines(lines: readonly CreditLine[], { byKey }: SpendSums, model: string): SpendLine[] {
  const own = lines.filter(line => !line.isUnattributed && !line.isAbsent)
  const linesOf = Map.groupBy(own, line => foldKey(line.label))
  return [...byKey]
    .map(([key, { label, base_minor }]): SpendLine => {
      const found = linesOf.get(key) ?? []
      const line = found[0] ?? null
      const earned = sum(found, one => one.byModel.get(model) ?? 0)
      return { label: line?.label ?? label, spent: base_minor, line, earned }
    })
    .sort((a, b) => b.spent - a.spent || (a.label < b.label ? -1 : 1))
}

const sum = <T,>(rows: readonly T[], of: (row: T) => number) => rows.reduce((total, row) => total + of(row), 0)

/** 3.24 → '3.2×' */
const returnWords = (earned: number, spent: number) => `${(earned / spent).toFixed(earned >= 10 * spent ? 0 : 1)}×`
