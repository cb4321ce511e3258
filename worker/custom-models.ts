/** Models that people make for themselves: saved as versions, which the next run of the job puts in force. */
import type { Database, Write } from '../db/database.ts'
import { livingVersions } from '../db/queries/model-versions.ts'
import { settingReplaced } from '../db/queries/setting-replaced.ts'
import { type CustomDefinition, customDefinition, InvalidModel } from './attribution/custom.ts'
import { isCustom } from './attribution/models.ts'
import { ownStageNames } from './attribution/stages.ts'
import { markStale } from './jobs/stale.ts'
import { proposeVersion, withdrawVersions } from './models-in-force.ts'
import { readSettings, type Settings } from './settings.ts'

/**
 * `waiting` for its first run, `in_force`, `replacing`: in force while newer numbers wait for their run; `off`: made, but
 * the workspace does not compute it.
 */
export type CustomState = 'waiting' | 'in_force' | 'replacing' | 'off'

export interface CustomModel {
  /** `custom:name` */
  readonly model: string
  readonly state: CustomState
  /** As it was saved last. */
  readonly definition: CustomDefinition
  readonly made_at: number
}

/** In the order of their names. */
export async function customModels(db: Database, settings: Settings): Promise<CustomModel[]> {
  const own = (await livingVersions(db)).filter(version => isCustom(version.model))
  return [...Map.groupBy(own, version => version.model)].map(([model, versions]): CustomModel => {
    const pending = versions.find(version => version.status === 'pending')
    const current = versions.find(version => version.status === 'current')
    const newest = pending ?? versions[0]!
    const isListed = settings['attribution.models'].includes(model)
    const state = !isListed ? 'off' : !current ? 'waiting' : pending ? 'replacing' : 'in_force'
    return { model, state, definition: customDefinition(JSON.parse(newest.definition)), made_at: newest.made_at }
  })
}

/**
 * Makes or changes a model of the workspace. Reports show it once a run has written its credits, and until then the
 * numbers that it had before.
 *
 * @param name        without `custom:`; small letters, digits, `_` and `-`
 * @param definition  the JSON of a custom model
 * @returns `custom:name`
 * @throws InvalidModel
 */
export async function saveCustomModel(db: Database, name: string, definition: unknown, now: number): Promise<string> {
  const model = modelOf(name)
  const checked = customDefinition(definition)
  return changingModels(db, async settings => {
    assertMilestones(checked, settings)
    const { writes } = await proposeVersion(model, { ...checked }, {}, now)
    const listed = settings['attribution.models']
    // Of a model that was not computed no credits are left, even when its numbers are the same as before.
    const before = listed.includes(model) ? [] : [withdrawVersions(model)]
    return { model, models: listed.includes(model) ? listed : [...listed, model], writes: [...before, ...writes] }
  })
}

/**
 * Takes a model out of the workspace; its credits go with the next run.
 * @throws InvalidModel when there is none of this name, or no other model
 */
export async function deleteCustomModel(db: Database, name: string): Promise<string> {
  const model = modelOf(name)
  return changingModels(db, async settings => {
    const listed = settings['attribution.models']
    const isMade = (await livingVersions(db)).some(version => version.model === model)
    if (!isMade && !listed.includes(model)) throw new InvalidModel('name', `is of no model: nobody has made ${model}`)
    const models = listed.filter(other => other !== model)
    if (models.length === 0) throw new InvalidModel('name', `is of the only model: choose another one to compute first`)
    return { model, models, writes: [withdrawVersions(model)] }
  })
}

/** `My own W` → `my_own_w` */
export const nameFrom = (title: string): string =>
  title
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '_')
    .replaceAll(/^[_-]+|_+$/g, '')
    .slice(0, 40)

function modelOf(name: string): string {
  const model = `custom:${name}`
  if (!isCustom(model))
    throw new InvalidModel('name', 'must be 1 to 40 small letters, digits, _ or -, and begin with a letter or digit')
  return model
}

interface Change {
  readonly model: string
  /** The workspace's models after it. */
  readonly models: readonly string[]
  readonly writes: readonly Write[]
}

/** Writes all or none; when somebody else has changed the list of models meanwhile, the change is decided anew. */
async function changingModels(db: Database, decide: (settings: Settings) => Promise<Change>): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const settings = await readSettings(db)
    const listed = JSON.stringify(settings['attribution.models'])
    const { model, models, writes } = await decide(settings)
    try {
      await db.run(
        markStale([{ kind: 'model', key: model }]),
        ...settingReplaced('attribution.models', listed, JSON.stringify(models)),
        ...writes,
      )
      return model
    } catch (error) {
      const found = JSON.stringify((await readSettings(db))['attribution.models'])
      if (found === listed || attempt === MOST_ATTEMPTS) throw error
    }
  }
}

const MOST_ATTEMPTS = 10

function assertMilestones({ rule }: CustomDefinition, settings: Settings): void {
  if (rule.kind !== 'milestones') return
  const known = milestonesOf(settings)
  const strange = Object.keys(rule.shares).find(name => !known.includes(name))
  if (strange !== undefined)
    throw new InvalidModel(`rule.shares.${strange}`, `is no milestone of this workspace; there are ${known.join(', ')}`)
}

/** Milestones of the workspace's deals, in the order of a deal's life. */
export const milestonesOf = (settings: Pick<Settings, 'attribution.stages'>): string[] => [
  'FT',
  'LC',
  ...ownStageNames(settings['attribution.stages']),
  'OC',
  'CW',
]
