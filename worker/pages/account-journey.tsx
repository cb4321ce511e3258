/** The journey picture of one account, with its words and links. */
import type { AccountMoney, SubjectTouch } from '../../db/queries/account.ts'
import { lastReheat } from './account-story.ts'
import { DAY_MS, duration, percent, plural } from './figures.ts'
import type { Frame } from './frame.ts'
import type { JourneyTouch } from './journey-lanes.ts'
import { type JourneyInput, journeyLayout, MOST_MARKS } from './journey-layout.ts'
import { markKinds, markNames } from './journey-marks.tsx'
import { JourneyPicture } from './journey-picture.tsx'
import { shortMoney } from './money.ts'
import { timeTicks } from './time-ticks.ts'
import { nobodyIn, subjectOf } from './touch-words.ts'

/** A page's link with other parameters. */
export type LinkWith = (more: Readonly<Record<string, string | number | null>>) => string

export type PersonWords = (personId: string) => { readonly name: string; readonly title: string | null; readonly href: string }

interface AccountJourneyProps {
  readonly frame: Frame
  readonly input: JourneyInput
  readonly touches: readonly SubjectTouch[]
  /** The deal's stage whose credit is shown, and what the deal is called. */
  readonly chosen: { readonly money: AccountMoney; readonly name: string } | null
  readonly person: PersonWords
  readonly link: LinkWith
}

export function AccountJourney({ frame, input, touches, chosen, person, link }: AccountJourneyProps) {
  const { clock, view } = frame
  const layout = journeyLayout(input)
  const known = new Map(touches.map(touch => [touch.touch_id, touch]))
  const shown = input.touches.filter(touch => touch.touch_at >= input.from && touch.touch_at <= input.to)
  const isZoomed = frame.query.from !== undefined

  const touchText = (touch: JourneyTouch): string => {
    const row = known.get(touch.touch_id)
    const lines = [
      row ? subjectOf(row) : touch.channel,
      `${clock.moment(touch.touch_at)}, ${markNames[touch.kind]}`,
      touch.person_id === null
        ? row
          ? nobodyIn(row)
          : 'unknown'
        : `${row?.kind === 'activity' ? 'to ' : ''}${person(touch.person_id).name}`,
      [touch.channel, row?.campaign ?? row?.rep_email].filter(Boolean).join(', '),
      touch.engaged_ms > 0 ? `${duration(touch.engaged_ms)} active` : '',
      touch.credit > 0
        ? `${percent(touch.credit)} of the credit${touch.milestones.length > 0 ? `, ${touch.milestones.join(' ')}` : ''}`
        : '',
    ]
    return lines.filter(line => line !== '').join('\n')
  }

  return (
    <JourneyPicture
      layout={layout}
      opened={frame.query.touch ?? null}
      ticks={timeTicks(input.from, input.to, clock.timezone)}
      kinds={markKinds.filter(kind => shown.some(touch => touch.kind === kind))}
      channels={[...new Set(shown.map(touch => touch.channel))].sort()}
      words={{
        title: titleOf(frame, input, touches),
        description: `${plural(layout.lanes.length, 'lane')}, ${plural(shown.length, 'touch', 'touches')} from ${clock.day(input.from)} to ${clock.day(input.to)}. The table of touches below holds the same.`,
        credit: chosen && {
          title: `Credit, ${view.model.title}`,
          detail: `${chosen.name}, ${shortMoney(chosen.money.amount_minor, chosen.money.currency)}`,
        },
        person,
        touch: touch => ({ text: touchText(touch), href: `${link({ touch: touch.touch_id })}#touch` }),
        span: span => ({
          text: `${plural(span.touches, 'touch', 'touches')} by ${plural(span.people, 'person', 'people')}\n${clock.day(span.from)} to ${clock.day(span.to)}`,
          href: link({ from: span.from, to: span.to, touch: null, page: null }),
        }),
        stage: clock.moment,
        reheat: at => `Re-heat: the first touch after a silence, ${clock.moment(at)}`,
      }}
      hint={
        (layout.isFolded || isZoomed) && (
          <>
            {layout.isFolded &&
              `${plural(shown.length, 'touch', 'touches')} fold into density, each column in the colour of its commonest channel; choose a span of time to see them one by one, ${MOST_MARKS} at most. `}
            {isZoomed && (
              <>
                {`${clock.day(input.from)} to ${clock.day(input.to)}. `}
                <a href={link({ from: null, to: null, touch: null })}>Show all of the time</a>
              </>
            )}
          </>
        )
      }
    />
  )
}

/** The finding: how many took how long, and what woke them. */
function titleOf({ clock }: Frame, input: JourneyInput, touches: readonly SubjectTouch[]): string {
  const theirs = touches.filter(touch => touch.kind !== 'activity')
  const people = new Set(theirs.flatMap(touch => touch.person_id ?? [])).size
  const [first, last] = [touches.at(0), touches.at(-1)]
  if (!first || !last || theirs.length === 0) return `We reached out ${plural(touches.length, 'time')}, nobody came yet`
  const woken = lastReheat(touches)
  const days = Math.max(1, Math.round((last.touch_at - first.touch_at) / DAY_MS))
  const span = days < 60 ? plural(days, 'day') : plural(Math.round(days / 30.44), 'month')
  const begun = `${plural(people, 'person', 'people')} over ${span}, opened by ${theirs[0]!.channel}`
  return woken && woken.touch.touch_at >= input.from
    ? `${begun}; woken on ${clock.shortDay(woken.touch.touch_at)} by ${woken.touch.channel} after ${woken.days} days of silence`
    : begun
}
