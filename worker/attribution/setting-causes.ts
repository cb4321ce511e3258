import type { ChangeCause, SettingChange } from './change-causes.ts'

/** Settings by which a deal comes to a stage on another date. */
export const STAGES = ['attribution.stages', 'timezone'] as const

/** Settings that explain something, with what they explain; one that changed and explains nothing is no cause. */
export class SettingCauses {
  readonly #changes: readonly SettingChange[]
  readonly #used = new Set<SettingChange>()
  readonly #touchIds = new Set<string>()

  constructor(changes: readonly SettingChange[]) {
    this.#changes = changes
  }

  /** Whether one of these settings changed, which then explains these touches. */
  explain(names: readonly string[], touchIds: readonly string[]): boolean {
    const found = this.#changes.filter(change => names.includes(change.setting))
    for (const change of found) this.#used.add(change)
    if (found.length > 0) for (const id of touchIds) this.#touchIds.add(id)
    return found.length > 0
  }

  causes(): ChangeCause[] {
    return this.#used.size === 0 ? [] : [{ cause: 'settings', settings: [...this.#used], touch_ids: [...this.#touchIds] }]
  }
}
