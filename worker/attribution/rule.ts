import type { Path } from './journey.ts'
import type { Weights } from './weights.ts'

/** How a model weighs a path, and how it says so. Paths given to a rule have at least one touch. */
export interface Rule {
  /** What the rule does, to follow "Linear: ". */
  readonly definition: string
  weights(journey: Path): Weights
  /** Each touch's weight as the definition states it, before normalising; null where a rule has no such numbers. */
  stated(journey: Path): readonly number[] | null
  /** Why the touch at this index of the path weighs what it does, to follow "Touch 3 earns 30 %: ". */
  because(journey: Path, index: number): string
}

/** `percent(0.225)` → `22.5 %` */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
