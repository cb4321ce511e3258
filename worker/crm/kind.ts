/** What a kind of import is made of: its columns, and how its rows become writes. */
import type { Database, Write } from '../../db/database.ts'
import type { Stale } from '../jobs/stale.ts'
import type { Settings } from '../settings.ts'
import type { BoundRow } from './bind.ts'
import { parseRow } from './parse-row.ts'
import { emptyOutcome, type Outcome, rejectionOf } from './report.ts'

/** One column of a file. */
export interface Column<Target extends string = string, Value = unknown, Required extends boolean = boolean> {
  /** As in the documentation; headers are compared without regard to case. */
  readonly name: string
  /** Where the value goes: a column of the table, where it has one. */
  readonly target: Target
  /** Reads a filled cell, without the blanks around it. @throws RowRefused */
  readonly parse: (text: string, context: CellContext, target: string) => Value
  readonly isRequired: Required
}

export interface CellContext {
  readonly settings: ImportSettings
  /** Targets whose time was given as a date. */
  readonly dateOnly: Set<string>
}

export type ImportSettings = Pick<Settings, 'currency' | 'timezone'>

type Parse<Value> = Column<string, Value>['parse']

/** A column that every file has, filled in every row. */
export function required<Name extends string, Value>(name: Name, parse: Parse<Value>): Column<Name, Value, true>
export function required<Target extends string, Value>(
  name: string,
  parse: Parse<Value>,
  target: Target,
): Column<Target, Value, true>
export function required<Value>(name: string, parse: Parse<Value>, target = name): Column<string, Value, true> {
  return { name, target, parse, isRequired: true }
}

/** A column that a file may have. An empty cell is null, and empties what an earlier import had set. */
export function optional<Name extends string, Value>(name: Name, parse: Parse<Value>): Column<Name, Value, false>
export function optional<Target extends string, Value>(
  name: string,
  parse: Parse<Value>,
  target: Target,
): Column<Target, Value, false>
export function optional<Value>(name: string, parse: Parse<Value>, target = name): Column<string, Value, false> {
  return { name, target, parse, isRequired: false }
}

/** A row's values by target; a target is absent when the file has no such column. */
export type FieldsOf<Columns extends readonly Column[]> = {
  readonly [C in Columns[number] as true extends C['isRequired'] ? C['target'] : never]: ReturnType<C['parse']>
} & {
  readonly [C in Columns[number] as true extends C['isRequired'] ? never : C['target']]?: ReturnType<C['parse']> | null
}

export interface ParsedRow<Fields> {
  readonly line: number
  readonly fields: Fields
  /** Values of the columns that are none of the kind's, by their name as written; null empties. */
  readonly custom: Readonly<Record<string, unknown>>
  /** Targets whose time was given as a date. */
  readonly dateOnly: ReadonlySet<string>
}

/** What one chunk of rows comes to. The marks are written together with the writes. */
export interface Plan {
  readonly writes: readonly Write[]
  readonly stale: readonly Stale[]
}

export interface PlanContext {
  readonly db: Database
  readonly now: number
  readonly newId: () => string
  readonly settings: ImportSettings
}

export interface KindSpec<Columns extends readonly Column[]> {
  readonly columns: Columns
  /** Names of columns of which a file has at least one, and every row one that is filled. */
  readonly oneOf?: readonly string[]
  /** Whether columns of no name here are kept, as custom properties. */
  readonly keepsUnknown: boolean
  /** Reads what is there, decides, and adds what became of each row to the outcome. */
  readonly plan: (rows: readonly ParsedRow<FieldsOf<Columns>>[], outcome: Outcome, context: PlanContext) => Promise<Plan>
}

export interface Kind {
  readonly columns: readonly Column[]
  readonly oneOf: readonly string[]
  readonly keepsUnknown: boolean
  readonly plan: (rows: readonly BoundRow[], context: PlanContext) => Promise<Plan & { outcome: Outcome }>
}

export function kindOf<const Columns extends readonly Column[]>(spec: KindSpec<Columns>): Kind {
  const { columns, oneOf = [], keepsUnknown } = spec
  return {
    columns,
    oneOf,
    keepsUnknown,
    async plan(rows, context) {
      const outcome = emptyOutcome()
      const parsed: ParsedRow<FieldsOf<Columns>>[] = []
      for (const row of rows) {
        try {
          parsed.push(parseRow(columns, oneOf, row, context.settings))
        } catch (error) {
          outcome.rejected.push(rejectionOf(error, row.line))
        }
      }
      return { ...(await spec.plan(parsed, outcome, context)), outcome }
    },
  }
}
