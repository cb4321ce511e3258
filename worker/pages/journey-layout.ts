/**
 * Where everything of the journey picture stands. Pure: times in, percent of the width out; heights are pixels.
 *
 * Up to MOST_MARKS touches are drawn one by one; more fold into density per lane, and spans of time open it.
 */
import { scaleLinear } from 'd3-scale'
import { DAY_MS } from './figures.ts'
import { isOurs, type JourneyTouch, type Lane, lanesOf, silencesOf } from './journey-lanes.ts'

export interface JourneyStage {
  readonly at: number
  readonly label: string
  /** Of the deal whose credit is shown. */
  readonly isChosen: boolean
}

export interface JourneyInput {
  /** In the order of time. */
  readonly touches: readonly JourneyTouch[]
  readonly stages: readonly JourneyStage[]
  /** What is shown of time. */
  readonly from: number
  readonly to: number
}

export interface Mark {
  readonly touch: JourneyTouch
  readonly x: number
  readonly y: number
  /** 1 to 4, by engaged time. */
  readonly size: number
  readonly isReheat: boolean
}

/** Touches of one lane that stand too close to be told apart. */
export interface Pile {
  readonly lane: number
  /** Place among COLUMNS. */
  readonly column: number
  readonly channel: string
  /** 0 to 1, against the largest pile of one person. */
  readonly height: number
}

/** A span of time to be opened. */
export interface Span {
  readonly from: number
  readonly to: number
  readonly x: number
  readonly width: number
  readonly touches: number
  readonly people: number
}

export interface CreditBar {
  readonly touch_ids: readonly string[]
  readonly x: number
  readonly channel: string
  readonly credit: number
  /** 0 to 1, against the largest. */
  readonly height: number
  /** Whether its number has room and says something. */
  readonly isLabelled: boolean
}

export interface Silence {
  readonly x: number
  readonly width: number
  readonly days: number
}

export interface StageLine {
  readonly stage: JourneyStage
  readonly x: number
  /** Line of labels, from 0; null: no room for its words. */
  readonly row: number | null
}

export interface JourneyLayout {
  readonly lanes: readonly Lane[]
  readonly marks: readonly Mark[]
  readonly piles: readonly Pile[]
  readonly spans: readonly Span[]
  readonly credit: readonly CreditBar[]
  readonly silences: readonly Silence[]
  readonly stages: readonly StageLine[]
  /** First touches after a silence. */
  readonly reheats: readonly { readonly at: number; readonly x: number }[]
  readonly x: (at: number) => number
  readonly isFolded: boolean
}

export const LANE_PX = 34
export const MOST_MARKS = 240
/** Columns of density over the width. */
export const COLUMNS = 160
/** The least width of the picture (style/journey.css): narrower frames scroll, wider ones stretch it. */
const WIDTH_PX = 800
const LABEL_ROWS = 3
const LETTER_PX = 6.6
const SPANS = 24

export function journeyLayout({ touches, stages, from, to }: JourneyInput): JourneyLayout {
  const shown = touches.filter(touch => touch.touch_at >= from && touch.touch_at <= to)
  const x = scaleLinear([from, Math.max(to, from + 1)], [1.5, 98.5])
  const lanes = lanesOf(shown)
  const laneOf = new Map(lanes.flatMap((lane, i) => lane.people.map(person => [person, i] as const)))
  const laneIndex = (touch: JourneyTouch) => {
    if (isOurs(touch)) return lanes.findIndex(lane => lane.role === 'us')
    const own = touch.person_id === null ? undefined : laneOf.get(touch.person_id)
    return own ?? lanes.findIndex(lane => lane.role === 'unknown')
  }

  const { silences, woken } = silencesOf(touches, from, to)
  const reheats = new Set(woken.map(touch => touch.touch_id))
  const isFolded = shown.length > MOST_MARKS
  const single = isFolded ? shown.filter(touch => touch.milestones.length > 0 || reheats.has(touch.touch_id)) : shown

  return {
    lanes,
    marks: dodged(single, laneIndex, x).map(mark => ({ ...mark, isReheat: reheats.has(mark.touch.touch_id) })),
    piles: isFolded ? pilesOf(shown, lanes, laneIndex, x) : [],
    spans: isFolded ? spansOf(shown, x, from, to) : [],
    credit: creditOf(shown, x, isFolded),
    silences: silences.map(({ start, end }) => ({
      x: x(Math.max(start, from)),
      width: x(Math.min(end, to)) - x(Math.max(start, from)),
      days: Math.floor((end - start) / DAY_MS),
    })),
    stages: labelled(
      stages.filter(stage => stage.at >= from && stage.at <= to),
      x,
    ),
    reheats: woken
      .filter(touch => touch.touch_at >= from && touch.touch_at <= to)
      .map(({ touch_at }) => ({ at: touch_at, x: x(touch_at) })),
    x,
    isFolded,
  }
}

/** Marks of one lane that would cover each other move up and down. */
function dodged(touches: readonly JourneyTouch[], laneIndex: (touch: JourneyTouch) => number, x: (at: number) => number) {
  const offsets = [0, -9, 9]
  const lastAt = new Map<string, number>()
  return touches.map(touch => {
    const lane = laneIndex(touch)
    const place = x(touch.touch_at)
    const size = sizeOf(touch)
    const needed = ((6 + size * 2) / WIDTH_PX) * 100
    const gap = (offset: number) => place - (lastAt.get(`${lane} ${offset}`) ?? -Infinity)
    const offset = offsets.find(candidate => gap(candidate) >= needed) ?? offsets.toSorted((a, b) => gap(b) - gap(a))[0] ?? 0
    lastAt.set(`${lane} ${offset}`, place)
    return { touch, x: place, y: lane * LANE_PX + LANE_PX / 2 + offset, size }
  })
}

const MINUTE_MS = 60_000

function sizeOf({ kind, engaged_ms }: JourneyTouch): number {
  if (kind === 'meeting' || kind === 'demo' || kind === 'offline') return 3
  if (engaged_ms < MINUTE_MS / 4) return engaged_ms === 0 ? 2 : 1
  if (engaged_ms < MINUTE_MS) return 2
  return engaged_ms < 4 * MINUTE_MS ? 3 : 4
}

const columnOf = (place: number) => Math.min(COLUMNS - 1, Math.max(0, Math.floor((place / 100) * COLUMNS)))

/** Heights compare the lanes of single people; the lane that many share would dwarf them, so it is cut at full height. */
function pilesOf(
  touches: readonly JourneyTouch[],
  lanes: readonly Lane[],
  laneIndex: (touch: JourneyTouch) => number,
  x: (at: number) => number,
): Pile[] {
  const groups = [...Map.groupBy(touches, touch => laneIndex(touch) * COLUMNS + columnOf(x(touch.touch_at)))]
  const laneAt = (place: number) => Math.floor(place / COLUMNS)
  const most = Math.max(1, ...groups.map(([place, group]) => (lanes[laneAt(place)]?.role === 'others' ? 0 : group.length)))
  return groups.map(([place, group]) => ({
    lane: laneAt(place),
    column: place % COLUMNS,
    channel: commonest(group),
    height: Math.min(1, Math.sqrt(group.length / most)),
  }))
}

function commonest(touches: readonly JourneyTouch[]): string {
  const groups = [...Map.groupBy(touches, touch => touch.channel)]
  return groups.reduce((largest, group) => (group[1].length > largest[1].length ? group : largest), [
    '',
    [],
  ] as (typeof groups)[number])[0]
}

function spansOf(touches: readonly JourneyTouch[], x: (at: number) => number, from: number, to: number): Span[] {
  const length = (to - from) / SPANS
  return Array.from({ length: SPANS }, (_, i) => {
    const start = Math.round(from + i * length)
    const end = Math.round(from + (i + 1) * length)
    const own = touches.filter(
      touch => touch.touch_at >= start && (touch.touch_at < end || (i === SPANS - 1 && touch.touch_at <= to)),
    )
    return {
      from: start,
      to: end,
      x: x(start),
      width: x(end) - x(start),
      touches: own.length,
      people: new Set(own.flatMap(touch => touch.person_id ?? [])).size,
    }
  }).filter(span => span.touches > 0)
}

function creditOf(touches: readonly JourneyTouch[], x: (at: number) => number, isFolded: boolean): CreditBar[] {
  const earning = touches.filter(touch => touch.credit > 0)
  const groups = isFolded
    ? [...Map.groupBy(earning, touch => columnOf(x(touch.touch_at)))].map(([column, group]) => ({
        group,
        place: ((column + 0.5) / COLUMNS) * 100,
      }))
    : earning.map(touch => ({ group: [touch], place: x(touch.touch_at) }))
  const sums = groups.map(({ group, place }) => ({ group, place, credit: group.reduce((sum, touch) => sum + touch.credit, 0) }))
  const most = Math.max(...sums.map(({ credit }) => credit))
  const labelled = labelledSums(sums)
  return sums.map(sum => ({
    touch_ids: sum.group.map(touch => touch.touch_id),
    x: sum.place,
    channel: commonest(sum.group),
    credit: sum.credit,
    height: sum.credit / most,
    isLabelled: labelled.has(sum),
  }))
}

const MOST_LABELS = 6
const LEAST_LABELLED = 0.04
const LABEL_PX = 34

/** The largest, none over another; where all are alike or small, none. */
function labelledSums<Sum extends { readonly place: number; readonly credit: number }>(sums: readonly Sum[]): Set<Sum> {
  const labelled = new Set<Sum>()
  const width = (LABEL_PX / WIDTH_PX) * 100
  const credits = sums.map(({ credit }) => credit)
  if (sums.length > 1 && Math.max(...credits) - Math.min(...credits) < LEAST_LABELLED / 10) return labelled
  for (const sum of sums.toSorted((a, b) => b.credit - a.credit).slice(0, MOST_LABELS)) {
    const isFree = [...labelled].every(other => Math.abs(other.place - sum.place) >= width)
    if (sum.credit >= LEAST_LABELLED && isFree) labelled.add(sum)
  }
  return labelled
}

/** Labels in few rows, none over another; the chosen deal's are placed first. */
function labelled(stages: readonly JourneyStage[], x: (at: number) => number): StageLine[] {
  const taken: { row: number; start: number; end: number }[] = []
  const inTurn = stages.toSorted((a, b) => Number(b.isChosen) - Number(a.isChosen) || a.at - b.at)
  return inTurn.map(stage => {
    const place = x(stage.at)
    const width = ((stage.label.length * LETTER_PX + 12) / WIDTH_PX) * 100
    const start = isAtTheEnd(place) ? place - width : place
    const row = Array.from({ length: LABEL_ROWS }, (_, i) => i).find(
      candidate => !taken.some(other => other.row === candidate && start < other.end && start + width > other.start),
    )
    if (row !== undefined) taken.push({ row, start, end: start + width })
    return { stage, x: place, row: row ?? null }
  })
}

/** A label near the right edge stands to the left of its line. */
export const isAtTheEnd = (place: number): boolean => place > 82
