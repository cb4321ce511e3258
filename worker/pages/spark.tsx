/** A small history: how much in each of equally long spans, the last ones in colour. */

interface SparkProps {
  readonly values: readonly number[]
  /** What it says, in words. */
  readonly title: string
  /** How many of the last spans are fresh. */
  readonly fresh: number
}

const STEP = 4
const BAR = 3
const HEIGHT = 22

export function Spark({ values, title, fresh }: SparkProps) {
  const most = Math.max(1, ...values)
  const bars = (from: number, to: number) =>
    values
      .slice(from, to)
      .map((value, i) => (value === 0 ? '' : bar((from + i) * STEP, Math.max(2, Math.round((value / most) * (HEIGHT - 2))))))
      .join('')
  const width = values.length * STEP
  return (
    <svg class="spark" width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={title}>
      <path class="base" d={`M0 ${HEIGHT - 0.5}h${width - 1}`} />
      <path class="past" d={bars(0, values.length - fresh)} />
      <path class="fresh" d={bars(values.length - fresh, values.length)} />
    </svg>
  )
}

const bar = (x: number, height: number) => `M${x} ${HEIGHT}v-${height}h${BAR}v${height}z`
