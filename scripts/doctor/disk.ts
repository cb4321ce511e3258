import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Finding } from '../../worker/install/finding.ts'

const MB = 1e6

/** Less, and the store may refuse writes within hours. */
const LEAST_BYTES = 100 * MB

/** Room to grow, for the log of writes and for a backup beside the file. */
const WANTED_BYTES = 1000 * MB

/** The room that is left where the store's file lies. */
export async function examineDisk(file: string): Promise<Finding<string>[]> {
  const [{ size }, { bavail, bsize }] = await Promise.all([stat(file), statfs(dirname(file))])
  const free = bavail * bsize
  const wanted = Math.max(WANTED_BYTES, size)
  const what = `${inWords(free)} are free where the store lies, which has ${inWords(size)}.`
  const mend = `Make room: at least ${inWords(wanted)}, so that it can grow and a backup fits beside it.`
  if (free < LEAST_BYTES) return [{ code: 'disk_full', state: 'broken', what, mend }]
  if (free < wanted) return [{ code: 'disk_low', state: 'weak', what, mend }]
  return [{ code: 'disk_free', state: 'ok', what, mend: '' }]
}

const inWords = (bytes: number) => (bytes >= 1000 * MB ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / MB)} MB`)
