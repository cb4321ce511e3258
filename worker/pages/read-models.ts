/** What the list of models and the form of a custom one are made of. */
import type { Database } from '../../db/database.ts'
import { countReaching, journeysReaching } from '../../db/queries/journeys-reaching.ts'
import { livingVersions } from '../../db/queries/model-versions.ts'
import { namedChannels } from '../../db/queries/names-in-use.ts'
import { type CustomDefinition, customRule } from '../attribution/custom.ts'
import { defaultModels, isCustom, type Model, modelNamed } from '../attribution/models.ts'
import { type CustomModel, customModels, milestonesOf } from '../custom-models.ts'
import { RequestRefused } from '../errors.ts'
import { pathFrom } from '../jobs/journey-row.ts'
import { channels } from '../journey/channel-data.ts'
import { type Comparison, compare, moneyByChannel } from './before-after.ts'
import type { ReadCreditParts } from './credit-parts.ts'
import { largestUnder } from './credit-table.ts'
import type { Frame } from './frame.ts'
import { CHANNEL, SHARE } from './model-form.ts'
import type { ModelLine, ModelsProps } from './models-page.tsx'
import { rangeOf, readChannels } from './read-channels.ts'
import type { Typed } from './typed.ts'

export async function readModels(db: Database, frame: Frame, partsOf: ReadCreditParts): Promise<ModelsProps> {
  const { settings, view } = frame
  const [{ lines, total }, custom, living] = await Promise.all([
    readChannels(db, { ...frame, query: {} }, partsOf),
    customModels(db, settings),
    livingVersions(db),
  ])
  const madeAt = new Map(living.map(version => [version.version_id, version.made_at]))
  const listed = settings['attribution.models']
  const shown = new Set(view.models.map(model => model.name))
  return {
    frame,
    total,
    lines: view.models.map(
      (model): ModelLine => ({
        model,
        made_at: madeAt.get(model.key) ?? null,
        custom: custom.find(own => own.model === model.name) ?? null,
        largest: largestUnder(lines, model.name),
      }),
    ),
    waiting: custom.filter(own => own.state === 'waiting'),
    off: custom.filter(own => own.state === 'off'),
    unmade: listed.filter(name => !shown.has(name) && !isCustom(name)).map(nameOf),
    unlisted: defaultModels.filter(name => !listed.includes(name)).map(nameOf),
  }
}

const nameOf = (name: string) => modelNamed(name)?.title ?? name

/** Journeys that a preview is made of, at most: some hundred milliseconds' work. */
export const PREVIEW_DEALS = 2000

export interface ModelPreview {
  readonly comparison: Comparison
  /** The model that is in force, or linear for one that is new. */
  readonly before: Model
  /** Deals looked at, of how many. */
  readonly looked: number
  readonly of: number
  readonly unrated: number
}

/** From the published journeys; writes nothing. @param name  `custom:name`; null: a new one */
export async function previewModel(
  db: Database,
  frame: Frame,
  name: string | null,
  definition: CustomDefinition,
): Promise<ModelPreview> {
  const range = rangeOf(frame)
  const [rows, { deals: of }] = await Promise.all([journeysReaching(db, range, PREVIEW_DEALS), countReaching(db, range)])
  const before = frame.view.models.find(model => model.name === name) ?? linearModel()
  const after: Model = { name: '', key: '', title: '', convention: null, ...customRule(definition) }
  const rated = rows.filter(row => row.base_amount_minor !== null)
  const under = (model: Model) =>
    rated.map(row => ({
      deal_id: row.deal_id,
      ref: row.external_id,
      name: row.deal_name,
      byChannel: moneyByChannel(pathFrom(row), model, row.base_amount_minor ?? 0),
    }))
  return {
    comparison: compare(under(before), under(after)),
    before,
    looked: rows.length,
    of,
    unrated: rows.length - rated.length,
  }
}

function linearModel(): Model {
  const linear = modelNamed('linear')
  if (!linear) throw new Error('there is no linear model')
  return linear
}

/** @throws RequestRefused `not_found` */
export async function readCustomModel(db: Database, { settings }: Frame, name: string): Promise<CustomModel> {
  const found = (await customModels(db, settings)).find(own => own.model === `custom:${name}`)
  if (!found) throw new RequestRefused('not_found', 'there is no such model')
  return found
}

const MOST_CHANNELS = 60

export interface Offered {
  readonly channels: readonly string[]
  readonly milestones: readonly string[]
}

/** What the form of a model offers numbers for; what was typed stays, whatever it is. */
export async function readOffered(db: Database, { settings }: Frame, typed: Typed): Promise<Offered> {
  const kept = (prefix: string) =>
    Object.entries(typed).flatMap(([field, text]) =>
      field.startsWith(prefix) && text !== '' ? [field.slice(prefix.length)] : [],
    )
  const named = await namedChannels(db, MOST_CHANNELS)
  return {
    channels: [...new Set([...channels, ...named, ...kept(CHANNEL)])],
    milestones: [...new Set([...milestonesOf(settings), ...kept(SHARE)])],
  }
}
