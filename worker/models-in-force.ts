/** Which models a workspace has, with the numbers that are its own. */
import type { Database, Write } from '../db/database.ts'
import { livingVersions, versionProposed, versionsRetired } from '../db/queries/model-versions.ts'
import { isCustom, type Model, modelNamed, versionOf } from './attribution/models.ts'
import type { Settings } from './settings.ts'

/**
 * The models that reports show, in the workspace's order. One that waits for its first run is not among them, nor is a
 * name that this version does not know: a newer one may have written it.
 */
export const currentModels = (db: Database, settings: ModelSettings) => modelsOf(db, settings, ['current'])

/** The models that a run computes: a version that waits goes before the one that it will replace. */
export const modelsToCompute = (db: Database, settings: ModelSettings) => modelsOf(db, settings, ['pending', 'current'])

/** A model that reports show, or any rule model; undefined when there is none of this name. */
export async function modelInForce(db: Database, settings: ModelSettings, name: string): Promise<Model | undefined> {
  return modelNamed(name) ?? (await currentModels(db, settings)).find(model => model.name === name)
}

/**
 * A version in line for the next run. Equal numbers are one version, so nothing changes when they have not.
 * @param numbers  what the weights follow from; `about` is told with them and makes no new version
 */
export async function proposeVersion(
  model: string,
  numbers: Readonly<Record<string, unknown>>,
  about: Readonly<Record<string, unknown>>,
  now: number,
): Promise<{ readonly version_id: string; readonly writes: readonly Write[] }> {
  const version_id = `${model}@${await digestOf(JSON.stringify(numbers))}`
  return {
    version_id,
    writes: versionProposed({ version_id, model, definition: JSON.stringify({ ...numbers, ...about }), made_at: now }),
  }
}

export const withdrawVersions = versionsRetired

type ModelSettings = Pick<Settings, 'attribution.models'>

async function modelsOf(db: Database, settings: ModelSettings, statuses: readonly ('pending' | 'current')[]): Promise<Model[]> {
  const names = settings['attribution.models']
  const versions = names.some(name => isCustom(name)) ? await livingVersions(db) : []
  return names.flatMap(name => {
    const own = versions.filter(version => version.model === name)
    const version = statuses.map(status => own.find(known => known.status === status)).find(known => known !== undefined)
    return modelNamed(name) ?? (version ? versionOf(version) : [])
  })
}

/** 16 hexadecimal digits of SHA-256: among some hundred versions of a model no two will be alike. */
async function digestOf(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(bytes.subarray(0, 8), byte => byte.toString(16).padStart(2, '0')).join('')
}
