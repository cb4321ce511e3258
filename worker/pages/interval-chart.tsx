/** Dots with intervals: name, estimate with its 95 % interval, value. For estimates, where a bar would claim too much. */
import { scaleLinear } from 'd3-scale'
import type { Child } from 'hono/jsx'

export interface IntervalDot {
  readonly label: string
  readonly href?: string | null
  /** `ch-…`, or absent: ink. */
  readonly colour?: string
  readonly value: number
  readonly low: number
  readonly high: number
  readonly shown: string
  /** The interval in words. */
  readonly between: string
}

interface IntervalChartProps {
  /** The finding. */
  readonly title: Child
  readonly dots: readonly IntervalDot[]
  /** Where a line stands to compare with. */
  readonly origin: number
  readonly hint?: Child
}

export function IntervalChart({ title, dots, origin, hint }: IntervalChartProps) {
  const ends = dots.flatMap(({ low, high, value }) => [low, high, value])
  const [least, most] = [Math.min(origin, ...ends), Math.max(origin, ...ends)]
  const x = scaleLinear([least, most === least ? least + 1 : most], [1, 99])
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <ol class="bars intervals">
        {dots.map(dot => (
          <li>
            <span class="label clip" title={dot.label}>
              {dot.href ? (
                <a href={dot.href}>
                  <bdi>{dot.label}</bdi>
                </a>
              ) : (
                <bdi>{dot.label}</bdi>
              )}
            </span>
            <svg aria-hidden="true" class={dot.colour ?? 'plain'}>
              <line class="origin" x1={at(x(origin))} x2={at(x(origin))} y1="0" y2="24" />
              <line class="interval" x1={at(x(dot.low))} x2={at(x(dot.high))} y1="12" y2="12" />
              <line class="interval" x1={at(x(dot.low))} x2={at(x(dot.low))} y1="8" y2="16" />
              <line class="interval" x1={at(x(dot.high))} x2={at(x(dot.high))} y1="8" y2="16" />
              <circle class="ch" cx={at(x(dot.value))} cy="12" r="4.5" />
            </svg>
            <span class="value nowrap">{dot.shown}</span>
            <span class="share nowrap">{dot.between}</span>
          </li>
        ))}
      </ol>
      {hint && <p class="hint">{hint}</p>}
    </figure>
  )
}

const at = (percent: number) => `${Math.round(percent * 100) / 100}%`
