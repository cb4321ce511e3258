/** The types of size.mjs, which runs on plain Node. */
import type { BuildName, Size } from './build-snippet.mjs'

export type Budget = Partial<Record<keyof Size, number>>

export interface BuildSize extends Size {
  readonly name: BuildName
  readonly file: string
  readonly budget: Budget
}

export const budgets: Readonly<Record<BuildName, Budget>>
export const ceilings: Readonly<Record<BuildName, number>>
export function sizesOfBuilds(): Promise<BuildSize[]>
export function brokenBudgets(sizes: readonly BuildSize[]): string[]
export function fileOfPeer(name: string, path: string): Promise<{ version: string; source: string }>
