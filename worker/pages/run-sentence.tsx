/** The answer of the comparison of two runs, in a sentence or two. */
import type { MoveCause } from '../attribution/credit-moves.ts'
import { causeTitles, causeWords } from '../export/cause-words.ts'
import type { RunDiff } from '../export/run-diff.ts'
import { Strong } from './amounts.tsx'
import { plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { exactMoney } from './money.ts'
import { stageWords } from './stage-words.ts'

export const FirstAnswer = ({ refusal }: { refusal: string | null }) => (
  <>
    {refusal === null
      ? 'This is the first run that kept its journeys, so there is nothing to compare it with: every later run says what it changed.'
      : `These two runs cannot be compared so: ${refusal}. Choose another model or another run.`}
  </>
)

export function DiffAnswer({ frame, diff }: { frame: Frame; diff: RunDiff }) {
  const { from, to, deals, moved_minor, before_minor, after_minor, base_currency: currency } = diff
  const between = `Between ${frame.clock.moment(from.finished_at ?? from.started_at)} and ${frame.clock.moment(to.finished_at ?? to.started_at)}`
  if (currency !== diff.base_currency_before)
    return (
      <>{`${between} the base currency went from ${diff.base_currency_before} to ${currency}, so the amounts of the two runs cannot be compared.`}</>
    )
  if (deals.length === 0)
    return (
      <>{`${between} nothing changed: every credit of ${stageWords(diff.stage).title.toLowerCase()} under this model is as it was.`}</>
    )

  const movers = deals.filter(deal => deal.moved_minor > 0)
  const came = deals.filter(deal => deal.before_minor === null).length
  const left = deals.filter(deal => deal.after_minor === null).length
  const change = after_minor - before_minor
  return (
    <>
      {between},{' '}
      {movers.length > 0 ? (
        <>
          {plural(movers.length, 'deal')} moved <Strong minor={moved_minor} currency={currency} />
          {routeOf(diff)}
          {mainCause(frame, diff)}.
        </>
      ) : (
        <>
          no credit moved between channels; {plural(deals.length, 'deal')} changed{mainCause(frame, diff)}.
        </>
      )}{' '}
      {change !== 0 && (
        <>
          {deals.length === 1 ? 'It is' : 'These deals are'} worth <Strong minor={Math.abs(change)} currency={currency} />{' '}
          {change > 0 ? 'more' : 'less'} than before.{' '}
        </>
      )}
      {came > 0 && `${plural(came, 'deal')} came to the stage. `}
      {left > 0 && `${plural(left, 'deal')} left it.`}
    </>
  )
}

/** From the channel that lost the most to the one that gained the most, new amounts apart. */
function routeOf({ deals }: RunDiff): string {
  const changes = new Map<string, number>()
  for (const { moved_minor, steps } of deals) {
    if (moved_minor === 0) continue
    for (const { cause, by_channel } of steps) {
      if (isOfAmount({ cause })) continue
      for (const [channel, minor] of by_channel) {
        const name = channel ?? 'no touch at all'
        changes.set(name, (changes.get(name) ?? 0) + minor)
      }
    }
  }
  const moves = [...changes].filter(([, minor]) => minor !== 0).sort(([, a], [, b]) => a - b)
  const least = moves[0]
  const most = moves.find(([, minor]) => minor === moves.at(-1)?.[1])
  if (!least || !most || least[1] > 0 || most[1] < 0) return ' from one channel to another'
  return `${moves.length > 2 ? ', most of it' : ''} from ${least[0]} to ${most[0]}`
}

/** The cause with the most money behind it, in the words of the deal with the most of it. */
function mainCause(frame: Frame, { deals, by_cause, names }: RunDiff): string {
  const [main, ...others] = by_cause
  if (!main) return ''
  const more = others.length > 0 ? ', among other causes' : ''
  if (main.cause === 'model') return `: the model has other numbers${more}`
  const deal = deals.find(one => one.steps.some(step => step.cause === main.cause))
  const causes = deal?.causes.filter(one => (main.cause === 'several' ? !isOfAmount(one) : one.cause === main.cause)) ?? []
  const words = causes.slice(0, MAX_CAUSES).map(one => causeWords(one, names, { day: frame.clock.day, money: exactMoney }))
  if (words.length === 0) return `: ${causeTitles[main.cause].toLowerCase()}${more}`
  return `: ${words.join(' and ')}${main.deals > 1 ? ', and the like' : ''}${more}`
}

const MAX_CAUSES = 2

const isOfAmount = ({ cause }: { readonly cause: MoveCause }) =>
  cause === 'deal_amount' || cause === 'adjustment' || cause === 'rate'
