/** The journey: time runs left to right, one lane per person, the deal's credit as bars below. */
import type { Child } from 'hono/jsx'
import { channelClass } from './channel-class.ts'
import { count, percent, plural } from './figures.ts'
import {
  COLUMNS,
  isAtTheEnd,
  type JourneyLayout,
  type JourneyTouch,
  LANE_PX,
  type Lane,
  type Mark,
  type MarkKind,
  type Span,
} from './journey-layout.ts'
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

const HEAD_PX = 76
const ROW_PX = 18
const AXIS_PX = 26
const CREDIT_PX = 76
const CREDIT_BAR_PX = 54

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

/** What stands behind the touches: silence, lanes, time, stages. */
function Ground({
  layout,
  ticks,
  words,
  bottom,
}: {
  layout: JourneyLayout
  ticks: readonly TimeTick[]
  words: JourneyWords
  bottom: number
}) {
  const { lanes, silences, stages, reheats, x } = layout
  return (
    <>
      {silences.map(silence => (
        <>
          <rect class="silence" x={at(silence.x)} width={at(silence.width)} y={HEAD_PX} height={bottom - HEAD_PX} />
          {silence.width > 9 && (
            <text class="silence-text" x={at(silence.x + silence.width / 2)} y={HEAD_PX - 6} text-anchor="middle">
              {`${count(silence.days)} days silent`}
            </text>
          )}
        </>
      ))}
      {ticks.map(tick => (
        <>
          <line class="grid" x1={at(x(tick.at))} x2={at(x(tick.at))} y1={HEAD_PX} y2={bottom + 5} />
          <text x={at(x(tick.at))} y={bottom + 18} text-anchor={x(tick.at) > 97 ? 'end' : 'middle'}>
            {tick.label}
          </text>
        </>
      ))}
      {[...lanes, null].map((_, i) => (
        <line
          class={i === lanes.length || i === 0 ? 'grid base' : 'grid'}
          x1="0"
          x2="100%"
          y1={HEAD_PX + i * LANE_PX + 0.5}
          y2={HEAD_PX + i * LANE_PX + 0.5}
        />
      ))}
      {stages.map(({ stage, x: place, row }) => (
        <g class={stage.isChosen ? 'stage-line chosen' : 'stage-line'}>
          <title>{`${stage.label}, ${words.stage(stage.at)}`}</title>
          <line x1={at(place)} x2={at(place)} y1={row === null ? HEAD_PX - 4 : 4 + row * ROW_PX} y2={bottom} />
        </g>
      ))}
      {stages.map(({ stage, x: place, row }) =>
        row === null ? null : (
          <text
            class={stage.isChosen ? 'stage-text chosen' : 'stage-text'}
            x={at(place)}
            y={14 + row * ROW_PX}
            dx={isAtTheEnd(place) ? -5 : 5}
            text-anchor={isAtTheEnd(place) ? 'end' : 'start'}
          >
            <title>{words.stage(stage.at)}</title>
            {stage.label}
          </text>
        ),
      )}
      {reheats.map(reheat => (
        <g class="woke">
          <title>{words.reheat(reheat.at)}</title>
          <line x1={at(reheat.x)} x2={at(reheat.x)} y1={HEAD_PX - 10} y2={bottom} />
          <use href="#woke" x={at(reheat.x)} y={HEAD_PX - 16} />
        </g>
      ))}
    </>
  )
}

/** One path per lane and channel: thousands of touches weigh as much as dozens. */
function Piles({ layout: { piles, lanes } }: { layout: JourneyLayout }) {
  const height = lanes.length * LANE_PX
  const most = LANE_PX - 8
  const groups = Map.groupBy(piles, pile => channelClass(pile.channel))
  return (
    <>
      {[...groups].map(([colour, own]) => (
        <svg
          aria-hidden="true"
          class={`piles ${colour}`}
          width="100%"
          height={height}
          viewBox={`0 0 ${COLUMNS * 10} ${height}`}
          preserveAspectRatio="none"
        >
          <path
            class="ch"
            d={own
              .map(({ lane, column, height }) => {
                const pixels = Math.max(3, Math.round(height * most))
                return `M${column * 10 + 1} ${lane * LANE_PX + (LANE_PX - pixels) / 2}h8v${pixels}h-8z`
              })
              .join('')}
          />
        </svg>
      ))}
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

function Credit({ layout: { credit } }: { layout: JourneyLayout }) {
  return (
    <>
      <line class="grid base" x1="0" x2="100%" y1={CREDIT_PX - 0.5} y2={CREDIT_PX - 0.5} />
      {credit.map(bar => {
        const height = Math.max(1.5, bar.height * CREDIT_BAR_PX)
        return (
          <>
            <rect
              class={`ch ${channelClass(bar.channel)}`}
              x={at(bar.x)}
              width="5"
              y={round(CREDIT_PX - height)}
              height={round(height)}
              transform="translate(-2.5 0)"
              data-credit={bar.touch_ids.length === 1 ? bar.touch_ids[0] : undefined}
            />
            {bar.isLabelled && (
              <text
                class="value"
                x={at(bar.x)}
                y={round(CREDIT_PX - height - 5)}
                text-anchor={bar.x < 4 ? 'start' : bar.x > 96 ? 'end' : 'middle'}
              >
                {percent(bar.credit)}
              </text>
            )}
          </>
        )
      })}
    </>
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

const round = (value: number) => Math.round(value * 100) / 100

const at = (place: number) => `${round(place)}%`
