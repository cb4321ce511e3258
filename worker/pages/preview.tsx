/** Before and after, side by side: what a change would do before anybody saves it. */
import type { Child } from 'hono/jsx'
import { Short, Strong } from './amounts.tsx'
import type { Comparison, DealChange } from './before-after.ts'
import { channelClass } from './channel-class.ts'
import { count, percent, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { stageWords } from './stage-words.ts'
import { linkTo } from './view.ts'

export interface PreviewProps {
  readonly frame: Frame
  readonly comparison: Comparison
  /** What the money is compared with: `Linear`, `the model as it is`. */
  readonly before: string
  readonly after: string
  /** Base currency of either side. */
  readonly currencies: readonly [before: string, after: string]
  /** Of what the numbers are, when not of everything. */
  readonly sample: Child
  /** What the numbers leave out. */
  readonly beyond?: Child
}

export function Preview(props: PreviewProps) {
  const { frame, comparison, before, after, currencies, sample, beyond } = props
  const [old, fresh] = currencies
  const { title } = stageWords(frame.view.stage)
  return (
    <section id="preview" class="preview" tabindex={-1}>
      <h2>Preview: nothing is saved yet</h2>
      <p>
        <Finding {...props} />
      </p>
      {comparison.deals > 0 && (
        <section class="table" tabindex={0} aria-label="Before and after, by channel">
          <table>
            <thead>
              <tr>
                <th scope="col" class="name">
                  {`${title} by channel`}
                </th>
                <th scope="col" class="n">
                  {before}
                </th>
                <th scope="col" class="n">
                  {after}
                </th>
                <th scope="col" class="n">
                  Change
                </th>
              </tr>
            </thead>
            <tbody>
              {comparison.channels.map(line => (
                <tr class={line.isUnattributed ? 'none' : undefined}>
                  <th scope="row" class="name">
                    <span class="clip" title={line.channel}>
                      <span class={`swatch ${line.isUnattributed ? 'ch-none' : channelClass(line.channel)}`} />
                      <bdi>{line.channel}</bdi>
                    </span>
                  </th>
                  <td class="n">
                    <Short minor={line.before} currency={old} />
                  </td>
                  <td class="n">
                    <Short minor={line.after} currency={fresh} />
                  </td>
                  <td class="n">
                    {old === fresh ? (
                      <Signed minor={line.after - line.before} currency={fresh} />
                    ) : (
                      points(line.after / (comparison.after || 1) - line.before / (comparison.before || 1))
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" class="name">
                  All
                </th>
                <td class="n">
                  <Short minor={comparison.before} currency={old} />
                </td>
                <td class="n">
                  <Short minor={comparison.after} currency={fresh} />
                </td>
                <td class="n">{old === fresh && <Signed minor={comparison.after - comparison.before} currency={fresh} />}</td>
              </tr>
            </tfoot>
          </table>
        </section>
      )}
      {old === fresh && comparison.most.length > 0 && (
        <>
          <h3>Deals that move most</h3>
          <ol class="rows">
            {comparison.most.map(deal => (
              <li>
                <Moved frame={frame} deal={deal} currency={fresh} />
              </li>
            ))}
          </ol>
        </>
      )}
      <p class="hint">
        {sample} {beyond}
      </p>
    </section>
  )
}

function Finding({ frame, comparison, currencies: [old, fresh] }: PreviewProps) {
  const { view } = frame
  if (comparison.deals === 0)
    return (
      <>
        No deal {stageWords(view.stage).did(1)} {view.period.phrase}, so there is nothing to compare.
      </>
    )
  if (old !== fresh) return <>All amounts become {fresh}, at the rates of the days on which the deals reached the stage.</>
  if (comparison.moved === 0)
    return (
      <>
        Nothing would change for the {plural(comparison.deals, 'deal')} that {stageWords(view.stage).did(comparison.deals)}{' '}
        {view.period.phrase}.
      </>
    )
  return (
    <>
      <Strong minor={comparison.moved} currency={fresh} />
      {comparison.before > 0 && ` (${percent(Math.min(1, comparison.moved / comparison.before))})`} of{' '}
      {stageWords(view.stage).title.toLowerCase()} {view.period.phrase} would lie elsewhere, in {count(comparison.moved_deals)} of{' '}
      {plural(comparison.deals, 'deal')}.
    </>
  )
}

function Moved({ frame, deal, currency }: { frame: Frame; deal: DealChange; currency: string }) {
  return (
    <>
      <a href={linkTo(`/deals/${encodeURIComponent(deal.ref)}`, frame.view)}>
        <bdi>{deal.name?.trim() ? deal.name : deal.ref}</bdi>
      </a>
      : <Short minor={deal.moved} currency={currency} /> {deal.from && `from ${deal.from} `}
      {deal.to && `to ${deal.to}`}
    </>
  )
}

const Signed = ({ minor, currency }: { minor: number; currency: string }) =>
  minor === 0 ? (
    <span class="quiet">–</span>
  ) : (
    <>
      {minor > 0 && '+'}
      <Short minor={minor} currency={currency} />
    </>
  )

const points = (change: number) => `${change >= 0 ? '+' : ''}${(change * 100).toFixed(1)} points`
