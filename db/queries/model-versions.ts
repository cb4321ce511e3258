/** Versions of models whose numbers are the workspace's own, and what becomes of them. */
import { type SQL, sql } from 'drizzle-orm'
import { type Database, insertInto, type Write } from '../database.ts'
import { credits, type Journey, journeys, type ModelVersion, modelVersions, published, runSubjects, runs } from '../schema.ts'
import { allIn, listsOf } from './in-list.ts'

/** Versions that reports show, and those that wait for a run. */
export const livingVersions = (db: Database) =>
  db.all<ModelVersion>(sql`select * from ${modelVersions} where status in ('pending', 'current') order by version_id`)

export const versionsById = (db: Database, ids: readonly string[]) =>
  allIn(ids, list => db.all<ModelVersion>(sql`select * from ${modelVersions} where version_id in (${list})`))

/** Puts a version in line for the next run, in place of one that waits. A version that is current stays so. */
export const versionProposed = (version: Omit<ModelVersion, 'status'>): Write[] => [
  sql`
    update ${modelVersions}
    set status = 'retired'
    where model = ${version.model}
      and status = 'pending'
      and version_id <> ${version.version_id}
  `,
  insertInto(modelVersions, [{ ...version, status: 'pending' }], { on: ['version_id'], update: ['definition', 'made_at'] }),
  sql`
    update ${modelVersions}
    set status = 'pending'
    where version_id = ${version.version_id}
      and status in ('retired', 'swept')
  `,
]

/**
 * The versions whose credits a run has written take the place of the older ones. One that was replaced or withdrawn
 * while the run was under way waits no more, and comes not in force.
 */
export const versionsInForce = (versionIds: readonly string[]): SQL[] =>
  listsOf(versionIds).flatMap(list => [
    sql`update ${modelVersions} set status = 'current' where status = 'pending' and version_id in (${list})`,
    sql`
      update ${modelVersions}
      set status = 'retired'
      where status = 'current'
        and version_id not in (${list})
        and model in (
            select model
            from ${modelVersions} as handled
            where handled.version_id in (${list})
              and handled.status = 'current'
        )
    `,
  ])

export const versionsRetired = (model: string): SQL =>
  sql`update ${modelVersions} set status = 'retired' where model = ${model} and status in ('pending', 'current')`

export async function retiredVersions(db: Database): Promise<string[]> {
  const rows = await db.all<{ version_id: string }>(
    sql`select version_id from ${modelVersions} where status = 'retired' order by version_id`,
  )
  return rows.map(row => row.version_id)
}

export const creditsOfVersionsRemoved = (subjectIds: readonly string[], versionIds: readonly string[]): SQL[] =>
  listsOf(versionIds).flatMap(versions =>
    subjectIds.map(subject => sql`delete from ${credits} where subject_id = ${subject} and model in (${versions})`),
  )

export const versionsSwept = (versionIds: readonly string[]): SQL[] =>
  listsOf(versionIds).map(
    list => sql`update ${modelVersions} set status = 'swept' where status = 'retired' and version_id in (${list})`,
  )

/** Published subjects after one that a run does not compute itself. */
export async function subjectsApartFrom(db: Database, runId: string, after: string, limit: number): Promise<string[]> {
  const rows = await db.all<{ subject_id: string }>(sql`
    select subject_id
    from ${published}
    where subject_id > ${after}
      and not exists (
          select 1
          from ${runSubjects}
          where run_subjects.run_id = ${runId}
            and run_subjects.subject_id = published.subject_id
      )
    order by subject_id
    limit ${limit}
  `)
  return rows.map(row => row.subject_id)
}

/** What the credits of a journey follow from. */
export type CreditBasis = Pick<
  Journey,
  | 'subject_id'
  | 'run_id'
  | 'deal_id'
  | 'stage'
  | 'stage_at'
  | 'entries'
  | 'missing_milestones'
  | 'amount_minor'
  | 'base_amount_minor'
>

export const publishedJourneys = (db: Database, subjectIds: readonly string[]) =>
  allIn(subjectIds, list =>
    db.all<CreditBasis>(sql`
      select
          journeys.subject_id,
          journeys.run_id,
          journeys.deal_id,
          journeys.stage,
          journeys.stage_at,
          journeys.entries,
          journeys.missing_milestones,
          journeys.amount_minor,
          journeys.base_amount_minor
      from ${journeys}
      inner join ${published}
          on published.subject_id = journeys.subject_id
          and published.run_id = journeys.run_id
      where journeys.subject_id in (${list})
    `),
  )

/** Subjects computed by complete runs after that of a fence. */
export async function subjectsComputedAfter(db: Database, fence: number): Promise<number> {
  const [row] = await db.all<{ subjects: number | null }>(
    sql`select cast(sum(subjects) as bigint) as subjects from ${runs} where status = 'complete' and fence > ${fence}`,
  )
  return row?.subjects ?? 0
}
