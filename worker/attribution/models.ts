/**
 * The models. To add a rule model, add a line to `ruleModels`; a new kind of rule is a file beside position.ts. Models
 * whose numbers are the workspace's own, fitted or made by somebody, come from their stored versions.
 */
import { customDefinition, customRule } from './custom.ts'
import type { DataDrivenName } from './data-driven/fit.ts'
import { fitOf } from './data-driven/read-fit.ts'
import { dataDrivenRule, shapleyRule } from './data-driven/rule.ts'
import { milestoneShares } from './milestone-shares.ts'
import { linear, position } from './position.ts'
import type { Rule } from './rule.ts'
import { firstTouch, lastNonDirect, lastTouch } from './single.ts'
import { timeDecay } from './time-decay.ts'

/** Pages show "title: definition", as "Linear: equal credit to every touch". */
export interface Model extends Rule {
  /** As in settings, exports and URLs. Never renamed. */
  readonly name: string
  /** What rows of credits carry: the name, or the version of a model whose numbers are the workspace's own. */
  readonly key: string
  readonly title: string
  /** Who publishes this very rule; null when it is nobody's in particular. */
  readonly convention: string | null
}

// 40/40/20 and the W over the whole path are often called HubSpot's; its own documents give no percentages.
const ruleModels: readonly Model[] = [
  model('first_touch', 'First touch', firstTouch),
  model('last_touch', 'Last touch', lastTouch),
  model('last_non_direct', 'Last non-direct', lastNonDirect, 'Google Analytics, Matomo'),
  model('lead_creation', 'Lead creation', milestoneShares({ LC: 1 }), 'Marketo Measure'),
  model('linear', 'Linear', linear),
  model('u_position_40_20_40', 'U-shaped', position(40, 20, 40), 'Google Analytics, Adobe Analytics, Matomo, Snowplow'),
  model('u_lead_50_50', 'U-shaped to lead', milestoneShares({ FT: 50, LC: 50 }), 'Marketo Measure'),
  model('u_lead_40_40_20', 'U-shaped to lead, with middle', milestoneShares({ FT: 40, LC: 40 }, 20)),
  model('j_shaped_20_20_60', 'J-shaped', position(20, 20, 60), 'Adobe Analytics'),
  model('inverse_j_60_20_20', 'Inverse J-shaped', position(60, 20, 20), 'Adobe Analytics'),
  model('w_shaped', 'W-shaped', milestoneShares({ FT: 30, LC: 30, OC: 30 }, 10, 'between'), 'Marketo Measure'),
  model('w_shaped_all', 'W-shaped over the whole path', milestoneShares({ FT: 30, LC: 30, OC: 30 }, 10)),
  model('full_path', 'Full path', milestoneShares({ FT: 225, LC: 225, OC: 225, CW: 225 }, 100), 'Marketo Measure'),
  decayModel(7, 'Google Analytics, Adobe Analytics, HubSpot'),
  decayModel(30),
  // Both split each deal alike; they differ in what they tell of positions over all deals.
  model('shapley_simplified', 'Shapley, simplified', shapleyRule, 'Zhao, Mahboobi and Bagheri 2018'),
  model('shapley_ordered', 'Shapley, ordered', shapleyRule, 'Zhao, Mahboobi and Bagheri 2018'),
]

const ANDERL = 'Anderl, Becker, von Wangenheim and Schumann 2016'

const fitted: Readonly<Record<DataDrivenName, Pick<Model, 'title' | 'convention'>>> = {
  markov_1: { title: 'Markov', convention: ANDERL },
  markov_2: { title: 'Markov, order 2', convention: ANDERL },
  markov_3: { title: 'Markov, order 3', convention: ANDERL },
  shapley_rate: { title: 'Shapley, conversion rate', convention: null },
}

/** The models of a fresh workspace, in the order in which pages show them. */
export const defaultModels: readonly string[] = [...ruleModels.map(({ name }) => name), ...Object.keys(fitted)]

/** A rule model by name, the same in every workspace; any `time_decay_<N>d` with a positive whole number of days is one. */
export function modelNamed(name: string): Model | undefined {
  return modelsByName.get(name) ?? anyDecayModel(name)
}

/** Whether a model of this name is fitted from the workspace's own journeys. */
export const isFitted = (name: string): name is DataDrivenName => Object.hasOwn(fitted, name)

/** `custom:name`, as a workspace calls a model of its own making. */
export const isCustom = (name: string): boolean => /^custom:[a-z0-9][a-z0-9_-]{0,39}$/.test(name)

/**
 * A model as one of its versions has it.
 * @throws InvalidModel when the definition is none of this model
 */
export function versionOf({ version_id, model: name, definition }: ModelText): Model {
  const value = JSON.parse(definition)
  if (isFitted(name)) return { name, key: version_id, ...fitted[name], ...dataDrivenRule(fitOf(value.fit)) }
  const title = `Custom: ${name.slice('custom:'.length).replaceAll('_', ' ')}`
  return { name, key: version_id, title, convention: null, ...customRule(customDefinition(value)) }
}

export interface ModelText {
  readonly version_id: string
  readonly model: string
  /** JSON. */
  readonly definition: string
}

const modelsByName: ReadonlyMap<string, Model> = new Map(ruleModels.map(rule => [rule.name, rule]))

function anyDecayModel(name: string): Model | undefined {
  const days = Number(/^time_decay_([1-9]\d{0,5})d$/.exec(name)?.[1])
  return days > 0 ? decayModel(days) : undefined
}

function decayModel(days: number, convention: string | null = null): Model {
  return model(`time_decay_${days}d`, `Time decay, ${days} ${days === 1 ? 'day' : 'days'}`, timeDecay(days), convention)
}

function model(name: string, title: string, rule: Rule, convention: string | null = null): Model {
  return { name, key: name, title, convention, ...rule }
}
