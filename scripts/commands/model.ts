import { readFileSync } from 'node:fs'
import { defineCommand } from 'citty'
import { customRule, InvalidModel } from '../../worker/attribution/custom.ts'
import {
  type CustomModel,
  type CustomState,
  customModels,
  deleteCustomModel,
  saveCustomModel,
} from '../../worker/custom-models.ts'
import { readSettings } from '../../worker/settings.ts'
import { Misuse, print, withStore } from '../store.ts'

const json = { type: 'boolean', description: 'print JSON' } as const
const name = { type: 'positional', required: true, description: 'with or without custom: before it' } as const

const list = defineCommand({
  meta: { name: 'list', description: 'Models that this workspace has made for itself' },
  args: { json },
  run: ({ args }) =>
    withStore(async db => {
      const models = await customModels(db, await readSettings(db))
      print(args.json, { models }, models.length === 0 ? ['no custom model has been made'] : models.map(lineFor))
    }),
})

const set = defineCommand({
  meta: { name: 'set', description: 'Make or change a model; the next attribute puts it in force' },
  args: {
    name,
    file: { type: 'positional', required: true, description: 'its definition as JSON, - for standard input' },
    json,
  },
  run: ({ args }) =>
    withStore(async db => {
      const model = await refusing(() => saveCustomModel(db, bare(args.name), definitionIn(args.file), Date.now()))
      const saved = (await customModels(db, await readSettings(db))).find(known => known.model === model)
      if (saved) print(args.json, saved, [lineFor(saved)])
    }),
})

const remove = defineCommand({
  meta: { name: 'remove', description: 'Take a model out; the next attribute removes its credits' },
  args: { name, json },
  run: ({ args }) =>
    withStore(async db => {
      const model = await refusing(() => deleteCustomModel(db, bare(args.name)))
      print(args.json, { model, removed: true }, [`${model} is removed`])
    }),
})

export const modelCommand = defineCommand({
  meta: { name: 'model', description: 'Models of your own: milestone or position weights, half-life, factors' },
  default: 'list',
  subCommands: { list, set, remove },
})

const bare = (name: string) => name.replace(/^custom:/, '')

function definitionIn(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new Misuse(`cannot read ${file}: ${error instanceof Error ? error.message : error}`)
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new Misuse(`${file === '-' ? 'standard input' : file} is not JSON`)
  }
}

async function refusing<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw error instanceof InvalidModel ? new Misuse(error.message) : error
  }
}

const stateWords: Readonly<Record<CustomState, string>> = {
  waiting: 'waits for the next attribute',
  in_force: 'in force',
  replacing: 'in force as it was before, the new numbers wait for the next attribute',
  off: 'not computed: attribution.models does not name it',
}

const lineFor = ({ model, state, definition }: CustomModel) =>
  `${model}  ${customRule(definition).definition} (${stateWords[state]})`
