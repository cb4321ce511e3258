/** Every model side by side: one row per channel, campaign or content, one column per model. */
import type { CreditKey } from '../../db/queries/credit-totals.ts'
import { Short } from './amounts.tsx'
import { channelClass } from './channel-class.ts'
import type { ChannelsProps } from './channels-page.tsx'
import type { CreditLine } from './credit-table.ts'
import { count, percent } from './figures.ts'
import type { Frame } from './frame.ts'
import { exactMoney, shortMoney } from './money.ts'
import type { StageTotal } from './stage-total.ts'
import { Pager } from './table.tsx'
import { linkTo } from './view.ts'

export function ModelTable({ frame, by, lines, total, page }: Pick<ChannelsProps, 'frame' | 'by' | 'lines' | 'total' | 'page'>) {
  const { view, settings } = frame
  const { currency } = settings
  const named = lines.filter(isNamed)
  const first = (page - 1) * LINES_PER_PAGE
  const shown = [...named.slice(first, first + LINES_PER_PAGE), ...lines.filter(line => !isNamed(line))]
  return (
    <>
      <section class="table wide" tabindex={0} aria-label="Every model side by side">
        <table>
          <thead>
            <tr>
              <th scope="col" class="name">
                {plurals[by].replace(/s$/, '')}
              </th>
              <th scope="col" class="n chosen">
                {view.model.title}
              </th>
              <th scope="col" class="n">
                Share
              </th>
              <th scope="col" class="n">
                Deals
              </th>
              <th scope="col" class="n">
                Touches
              </th>
              {view.models.map(model => (
                <th
                  scope="col"
                  class={`n model${model === view.model ? ' chosen' : ''}`}
                  title={`${model.title}: ${model.definition}`}
                >
                  <a href={linkTo('/channels', view, { by: by === 'channel' ? null : by, model: model.name })}>{model.title}</a>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(line => (
              <Line frame={frame} by={by} line={line} total={total} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row" class="name">
                All
              </th>
              <td class="n chosen">{exactMoney(total.base_minor, currency)}</td>
              <td class="n">{percent(1)}</td>
              <td class="n">{count(total.deals)}</td>
              <td class="n">{count(total.touches)}</td>
              {view.models.map(model => (
                <td class={`n${model === view.model ? ' chosen' : ''}`}>
                  <Short minor={sumUnder(lines, model.name)} currency={currency} />
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </section>
      <Pager
        page={page}
        perPage={LINES_PER_PAGE}
        total={named.length}
        link={number => linkTo('/channels', view, { by: by === 'channel' ? null : by, page: number })}
      />
    </>
  )
}

const LINES_PER_PAGE = 25

const sumUnder = (lines: readonly CreditLine[], model: string) =>
  lines.reduce((sum, line) => sum + (line.byModel.get(model) ?? 0), 0)

function Line({ frame, by, line, total }: { frame: Frame; by: CreditKey; line: CreditLine; total: StageTotal }) {
  const { view, settings } = frame
  const chosen = line.byModel.get(view.model.name) ?? 0
  return (
    <tr class={line.isUnattributed ? 'none' : undefined}>
      <th scope="row" class="name">
        <a class="clip" href={dealsLink(frame, by, line)} title={line.label}>
          {(by === 'channel' || line.isUnattributed) && (
            <span class={`swatch ${line.isUnattributed ? 'ch-none' : channelClass(line.label)}`} />
          )}
          <bdi>{line.label}</bdi>
        </a>
      </th>
      <td class="n chosen">
        <a class="figure" href={dealsLink(frame, by, line)}>
          {exactMoney(chosen, settings.currency)}
        </a>
      </td>
      <td class="n">{total.base_minor === 0 ? '' : percent(chosen / total.base_minor)}</td>
      <td class="n">{count(line.deals)}</td>
      <td class="n">{count(line.touches)}</td>
      {view.models.map(model => {
        const amount = line.byModel.get(model.name) ?? 0
        return (
          <td class={`n${model === view.model ? ' chosen' : ''}`}>
            {amount === 0 ? (
              <span class="quiet">–</span>
            ) : (
              <a class="figure" href={dealsLink(frame, by, line, model.name)} title={exactMoney(amount, settings.currency)}>
                {shortMoney(amount, settings.currency)}
              </a>
            )}
          </td>
        )
      })}
    </tr>
  )
}

export const dealsLink = (frame: Frame, by: CreditKey, line: CreditLine, model: string | null = null) =>
  linkTo('/channels/deals', frame.view, { by, of: line.label, ...(model === null ? {} : { model }) })

export const isNamed = (line: CreditLine) => !line.isUnattributed && !line.isAbsent

export const plurals: Readonly<Record<CreditKey, string>> = { channel: 'Channels', campaign: 'Campaigns', content: 'Content' }
