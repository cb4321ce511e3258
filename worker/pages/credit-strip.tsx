/** A deal's path, touch by touch at equal distance: how much each earned, and where the milestones lie. */
import type { Child } from 'hono/jsx'
import { channelClass } from './channel-class.ts'
import { percent } from './figures.ts'

export interface StripTouch {
  /** Counted from 1. */
  readonly position: number
  readonly channel: string
  /** 0 to 1. */
  readonly credit: number
  readonly milestones: readonly string[]
  readonly text: string
}

interface CreditStripProps {
  /** The finding. */
  readonly title: Child
  readonly description: string
  readonly touches: readonly StripTouch[]
}

/** Percent left free on both sides, for the numbers of the first and the last. */
const EDGE = 1.6
const HEIGHT = 148
const TOP = 44
const BASE = 126
/** More touches than this share a column. */
const MOST_COLUMNS = 120

export function CreditStrip({ title, description, touches }: CreditStripProps) {
  const columns = columnsOf(touches)
  const most = Math.max(...columns.map(column => column.credit)) || 1
  const width = (100 - 2 * EDGE) / Math.max(columns.length, 8)
  const labelled = labelledAmong(columns)
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <svg class="strip" width="100%" height={HEIGHT} role="img" aria-label={description}>
        <line class="grid base" x1="0" x2="100%" y1={BASE + 0.5} y2={BASE + 0.5} />
        {columns.map((column, i) => {
          const height = column.credit === 0 ? 0 : Math.max(2, (column.credit / most) * (BASE - TOP))
          const middle = `${round(EDGE + (i + 0.5) * width)}%`
          return (
            <g class={channelClass(column.channel)}>
              <title>{column.text}</title>
              <rect x={`${round(EDGE + i * width)}%`} width={`${round(width)}%`} y="0" height={HEIGHT} fill="transparent" />
              {height > 0 ? (
                <rect
                  class="ch"
                  x={`${round(EDGE + (i + 0.14) * width)}%`}
                  width={`${round(width * 0.72)}%`}
                  y={round(BASE - height)}
                  height={round(height)}
                />
              ) : (
                <rect
                  class="ch"
                  x={`${round(EDGE + (i + 0.14) * width)}%`}
                  width={`${round(width * 0.72)}%`}
                  y={BASE - 1}
                  height="1"
                />
              )}
              {column.milestones.length > 0 && (
                <text
                  class="milestone"
                  x={middle}
                  y={round(BASE - height - (labelled.has(column) ? 18 : 5))}
                  text-anchor="middle"
                >
                  {column.milestones.join(' ')}
                </text>
              )}
              {labelled.has(column) && (
                <text
                  class={labelled.get(column) ? 'value' : 'value roomy-only'}
                  x={middle}
                  y={round(BASE - height - 5)}
                  text-anchor="middle"
                >
                  {percent(column.credit)}
                </text>
              )}
              {(i === 0 || i === columns.length - 1 || columns.length <= 16) && (
                <text x={middle} y={HEIGHT - 6} text-anchor="middle">
                  {String(column.position)}
                </text>
              )}
            </g>
          )
        })}
      </svg>
    </figure>
  )
}

/** Least share that gets a number. */
const LEAST_LABELLED = 0.02

/** The largest, when they differ, as far apart as their numbers are wide; `true`: there is room on a narrow screen, too. */
function labelledAmong(columns: readonly StripTouch[]): Map<StripTouch, boolean> {
  const ranked = columns.map((column, i) => ({ column, i })).sort((a, b) => b.column.credit - a.column.credit)
  const labelled: typeof ranked = []
  const roomy: typeof ranked = []
  const isApart = (from: typeof ranked, i: number, share: number) =>
    from.every(other => Math.abs(other.i - i) >= Math.ceil(columns.length / share))
  const [first, last] = [ranked.at(0), ranked.at(-1)]
  if (columns.length > 1 && first && last && first.column.credit - last.column.credit < LEAST_LABELLED / 10) return new Map()
  for (const one of ranked.slice(0, 10)) {
    if (one.column.credit < LEAST_LABELLED || !isApart(labelled, one.i, 24)) continue
    labelled.push(one)
    if (isApart(roomy, one.i, 9)) roomy.push(one)
  }
  return new Map(labelled.map(one => [one.column, roomy.includes(one)]))
}

function columnsOf(touches: readonly StripTouch[]): StripTouch[] {
  if (touches.length <= MOST_COLUMNS) return [...touches]
  const perColumn = touches.length / MOST_COLUMNS
  return Array.from({ length: MOST_COLUMNS }, (_, i) => {
    const own = touches.slice(Math.round(i * perColumn), Math.round((i + 1) * perColumn))
    const first = own[0]!
    const largest = own.reduce((best, touch) => (touch.credit > best.credit ? touch : best))
    return {
      position: i === MOST_COLUMNS - 1 ? touches.length : first.position,
      channel: largest.channel,
      credit: own.reduce((sum, touch) => sum + touch.credit, 0),
      milestones: own.flatMap(touch => touch.milestones),
      text: `Touches ${first.position} to ${own.at(-1)!.position}\n${largest.text}`,
    }
  })
}

const round = (value: number) => Math.round(value * 100) / 100
