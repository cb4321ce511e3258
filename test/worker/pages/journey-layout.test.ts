import { describe, expect, it } from 'vitest'
import { type JourneyTouch, MOST_LANES } from '../../../worker/pages/journey-lanes.ts'
import { COLUMNS, journeyLayout, LANE_PX, MOST_MARKS } from '../../../worker/pages/journey-layout.ts'
import { DAY_MS } from './workspace.ts'

const touch = (day: number, more: Partial<JourneyTouch> = {}): JourneyTouch => ({
  touch_id: `t${day}`,
  touch_at: day * DAY_MS,
  kind: 'visit',
  person_id: 'ana',
  channel: 'Email',
  engaged_ms: 0,
  credit: 0,
  milestones: [],
  ...more,
})

const layout = (touches: readonly JourneyTouch[], to = 100, from = 0) =>
  journeyLayout({ touches, stages: [], from: from * DAY_MS, to: to * DAY_MS })

describe('journeyLayout', () => {
  it('gives one lane per person by first touch, ours first, unknown visitors last', () => {
    const { lanes, marks } = layout([
      touch(1, { person_id: 'cleo' }),
      touch(2, { kind: 'call', person_id: 'ana' }),
      touch(3, { person_id: null }),
      touch(4, { person_id: 'ana' }),
      touch(5, { person_id: 'ana' }),
    ])
    expect(lanes.map(lane => [lane.key, lane.touches])).toEqual([
      ['us', 1],
      ['cleo', 1],
      ['ana', 2],
      ['unknown', 1],
    ])
    expect(marks.map(mark => Math.floor(mark.y / LANE_PX))).toEqual([1, 0, 3, 2, 2])
  })

  it('lets those with the least to show share a lane, never those who earned', () => {
    const crowd = Array.from({ length: 40 }, (_, i) =>
      touch(i, { touch_id: `t${i}`, person_id: `p${i}`, credit: i === 39 ? 1 : 0 }),
    )
    const { lanes } = layout([...crowd, ...Array.from({ length: 9 }, (_, i) => touch(50 + i, { person_id: 'p20' }))])
    expect(lanes).toHaveLength(MOST_LANES)
    expect(lanes.at(-1)).toMatchObject({ role: 'others', touches: 40 - (MOST_LANES - 1) })
    expect(lanes.map(lane => lane.key)).toEqual(expect.arrayContaining(['p39', 'p20']))
  })

  it('shades a silence of more than 30 days and marks who ended it; our own calls do not end it', () => {
    const { silences, reheats, marks } = layout([touch(0), touch(20, { kind: 'call' }), touch(40), touch(70), touch(71)], 80)
    expect(silences.map(silence => silence.days)).toEqual([40])
    expect(reheats.map(reheat => reheat.at / DAY_MS)).toEqual([40])
    expect(marks.filter(mark => mark.isReheat).map(mark => mark.touch.touch_id)).toEqual(['t40'])
  })

  it('shades the silence that lasts, which nobody has ended', () => {
    const { silences, reheats } = layout([touch(0), touch(1)], 60)
    expect(silences.map(silence => silence.days)).toEqual([59])
    expect(reheats).toEqual([])
  })

  it('draws every touch up to a number, more as density with spans to open', () => {
    const touches = (count: number) =>
      Array.from({ length: count }, (_, i) => touch((i * 90) / count, { touch_id: `t${i}`, milestones: i === 7 ? ['LC'] : [] }))
    const few = layout(touches(MOST_MARKS))
    expect([few.marks.length, few.piles.length, few.spans.length]).toEqual([MOST_MARKS, 0, 0])
    const many = layout(touches(5000))
    expect(many.marks.map(mark => mark.touch.touch_id)).toEqual(['t7'])
    expect(many.piles.length).toBeLessThanOrEqual(COLUMNS)
    expect(many.spans.reduce((sum, span) => sum + span.touches, 0)).toBe(5000)
  })

  it('shows what a zoomed span holds, and knows of the silence that it began with', () => {
    const { marks, reheats } = layout([touch(0), touch(50), touch(60)], 70, 45)
    expect(marks.map(mark => mark.touch.touch_id)).toEqual(['t50', 't60'])
    expect(reheats.map(reheat => reheat.at / DAY_MS)).toEqual([50])
  })

  it('keeps all credit in the bars, folded or not', () => {
    const touches = (count: number) =>
      Array.from({ length: count }, (_, i) => touch((i * 90) / count, { touch_id: `t${i}`, credit: 1 / count }))
    for (const count of [1, 200, 5000]) {
      const sum = layout(touches(count)).credit.reduce((total, bar) => total + bar.credit, 0)
      expect(sum).toBeCloseTo(1, 9)
    }
  })

  it('places no label of a stage over another one', () => {
    const stages = Array.from({ length: 9 }, (_, i) => ({
      at: i * DAY_MS,
      label: `Proposal ${i} Jan 2026`,
      isChosen: i === 8,
    }))
    const placed = journeyLayout({ touches: [touch(1)], stages, from: 0, to: 100 * DAY_MS }).stages
    const rows = Map.groupBy(
      placed.filter(line => line.row !== null),
      line => line.row,
    )
    for (const row of rows.values()) expect(row).toHaveLength(1)
    expect(placed[0]).toMatchObject({ row: 0, stage: { isChosen: true } })
  })

  it('stands with nothing, one touch, and touches of one instant', () => {
    for (const touches of [[], [touch(1)], Array.from({ length: 300 }, (_, i) => touch(1, { touch_id: `t${i}` }))]) {
      const { marks, credit, x } = journeyLayout({ touches, stages: [], from: DAY_MS, to: DAY_MS })
      expect(marks.every(mark => Number.isFinite(mark.x) && Number.isFinite(mark.y))).toBe(true)
      expect(credit).toEqual([])
      expect(Number.isFinite(x(DAY_MS))).toBe(true)
    }
  })
})
