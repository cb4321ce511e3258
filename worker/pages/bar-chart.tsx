/** Bars for comparing: name, bar, value. Everything is text beside the bars, so the picture needs no other words. */
import { scaleLinear } from 'd3-scale'
import type { Child } from 'hono/jsx'

export interface Bar {
  readonly label: string
  readonly href: string | null
  /** `ch-…` */
  readonly colour: string
  readonly value: number
  /** Least and most of the other ways to count it. */
  readonly range?: readonly [least: number, most: number] | undefined
  readonly shown: string
  readonly exact: string
  readonly share: string
}

interface BarChartProps {
  /** The finding. */
  readonly title: Child
  readonly bars: readonly Bar[]
  readonly hint?: Child
}

export function BarChart({ title, bars, hint }: BarChartProps) {
  const ends = bars.flatMap(bar => [bar.value, ...(bar.range ?? [])])
  const x = scaleLinear([Math.min(0, ...ends), Math.max(0, ...ends) || 1], [0, 100])
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <ol class="bars">
        {bars.map(bar => (
          <li>
            <span class="label clip" title={bar.label}>
              {bar.href === null ? (
                <bdi>{bar.label}</bdi>
              ) : (
                <a href={bar.href}>
                  <bdi>{bar.label}</bdi>
                </a>
              )}
            </span>
            <BarPicture bar={bar} x={x} />
            <span class="value nowrap" title={bar.exact}>
              {bar.shown}
            </span>
            <span class="share nowrap">{bar.share}</span>
          </li>
        ))}
      </ol>
      {hint && <p class="hint">{hint}</p>}
    </figure>
  )
}

function BarPicture({ bar, x }: { bar: Bar; x: (value: number) => number }) {
  const [left, right] = [x(Math.min(0, bar.value)), x(Math.max(0, bar.value))]
  const width = shareOf(right - left)
  return (
    <svg aria-hidden="true" class={bar.colour}>
      {bar.colour === 'ch-none' ? (
        <Hatch x={left} width={width} />
      ) : (
        <rect class="ch" x={at(left)} y="2" width={width} height="14" />
      )}
      {bar.range && <Range x1={at(x(bar.range[0]))} x2={at(x(bar.range[1]))} />}
    </svg>
  )
}

/** Under the bar, so that it hides nothing of it. */
const Range = ({ x1, x2 }: { x1: string; x2: string }) => (
  <g class="range">
    <line x1={x1} x2={x2} y1="20.5" y2="20.5" />
    <line x1={x1} x2={x1} y1="18" y2="23" />
    <line x1={x2} x2={x2} y1="18" y2="23" />
  </g>
)

/** What no touch earned is drawn as absence; there is one such bar in a chart. */
function Hatch({ x, width }: { x: number; width: string }) {
  return (
    <>
      <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line class="hatch" x1="0" x2="0" y1="0" y2="5" stroke-width="2" />
      </pattern>
      <rect class="hatch" x={at(x)} y="2.5" width={width} height="13" fill="url(#hatch)" />
    </>
  )
}

const at = (percent: number) => `${Math.round(percent * 100) / 100}%`

/** A bar that is there can be seen. */
const shareOf = (percent: number) => (percent === 0 ? '0' : at(Math.max(percent, 0.2)))
