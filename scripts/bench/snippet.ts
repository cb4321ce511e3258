/** `npm run bench:snippet`: prints what was measured, as a table or as JSON. */
import { body, columns, expected } from './snippet-battery.ts'
import { openChromium } from './snippet-browser.ts'
import { deliveryBench } from './snippet-collector.ts'
import { type Cost, cpuBench, cpuBody, phases } from './snippet-cpu.ts'
import type { Delivery } from './snippet-delivery.ts'
import { type Sight, sightOf, wrongCells } from './snippet-sight.ts'
import { NOTHING, subjectsOf } from './snippet-subjects.ts'
import { openWeb } from './snippet-web.ts'

const ROUNDS = 5
const NAVIGATIONS = 200

type Table = readonly (readonly string[])[]

export async function runSnippetBench(args: readonly string[]): Promise<void> {
  const isJson = args.includes('--json')
  const [kind = '--cost', ...others] = args.filter(arg => arg !== '--json')
  const bench = benches[kind]
  if (!bench || others.length > 0) {
    console.error(`usage: npm run bench:snippet -- [${Object.keys(benches).join(' | ')}] [--json]`)
    process.exit(2)
  }
  const { rows, table } = await bench()
  console.log(isJson ? JSON.stringify(rows, null, 2) : linesOf(table))
}

const benches: Record<string, () => Promise<{ rows: unknown; table: Table }>> = {
  async '--cost'() {
    const rows = await costs()
    return { rows, table: tableOfCosts(rows) }
  },
  async '--battery'() {
    const rows = await sights()
    return { rows, table: tableOfSights(rows) }
  },
  async '--delivery'() {
    const rows = await deliveryBench(NAVIGATIONS)
    return { rows, table: tableOfDeliveries(rows) }
  },
}

const note = (text: string) => void process.stderr.write(`${text}\n`)

async function costs(): Promise<Cost[]> {
  const subjects = await subjectsOf((name, reason) => note(`${name} is left out: ${reason}`))
  const browser = await openChromium()
  const web = await openWeb(subjects, cpuBody)
  try {
    return await cpuBench(browser, web, subjects, ROUNDS, note)
  } finally {
    await browser.close()
    await web.close()
  }
}

async function sights(): Promise<Sight[]> {
  const subjects = await subjectsOf((name, reason) => note(`${name} is left out: ${reason}`))
  const browser = await openChromium({ backForwardCache: true })
  const web = await openWeb(subjects, body)
  const rows: Sight[] = []
  try {
    for (const [number, { name }] of subjects.entries()) {
      if (name === NOTHING) continue
      note(name)
      rows.push(await sightOf(browser, web, subjects, number))
    }
    return rows
  } finally {
    await browser.close()
    await web.close()
  }
}

/** Columns are many, so they stand one below the other. */
function tableOfSights(rows: readonly Sight[]): Table {
  return [
    ['', 'expected', ...rows.map(({ name }) => name)],
    ...columns.map(column => [column, `${expected[column]}`, ...rows.map(({ cells }) => cells[column])]),
    ['wrong', '', ...rows.map(row => `${wrongCells(row).length}`)],
  ]
}

/** A dash where the script sends nothing: it does not offer that. */
function tableOfCosts(costs: readonly Cost[]): Table {
  const rows = costs.map(({ name, ms, isSending }) => [
    name,
    ...phases.map(phase => `${ms[phase].toFixed(2)}${name === NOTHING || isSending[phase] ? '' : ' -'}`),
  ])
  return [['main-thread ms, above no script', 'load', 'per page view', 'per click', 'per form'], ...rows]
}

function tableOfDeliveries(deliveries: readonly Delivery[]): Table {
  const rows = deliveries.map(({ what, happened, arrived, twice }) => [
    what,
    `${happened}`,
    `${arrived}`,
    `${((100 * arrived) / happened).toFixed(1)} %`,
    `${twice}`,
  ])
  return [['last on a page', 'happened', 'arrived', '', 'twice'], ...rows]
}

function linesOf(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map(row => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[0] ?? 0))).join('  ')
  return table.map(line).join('\n')
}
