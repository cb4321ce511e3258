/**
 * Definitions of stages as people type them: `mql=MQL|Marketing Qualified Lead,opportunity="Qualified, in budget"`. A
 * name with a comma, a bar or a double quote stands in double quotes, a double quote inside it twice, as in CSV.
 */
import type { StageDefinition } from './attribution/stages.ts'

/** Null for a part that is no definition; empty parts are passed over. */
export const definitionsIn = (text: string): { part: string; definition: StageDefinition | null }[] =>
  listed(text, ',').map(part => ({ part, definition: definitionIn(part) }))

export const definitionsText = (definitions: readonly StageDefinition[]): string =>
  definitions.map(({ stage, names }) => `${stage}=${names.map(quotedName).join('|')}`).join(',')

/** Names in a field of their own, separated by commas. */
export const namesIn = (text: string): string[] => listed(text, ',').map(unquoted).filter(isThere)

export const namesText = (names: readonly string[]): string => names.map(quotedName).join(', ')

function definitionIn(part: string): StageDefinition | null {
  const [, stage, list] = /^([a-z][a-z0-9_]{0,39})\s*=(.+)$/.exec(part) ?? []
  const names = listed(list ?? '', '|')
    .map(unquoted)
    .filter(isThere)
  return stage === undefined || names.length === 0 ? null : { stage, names }
}

/** The parts between separators that stand outside of quotes, trimmed, without the empty ones. */
function listed(text: string, separator: ',' | '|'): string[] {
  const parts = text.match(separator === ',' ? /(?:"(?:[^"]|"")*"|[^,])+/g : /(?:"(?:[^"]|"")*"|[^|])+/g) ?? []
  return parts.map(part => part.trim()).filter(isThere)
}

const isThere = (text: string) => text !== ''

const quotedName = (name: string) => (/[",|]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)

const unquoted = (text: string) => (/^".*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"').trim() : text)
