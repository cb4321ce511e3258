import type { Path } from './journey.ts'
import type { Weights } from './weights.ts'

/** How a model weighs a path, and how it says so. Paths given to a rule have at least one touch. */
export interface Rule {
  /** What the rule does, to follow "Linear: ". */
  readonly definition: string
  weights(journey: Path): Weights
  /**
   * Of rules that many paths are alike to: a number that is equal for paths that weigh the same, whose weights are then
   * computed once. Asked of paths of at most `LONGEST_ALIKE` touches.
   */
  readonly likeness?: (journey: Path) => number
  /** Each touch's weight as the definition states it, before normalising; null where a rule has no such numbers. */
  stated(journey: Path): readonly number[] | null
  /** Why the touch at this index of the path weighs what it does, to follow "Touch 3 earns 30 %: ". */
  because(journey: Path, index: number): string
}

/** Longer paths hardly ever come twice. */
export const LONGEST_ALIKE = 63

/** Above every length and index of such a path: likenesses are numbers of this base. */
export const ALIKE_BASE = LONGEST_ALIKE + 1

/** `percent(0.225)` → `22.5 %` */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
