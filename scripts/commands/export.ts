import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { defineCommand } from 'citty'
import type { Database } from '../../db/database.ts'
import { datasets } from '../../worker/export/datasets.ts'
import { exportDataset, formats, InvalidExport } from '../../worker/export/export.ts'
import { readSettings } from '../../worker/settings.ts'
import { instantFrom } from '../instant.ts'
import { Misuse, withStore } from '../store.ts'

export const exportCommand = defineCommand({
  meta: { name: 'export', description: `Write a dataset: ${Object.keys(datasets).join(', ')}` },
  args: {
    dataset: { type: 'positional', required: true, description: Object.keys(datasets).join(' | ') },
    format: { type: 'string', default: 'csv', description: formats.join(' | ') },
    model: { type: 'string', description: 'only this model' },
    stage: { type: 'string', description: 'only this stage: lead, opportunity, won or one of your own' },
    from: { type: 'string', description: 'RFC 3339 or a date, inclusive' },
    to: { type: 'string', description: 'RFC 3339 or a date, exclusive' },
    out: { type: 'string', description: 'a file; without it standard output' },
  },
  async run({ args }) {
    const filter = {
      model: args.model,
      stage: args.stage,
      from: instantFrom('--from', args.from),
      to: instantFrom('--to', args.to),
    }
    await withStore(async db => {
      await requireComputed(db, args.model)
      const pieces = begin(() => exportDataset(db, args.dataset, args.format, filter))
      await pipeline(Readable.from(pieces), args.out === undefined ? process.stdout : createWriteStream(args.out), {
        end: args.out !== undefined,
      })
    })
  },
})

/** A model that the workspace does not compute has no credits, and a mistyped name neither: an empty file would hide it. */
async function requireComputed(db: Database, model: string | undefined): Promise<void> {
  const { 'attribution.models': computed } = await readSettings(db)
  if (model === undefined || computed.includes(model)) return
  throw new Misuse(`the workspace computes no model ${model}; attribution.models has ${computed.join(', ')}`)
}

function begin<T>(start: () => T): T {
  try {
    return start()
  } catch (error) {
    throw error instanceof InvalidExport ? new Misuse(error.message) : error
  }
}
