import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { type Evaluation, evaluations } from '../schema.ts'

export async function newestEvaluation(db: Database): Promise<Evaluation | null> {
  const [evaluation] = await db.all<Evaluation>(sql`select * from ${evaluations} order by made_at desc, evaluation_id limit 1`)
  return evaluation ?? null
}
