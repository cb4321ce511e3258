/** The shapes of touches: drawn once, used by every mark. Shape tells the kind, colour the channel, size the engaged time. */
import type { MarkKind } from './journey-lanes.ts'

export const markNames: Readonly<Record<MarkKind, string>> = {
  visit: 'visit',
  download: 'download',
  form: 'form',
  email: 'e-mail',
  call: 'call',
  meeting: 'meeting',
  demo: 'demo',
  other: 'other activity',
  offline: 'event, import',
}

/** In the order in which legends name them. */
export const markKinds: readonly MarkKind[] = [
  'visit',
  'download',
  'form',
  'offline',
  'email',
  'call',
  'meeting',
  'demo',
  'other',
]

const radii = [0, 3.4, 4.4, 5.6, 7]

/** Every shape in a size, around its middle. */
const shapes: Readonly<Record<MarkKind, (r: number) => string>> = {
  visit: r => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  download: r => `M${-1.15 * r} ${-0.85 * r}h${2.3 * r}l${-1.15 * r} ${2 * r}z`,
  form: r => `M0 ${-1.3 * r}l${1.3 * r} ${1.3 * r}l${-1.3 * r} ${1.3 * r}l${-1.3 * r} ${-1.3 * r}z`,
  email: r => `M${-1.35 * r} ${-0.75 * r}h${2.7 * r}v${1.5 * r}h${-2.7 * r}z`,
  call: r => `M${-1.2 * r} ${0.65 * r}a${1.2 * r} ${1.4 * r} 0 0 1 ${2.4 * r} 0z`,
  meeting: r => `M${-0.95 * r} ${-0.95 * r}h${1.9 * r}v${1.9 * r}h${-1.9 * r}z`,
  demo: r =>
    `M${-0.45 * r} ${-1.2 * r}h${0.9 * r}v${0.75 * r}h${0.75 * r}v${0.9 * r}h${-0.75 * r}v${0.75 * r}h${-0.9 * r}v${-0.75 * r}h${-0.75 * r}v${-0.9 * r}h${0.75 * r}z`,
  other: r => `M${-r} 0l${r} ${-0.7 * r}l${r} ${0.7 * r}l${-r} ${0.7 * r}z`,
  offline: r => `M${-1.15 * r} ${0.9 * r}h${2.3 * r}l${-1.15 * r} ${-2 * r}z`,
}

export const markId = ({ kind, size }: SizedMark) => `${kind}-${size}`

export interface SizedMark {
  readonly kind: MarkKind
  /** 1 to 4 */
  readonly size: number
}

/** The shapes that a picture uses, each once. */
export function MarkShapes({ marks }: { marks: readonly SizedMark[] }) {
  const distinct = new Map(marks.map(mark => [markId(mark), mark]))
  return (
    <defs>
      {[...distinct].map(([id, { kind, size }]) => (
        <path id={id} d={rounded(shapes[kind](radii[size] ?? 4))} />
      ))}
    </defs>
  )
}

/** One shape by itself, for a legend or a table. */
export const MarkIcon = ({ kind, colour = 'ch-other' }: { kind: MarkKind; colour?: string }) => (
  <svg class={`mark-icon ${colour}`} width="14" height="14" viewBox="-7 -7 14 14" aria-hidden="true">
    <path class="ch" d={rounded(shapes[kind](4.6))} />
  </svg>
)

/** Two digits after the point are finer than a screen. */
const rounded = (path: string) => path.replace(/-?\d+\.\d+/g, number => String(Math.round(Number(number) * 100) / 100))
