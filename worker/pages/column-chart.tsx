/** Columns over time, one per month, with the amount on the largest and on the last. */
import { scaleBand, scaleLinear } from 'd3-scale'
import type { Child } from 'hono/jsx'

export interface Column {
  readonly label: string
  /** Under the label: the year where it begins; empty elsewhere. */
  readonly sublabel: string
  readonly value: number
  readonly shown: string
  /** 'March 2026: €84,200.00 of 3 deals' */
  readonly title: string
}

interface ColumnChartProps {
  /** The finding. */
  readonly title: Child
  /** For those who cannot see it: what is shown over which time. */
  readonly description: string
  readonly columns: readonly Column[]
  /** How a value reads at a grid line. */
  readonly tick: (value: number) => string
}

const HEIGHT = 190
const TOP = 18
const BASE = 152

export function ColumnChart({ title, description, columns, tick }: ColumnChartProps) {
  const values = columns.map(column => column.value)
  const y = scaleLinear([Math.min(0, ...values), Math.max(0, ...values) || 1], [BASE, TOP]).nice(3)
  const x = scaleBand(
    columns.map((_, i) => i),
    [0, 100],
  ).padding(0.28)
  const largest = values.indexOf(Math.max(...values))
  const ticks = y.ticks(3)
  const labelEvery = Math.ceil(columns.length / 18)
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <div class="columns">
        <svg class="scale" width="56" height={HEIGHT} aria-hidden="true">
          {ticks.map(value => (
            <text x="52" y={y(value) + 4} text-anchor="end">
              {tick(value)}
            </text>
          ))}
        </svg>
        <svg height={HEIGHT} role="img" aria-label={description}>
          {ticks.map(value => (
            <line class={value === 0 ? 'grid base' : 'grid'} x1="0" x2="100%" y1={y(value) + 0.5} y2={y(value) + 0.5} />
          ))}
          {columns.map((column, i) => {
            const left = x(i) ?? 0
            const [top, bottom] = [Math.min(y(column.value), y(0)), Math.max(y(column.value), y(0))]
            const isLabelled = i % labelEvery === 0
            return (
              <g>
                <title>{column.title}</title>
                <rect x={`${left - x.step() * 0.14}%`} width={`${x.step()}%`} y="0" height={HEIGHT} fill="transparent" />
                {column.value !== 0 && (
                  <rect class="column" x={`${left}%`} width={`${x.bandwidth()}%`} y={top} height={Math.max(1, bottom - top)} />
                )}
                {i === largest && column.value > 0 && (
                  <text class="value" x={`${left + x.bandwidth() / 2}%`} y={top - 6} text-anchor="middle">
                    {column.shown}
                  </text>
                )}
                {isLabelled && (
                  <text
                    class={i % 2 === 1 ? 'every-other' : undefined}
                    x={`${left + x.bandwidth() / 2}%`}
                    y={BASE + 18}
                    text-anchor="middle"
                  >
                    {column.label}
                  </text>
                )}
                <text x={`${left + x.bandwidth() / 2}%`} y={BASE + 33} text-anchor="middle">
                  {column.sublabel}
                </text>
              </g>
            )
          })}
        </svg>
      </div>
    </figure>
  )
}
