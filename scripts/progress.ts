import { Presets, SingleBar } from 'cli-progress'
import type { ImportProgress } from '../worker/crm/import.ts'

export interface Progress {
  readonly show: (progress: ImportProgress) => void
  readonly stop: () => void
}

/** Without a terminal one line per so many rows is enough to see that it goes on. */
const ROWS_PER_LINE = 100_000

/**
 * On standard error: a bar on a terminal, else a line now and then.
 * @param bytes  size of the whole; absent: unknown, and no bar
 */
export function startProgress(name: string, bytes: number | undefined): Progress {
  return process.stderr.isTTY && bytes !== undefined ? startBar(name, bytes) : startLines(name)
}

function startBar(name: string, bytes: number): Progress {
  const bar = new SingleBar({ format: `${name} {bar} {percentage}% {rows} rows`, clearOnComplete: true }, Presets.shades_classic)
  bar.start(bytes, 0, { rows: 0 })
  return { show: progress => bar.update(progress.bytes, { rows: progress.rows }), stop: () => bar.stop() }
}

function startLines(name: string): Progress {
  let next = ROWS_PER_LINE
  return {
    show({ rows }) {
      if (rows < next) return
      next = rows - (rows % ROWS_PER_LINE) + ROWS_PER_LINE
      console.error(`${name}: ${rows} rows`)
    },
    stop: () => {},
  }
}
