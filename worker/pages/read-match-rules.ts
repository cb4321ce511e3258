/** The rules by which visits and people find their accounts, what each did lately, and how much is known at all. */
import type { Database } from '../../db/database.ts'
import { type RuleUse, rulesUsed } from '../../db/queries/rules-used.ts'
import { type Coverage, coverageByMonth, type MonthCoverage } from '../jobs/coverage.ts'
import { readMatchRules } from '../jobs/match-rules.ts'
import type { FormState } from './field.tsx'
import { DAY_MS } from './figures.ts'
import { COVERAGE_DAYS, type Frame } from './frame.ts'

export interface MatchRulesProps extends FormState {
  readonly frame: Frame
  readonly uses: ReadonlyMap<string, RuleUse>
  /** What counts as our own company at present. */
  readonly own: readonly string[]
  readonly lately: Coverage
  readonly months: readonly MonthCoverage[]
}

const MONTHS = 6

export async function readMatchRulesPage(db: Database, frame: Frame, form: FormState): Promise<MatchRulesProps> {
  const { now, timezone } = frame.clock
  const [uses, { own }, months] = await Promise.all([
    rulesUsed(db, now - COVERAGE_DAYS * DAY_MS),
    readMatchRules(db),
    coverageByMonth(db, now, timezone, MONTHS),
  ])
  const byRule = new Map(uses.map(use => [use.rule, use]))
  return { ...form, frame, uses: byRule, own: [...own].sort(), lately: frame.coverage, months }
}
