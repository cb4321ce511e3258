/** Which visits other channel rules would move. */
import { contentId } from '../journey/address.ts'
import type { ChannelRule } from '../journey/custom-rules.ts'
import type { Classified } from '../journey/rule-moves.ts'
import { channelClass } from './channel-class.ts'
import { type Clock, count, percent, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import { PREVIEW_DAYS, PREVIEW_VISITS, type RulesPreview } from './read-rules.ts'
import { ruleWords } from './rules-form.ts'

interface MovesProps {
  readonly frame: Frame
  readonly rules: readonly ChannelRule[]
  readonly found: RulesPreview
}

export function RulesMoves({ frame: { clock }, rules, found }: MovesProps) {
  const { moved, moves, decided, looked, isAll, unknown } = found
  return (
    <section id="preview" class="preview" tabindex={-1}>
      <h2>Preview: nothing is saved yet</h2>
      <p>
        {looked === 0 ? (
          `There were no visits in the last ${PREVIEW_DAYS} days, so nothing can be shown.`
        ) : moved === 0 ? (
          `None of ${plural(looked, 'visit')} of the last ${PREVIEW_DAYS} days would change its channel.`
        ) : (
          <>
            <strong>{plural(moved, 'visit')}</strong> of {count(looked)} ({percent(moved / looked)}) of the last {PREVIEW_DAYS}{' '}
            days would change {moved === 1 ? 'its' : 'their'} channel.
          </>
        )}
      </p>
      {moves.length > 0 && (
        <ul class="rows">
          {moves.map(({ from, to, visits, examples }) => (
            <li>
              <p>
                <Channel name={from} /> → <Channel name={to} />: <strong>{plural(visits, 'visit')}</strong>
              </p>
              {examples.map(visit => (
                <p class="quiet">
                  <bdi>{exampleWords(visit, clock)}</bdi>
                </p>
              ))}
            </li>
          ))}
        </ul>
      )}
      {rules.length > 0 && looked > 0 && (
        <>
          <h3>What each rule decides</h3>
          <ol class="rows">
            {rules.map((rule, i) => (
              <li>
                <bdi>{ruleWords(rule)}</bdi>:{' '}
                {decided[i] === 0 ? <span class="tag warm">no visit</span> : plural(decided[i]!, 'visit')}
              </li>
            ))}
          </ol>
        </>
      )}
      <p class="hint">
        {isAll
          ? 'All visits of those days and imported touches without a channel of their own; machines are not counted. '
          : `The newest ${count(PREVIEW_VISITS)} visits of those days and imported touches without a channel of their own; machines are not counted. `}
        {unknown > 0 &&
          `${plural(unknown, 'visit')} that no rule would decide any more could not be looked at and may move, too. `}
        A rule for a sign-in, payment or scheduling host makes visits begin there; such visits are not in these numbers.
      </p>
    </section>
  )
}

const Channel = ({ name }: { name: string }) => (
  <span class="nowrap">
    <span class={`swatch ${channelClass(name)}`} />
    <bdi>{name}</bdi>
  </span>
)

/** `12 Mar, google / cpc, campaign spring, on www.acme.com/pricing` */
function exampleWords({ at, source, medium, campaign, referrer_host, landing_url }: Classified, clock: Clock): string {
  const parts = [
    clock.shortDay(at),
    source && [source, medium].filter(Boolean).join(' / '),
    campaign && `campaign ${campaign}`,
    referrer_host && `from ${referrer_host}`,
    landing_url && `on ${contentId(landing_url) ?? landing_url}`,
  ]
  return parts.filter(Boolean).join(', ')
}
