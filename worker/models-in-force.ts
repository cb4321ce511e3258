/** Which models a workspace has, with the numbers that are its own. */
import type { Database, Write } from '../db/database.ts'
import { livingVersions, versionProposed, versionsRetired } from '../db/queries/model-versions.ts'
import { lastCompleteRun } from '../db/queries/run-publication.ts'
import type { ModelVersion } from '../db/schema.ts'
import { isFitted, type Model, modelNamed, versionOf } from './attribution/models.ts'
import type { Settings } from './settings.ts'

/**
 * The models that reports show, in the workspace's order: those that the last run has written credits of. A name that
 * this version does not know is not among them: a newer one may have written it.
 */
export async function currentModels(db: Database, settings: ModelSettings): Promise<Model[]> {
  const [living, run] = await Promise.all([livingOf(db, settings), lastCompleteRun(db)])
  const current = modelsOf(settings, living, 'current')
  const written: readonly string[] = JSON.parse(run?.models ?? '[]')
  const shown = current.filter(model => written.includes(model.key))
  return shown.length > 0 ? shown : current
}

export interface ModelsToCompute {
  /**
   * Of a custom model with a version that waits also the one that it will replace: somebody may save a third one while
   * the run is under way, and then that one counts. Fits are made by the run itself.
   */
  readonly models: readonly Model[]
  /** Those of them that wait: their credits are to be written for everybody. */
  readonly renewed: readonly Model[]
}

export async function modelsToCompute(db: Database, settings: ModelSettings): Promise<ModelsToCompute> {
  const living = await livingOf(db, settings)
  const renewed = modelsOf(settings, living, 'pending').filter(model => model.key !== model.name)
  const isReplaced = ({ name }: Model) => isFitted(name) && renewed.some(model => model.name === name)
  return { models: [...modelsOf(settings, living, 'current').filter(model => !isReplaced(model)), ...renewed], renewed }
}

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

const livingOf = async (db: Database, settings: ModelSettings): Promise<ModelVersion[]> =>
  settings['attribution.models'].some(name => !modelNamed(name)) ? livingVersions(db) : []

function modelsOf(settings: ModelSettings, living: readonly ModelVersion[], status: 'pending' | 'current'): Model[] {
  return settings['attribution.models'].flatMap(name => {
    const version = living.find(known => known.model === name && known.status === status)
    return modelNamed(name) ?? (version ? versionOf(version) : [])
  })
}

/** 16 hexadecimal digits of SHA-256: among some hundred versions of a model no two will be alike. */
async function digestOf(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(bytes.subarray(0, 8), byte => byte.toString(16).padStart(2, '0')).join('')
}
