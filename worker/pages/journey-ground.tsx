/** What stands behind and below the touches of a journey: silence, time, stages, density, credit. */
import { channelClass } from './channel-class.ts'
import { count, percent } from './figures.ts'
import { COLUMNS, isAtTheEnd, type JourneyLayout, LANE_PX } from './journey-layout.ts'
import type { JourneyWords } from './journey-picture.tsx'
import type { TimeTick } from './time-ticks.ts'

/** What stands behind the touches: silence, lanes, time, stages. */
export function Ground({
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
export function Piles({ layout: { piles, lanes } }: { layout: JourneyLayout }) {
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

export function Credit({ layout: { credit } }: { layout: JourneyLayout }) {
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

export const HEAD_PX = 76

const ROW_PX = 18

export const AXIS_PX = 26

export const CREDIT_PX = 76

const CREDIT_BAR_PX = 54

const round = (value: number) => Math.round(value * 100) / 100

export const at = (place: number) => `${round(place)}%`
