/** How many deals reached the stage in the period, for how much: the sentence that reports on money begin with. */
import { Strong } from './amounts.tsx'
import { count, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import type { StageTotal } from './stage-total.ts'
import { stageWords } from './stage-words.ts'
import { linkTo } from './view.ts'

export function StageSentence({ frame, total }: { frame: Frame; total: StageTotal }) {
  const { view, settings } = frame
  const unrated = total.deals - total.rated_deals
  return (
    <>
      <strong>{plural(total.deals, 'deal')}</strong> {stageWords(view.stage).did(total.deals)} {view.period.phrase}
      {unrated > 0 ? `, ${count(total.rated_deals)} of them for ` : ' for '}
      <Strong minor={total.base_minor} currency={settings.currency} />
      {unrated > 0 && ` and ${count(unrated)} without an exchange rate`}
    </>
  )
}

/** No deal reached the stage in the period: what to do about it. */
export function NoDeals({ frame, hasDeals }: { frame: Frame; hasDeals: boolean }) {
  const { view, path } = frame
  if (!hasDeals) {
    return (
      <>
        There are no deals yet. Import them with <code>tributary import deals FILE</code>, then run{' '}
        <code>tributary attribute</code>: their money will stand here, split over the touches that made them.
      </>
    )
  }
  return (
    <>
      No deal {stageWords(view.stage).did(1)} {view.period.phrase}.{' '}
      {view.period.key !== 'all' && <a href={linkTo(path, view, { period: 'all' })}>Look at all time</a>}
    </>
  )
}
