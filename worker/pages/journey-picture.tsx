/** The journey: time runs left to right, one lane per person, the deal's credit as bars below. */
import type { Child } from 'hono/jsx'
import { channelClass } from './channel-class.ts'
import { count, plural } from './figures.ts'
import { AXIS_PX, at, CREDIT_PX, Credit, Ground, HEAD_PX, Piles } from './journey-ground.tsx'
import type { JourneyTouch, Lane, MarkKind } from './journey-lanes.ts'
import { type JourneyLayout, LANE_PX, type Mark, type Span } from './journey-layout.ts'
import { MarkIcon, MarkShapes, markId, markNames } from './journey-marks.tsx'
import { Name } from './names.tsx'
import type { TimeTick } from './time-ticks.ts'

export interface JourneyWords {
  /** The finding. */
  readonly title: string
  readonly description: string
  /** What stands before the credit bars: 'Linear, €84.2 k'; null: no deal, no credit. */
  readonly credit: { readonly title: string; readonly detail: string } | null
  readonly person: (personId: string) => { readonly name: string; readonly title: string | null; readonly href: string }
  readonly touch: (touch: JourneyTouch) => { readonly text: string; readonly href: string }
  readonly span: (span: Span) => { readonly text: string; readonly href: string }
  readonly stage: (at: number) => string
  readonly reheat: (at: number) => string
}

interface JourneyProps {
  readonly layout: JourneyLayout
  /** The touch that is told below the picture. */
  readonly opened: string | null
  readonly ticks: readonly TimeTick[]
  readonly words: JourneyWords
  readonly kinds: readonly MarkKind[]
  readonly channels: readonly string[]
  readonly hint?: Child
}

export function JourneyPicture({ layout, opened, ticks, words, kinds, channels, hint }: JourneyProps) {
  const bottom = HEAD_PX + layout.lanes.length * LANE_PX
  const height = bottom + AXIS_PX + (words.credit ? CREDIT_PX : 0)
  return (
    <figure class="journey" data-journey>
      <figcaption id="journey-title">{words.title}</figcaption>
      <div class="journey-grid">
        <ol class="lanes">
          {layout.lanes.map(lane => (
            <li>
              <LaneName lane={lane} words={words} />
            </li>
          ))}
          {words.credit && (
            <li class="credit-name">
              <span class="clip" title={words.credit.title}>
                {words.credit.title}
              </span>
              <span class="quiet clip">{words.credit.detail}</span>
            </li>
          )}
        </ol>
        <section class="journey-scroll" tabindex={0} aria-labelledby="journey-title">
          <svg role="application" height={height} aria-labelledby="journey-title" aria-describedby="journey-text">
            <desc id="journey-text">{words.description}</desc>
            <defs>
              <path id="woke" d="M-5 8 0 0l5 8z" />
            </defs>
            <MarkShapes marks={layout.marks.map(({ touch, size }) => ({ kind: touch.kind, size }))} />
            <Ground layout={layout} ticks={ticks} words={words} bottom={bottom} />
            <g transform={`translate(0 ${HEAD_PX})`}>
              <Piles layout={layout} />
            </g>
            {layout.spans.map(span => (
              <SpanLink span={span} words={words} bottom={bottom} />
            ))}
            <g transform={`translate(0 ${HEAD_PX})`}>
              {layout.marks.map((mark, i) => (
                <MarkLink mark={mark} words={words} isFirst={i === 0} isOpened={mark.touch.touch_id === opened} />
              ))}
            </g>
            {words.credit && (
              <g transform={`translate(0 ${bottom + AXIS_PX})`}>
                <Credit layout={layout} />
              </g>
            )}
          </svg>
        </section>
      </div>
      <Legend kinds={kinds} channels={channels} hasReheat={layout.reheats.length > 0} hasSilence={layout.silences.length > 0} />
      {hint && <p class="hint">{hint}</p>}
    </figure>
  )
}

function LaneName({ lane, words }: { lane: Lane; words: JourneyWords }) {
  const title = plural(lane.touches, 'touch', 'touches')
  if (lane.role === 'us') return <span title={title}>Our activities</span>
  if (lane.role === 'unknown') return <span title={title}>Unknown visitors</span>
  if (lane.role === 'others') return <a href="#people" title={title}>{`${count(lane.people.length)} more people`}</a>
  const person = words.person(lane.key)
  return (
    <>
      <a href={person.href} title={`${person.name}, ${title}`}>
        <Name text={person.name} />
      </a>
      {person.title && <span class="quiet clip">{person.title}</span>}
    </>
  )
}

function SpanLink({ span, words, bottom }: { span: Span; words: JourneyWords; bottom: number }) {
  const { text, href } = words.span(span)
  return (
    <a class="span" href={href}>
      <title>{text}</title>
      <rect x={at(span.x)} width={at(span.width)} y={HEAD_PX} height={bottom - HEAD_PX} />
    </a>
  )
}

interface MarkLinkProps {
  readonly mark: Mark
  readonly words: JourneyWords
  readonly isFirst: boolean
  readonly isOpened: boolean
}

function MarkLink({ mark, words, isFirst, isOpened }: MarkLinkProps) {
  const { text, href } = words.touch(mark.touch)
  return (
    <a
      class={`mark ${channelClass(mark.touch.channel)}`}
      href={href}
      tabindex={isFirst ? 0 : -1}
      aria-current={isOpened ? 'true' : undefined}
      data-touch={mark.touch.touch_id}
    >
      <title>{text}</title>
      {mark.isReheat && <circle class="ring" cx={at(mark.x)} cy={mark.y} r="11" />}
      <use href={`#${markId({ kind: mark.touch.kind, size: mark.size })}`} x={at(mark.x)} y={mark.y} />
    </a>
  )
}

interface LegendProps {
  readonly kinds: readonly MarkKind[]
  readonly channels: readonly string[]
  readonly hasReheat: boolean
  readonly hasSilence: boolean
}

function Legend({ kinds, channels, hasReheat, hasSilence }: LegendProps) {
  return (
    <ul class="legend">
      {kinds.map(kind => (
        <li>
          <MarkIcon kind={kind} />
          {markNames[kind]}
        </li>
      ))}
      {channels.map(channel => (
        <li>
          <span class={`swatch ${channelClass(channel)}`} />
          <bdi>{channel}</bdi>
        </li>
      ))}
      {hasSilence && (
        <li>
          <span class="swatch silence-swatch" />
          silence
        </li>
      )}
      {hasReheat && (
        <li class="woke">
          <svg width="14" height="10" viewBox="-7 -1 14 10" aria-hidden="true">
            <path d="M-5 8 0 0l5 8z" />
          </svg>
          re-heat
        </li>
      )}
    </ul>
  )
}
