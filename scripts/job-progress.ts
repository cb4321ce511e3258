import { Presets, SingleBar } from 'cli-progress'
import type { Progress } from '../worker/jobs/attribute.ts'

export interface JobProgress {
  readonly show: (progress: Progress) => void
  readonly stop: () => void
}

/** Without a terminal one line per so many is enough to see that it goes on. */
const PER_LINE = 10_000

/** On standard error: a bar on a terminal, else a line now and then. */
export const startJobProgress = (): JobProgress => (process.stderr.isTTY ? startBar() : startLines())

function startBar(): JobProgress {
  const bar = new SingleBar({ format: '{phase} {bar} {value} of {total}', clearOnComplete: true }, Presets.shades_classic)
  bar.start(1, 0, { phase: 'starting' })
  return {
    show({ phase, done, total }) {
      bar.setTotal(total)
      bar.update(done, { phase })
    },
    stop: () => bar.stop(),
  }
}

function startLines(): JobProgress {
  let phase = ''
  let next = PER_LINE
  return {
    show(progress) {
      if (progress.phase !== phase) next = PER_LINE
      phase = progress.phase
      if (progress.done < next) return
      next = progress.done - (progress.done % PER_LINE) + PER_LINE
      console.error(`${phase}: ${progress.done} of ${progress.total}`)
    },
    stop: () => {},
  }
}
