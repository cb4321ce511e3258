import type { Database } from '../../db/database.ts'
import { versionsById } from '../../db/queries/model-versions.ts'
import type { ModelVersion } from '../../db/schema.ts'
import type { Model } from '../attribution/models.ts'

/**
 * The stored version that a model is: fitted from the workspace's journeys, or made by somebody. Null for a rule that is
 * the same everywhere.
 */
export async function modelVersion(db: Database, { name, key }: Pick<Model, 'name' | 'key'>): Promise<ModelVersion | null> {
  if (key === name) return null
  const [version] = await versionsById(db, [key])
  return version ?? null
}
