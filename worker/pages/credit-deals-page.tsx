/** The deals behind one number: what one channel, campaign or content earned of each. */
import type { CreditKey } from '../../db/queries/credit-totals.ts'
import { Strong } from './amounts.tsx'
import type { DealPart } from './credit-table.ts'
import { count, percent, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { Page } from './layout.tsx'
import { exactMoney } from './money.ts'
import { Name } from './names.tsx'
import { stageWords } from './stage-words.ts'
import { Pager } from './table.tsx'
import { linkTo } from './view.ts'

const DEALS_PER_PAGE = 50

interface CreditDealsProps {
  readonly frame: Frame
  readonly by: CreditKey
  readonly label: string
  readonly parts: readonly DealPart[]
  readonly page: number
}

export function CreditDealsPage({ frame, by, label, parts, page }: CreditDealsProps) {
  const { view, settings, clock } = frame
  const { currency } = settings
  const earned = parts.reduce((sum, part) => sum + part.base_minor, 0)
  const whole = parts.reduce((sum, part) => sum + (part.deal.base_amount_minor ?? 0), 0)
  const first = (page - 1) * DEALS_PER_PAGE
  const here = (more: Record<string, string | number | null>) => linkTo('/channels/deals', view, { by, of: label, ...more })
  return (
    <Page
      frame={frame}
      title={label}
      trail={
        <a href={linkTo('/channels', view, { by: by === 'channel' ? null : by })}>{`${stageWords(view.stage).title} by ${by}`}</a>
      }
      answer={
        parts.length === 0 ? (
          <>
            It earned nothing {view.period.phrase} under {view.model.title}.
          </>
        ) : (
          <>
            It earned <Strong minor={earned} currency={currency} /> of <strong>{plural(parts.length, 'deal')}</strong> worth{' '}
            <Strong minor={whole} currency={currency} /> that {stageWords(view.stage).did(parts.length)} {view.period.phrase}.{' '}
            {view.model.title}: {view.model.definition}.
          </>
        )
      }
      choices={['stage', 'period', 'model']}
    >
      {parts.length > 0 && (
        <section>
          <h2>{`The deals behind ${exactMoney(earned, currency)}`}</h2>
          <div class="table">
            <table>
              <thead>
                <tr>
                  <th scope="col" class="name">
                    Deal
                  </th>
                  <th scope="col" class="name">
                    Account
                  </th>
                  <th scope="col" class="n">
                    {stageWords(view.stage).date}
                  </th>
                  <th scope="col" class="n">
                    Touches
                  </th>
                  <th scope="col" class="n">
                    {`Deal, ${currency}`}
                  </th>
                  <th scope="col" class="n">
                    Share
                  </th>
                  <th scope="col" class="n chosen">
                    {`Credit, ${currency}`}
                  </th>
                </tr>
              </thead>
              <tbody>
                {parts.slice(first, first + DEALS_PER_PAGE).map(part => (
                  <tr>
                    <th scope="row" class="name">
                      <a href={linkTo(`/deals/${encodeURIComponent(part.deal.deal_id)}`, view)}>
                        <Name text={part.deal.deal_name ?? part.deal.external_id} />
                      </a>
                    </th>
                    <td class="name">
                      {part.deal.account_id !== null && (
                        <a href={linkTo(`/accounts/${encodeURIComponent(part.deal.account_id)}`, view)}>
                          <Name text={part.deal.account_name ?? part.deal.account_id} />
                        </a>
                      )}
                    </td>
                    <td class="n">{clock.day(part.deal.stage_at)}</td>
                    <td class="n">{count(part.touches)}</td>
                    <td class="n">
                      {part.deal.base_amount_minor === null ? (
                        <span
                          class="quiet"
                          title="There is no exchange rate for this deal"
                        >{`${exactMoney(part.deal.amount_minor, part.deal.currency)}, no rate`}</span>
                      ) : (
                        exactMoney(part.deal.base_amount_minor, currency)
                      )}
                    </td>
                    <td class="n">{part.deal.base_amount_minor ? percent(part.base_minor / part.deal.base_amount_minor) : ''}</td>
                    <td class="n chosen">{exactMoney(part.base_minor, currency)}</td>
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row" colspan={3}>
                    All
                  </th>
                  <td class="n">{count(parts.reduce((sum, part) => sum + part.touches, 0))}</td>
                  <td class="n">{exactMoney(whole, currency)}</td>
                  <td class="n">{whole === 0 ? '' : percent(earned / whole)}</td>
                  <td class="n chosen">{exactMoney(earned, currency)}</td>
                </tr>
              </tfoot>
            </table>
          </div>
          <Pager page={page} perPage={DEALS_PER_PAGE} total={parts.length} link={number => here({ page: number })} />
        </section>
      )}
    </Page>
  )
}
