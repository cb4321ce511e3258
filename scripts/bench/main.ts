/** Runs the benchmarks and prints medians of interleaved rounds, as a table or as JSON. */
import { dataDrivenBench } from './data-driven.ts'
import { incrementalBench } from './incremental.ts'
import { ingestBench } from './ingest.ts'
import { jobBench } from './job.ts'
import { longJourneyBench } from './long-journey.ts'

/** One figure beside its floor: both were measured in the same run, so their ratio holds on other machines too. */
export interface Figure {
  readonly what: string
  readonly unit: string
  readonly ours: number
  readonly floor: number | null
  readonly floorIs: string
}

const benches: Record<string, () => Promise<Figure[]>> = {
  ingest: ingestBench,
  job: jobBench,
  incremental: incrementalBench,
  'long-journey': longJourneyBench,
  'data-driven': dataDrivenBench,
}

export async function runBench(args: readonly string[]): Promise<void> {
  const asJson = args.includes('--json')
  const named = args.filter(arg => !arg.startsWith('--'))
  const unknown = named.find(name => !Object.hasOwn(benches, name))
  if (unknown) {
    console.error(`there is no benchmark ${unknown}; there are ${Object.keys(benches).join(', ')}`)
    process.exit(2)
  }
  const figures: Figure[] = []
  for (const [name, bench] of Object.entries(benches)) {
    if (named.length === 0 || named.includes(name)) figures.push(...(await bench()))
  }
  console.log(asJson ? JSON.stringify(figures) : tableOf(figures))
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

function tableOf(figures: readonly Figure[]): string {
  const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 })
  const rows = figures.map(({ what, unit, ours, floor, floorIs }) => [
    what,
    `${number.format(ours)} ${unit}`,
    floor === null ? '' : `${number.format(floor)} ${unit}`,
    floor === null ? '' : (ours / floor).toFixed(2),
    floorIs,
  ])
  const all = [['figure', 'ours', 'floor', 'ours/floor', 'the floor is'], ...rows]
  const widths = all[0]?.map((_, column) => Math.max(...all.map(row => row[column]?.length ?? 0))) ?? []
  return all
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
