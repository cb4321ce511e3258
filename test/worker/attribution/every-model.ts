/** Every model of a fresh workspace, the fitted ones fitted to a few paths, and some of a workspace's own. */
import { fitFrom } from '../../../worker/attribution/data-driven/fit.ts'
import { defaultModels, isFitted, type Model, modelNamed, versionOf } from '../../../worker/attribution/models.ts'
import { path } from './data-driven/path-tables.ts'

/** Over channels of anyHistory; Event is on none, and Direct on no journey that was won. */
const paths = [
  path('Email > Paid Search', 40, 90, 60),
  path('Email', 5, 5, 70),
  path('direct > Email > direct', 12, 40, 20),
  path('Paid Search', 9, 1, 33),
  path('Direct', 0, 0, 50),
]

const custom = [
  { rule: { kind: 'milestones', shares: { FT: 3, mql: 2, sql: 2, OC: 1 }, middle: 1, among: 'between' } },
  { rule: { kind: 'linear' }, channels: { Direct: 0, direct: 0, Email: 2.5 }, kinds: { offline: 0 } },
  { rule: { kind: 'position', first: 0, middle: 1, last: 2 }, kinds: { session: 0.1 } },
  { rule: { kind: 'time_decay', half_life_days: 0.5 }, channels: { Event: 1000 } },
]

export const everyModel: readonly Model[] = [
  ...[...defaultModels, 'time_decay_1d', 'time_decay_365d'].map(named),
  ...custom.map((definition, i) => stored(`custom:own${i}`, { channels: {}, ...definition })),
]

function named(name: string): Model {
  const model = modelNamed(name) ?? (isFitted(name) ? stored(name, { fit: fitFrom(name, paths) }) : undefined)
  if (!model) throw new Error(`nobody knows how to make the default model ${name}`)
  return model
}

function stored(model: string, definition: object): Model {
  return versionOf({ version_id: `${model}@1`, model, definition: JSON.stringify(definition) })
}
