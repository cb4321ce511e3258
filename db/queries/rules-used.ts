/** By which rules visits were found to be whose. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import { accounts, people, personAccounts, published, touches } from '../schema.ts'

export interface RuleUse {
  /** Of the person, or of the network that somebody unknown came from. */
  readonly rule: string
  readonly visits: number
  readonly people: number
  /** One of the visits: whose, and of which account; null where nobody knows. */
  readonly email: string | null
  readonly account_id: string | null
  readonly account_name: string | null
}

/** Visits since a moment, by the rule that told whose they were. A contact's visits count once, where they belong. */
export const rulesUsed = (db: Database, since: number) =>
  db.all<RuleUse>(sql`
    with

    visits as (
        select
            coalesce(touches.account_rule, person_accounts.rule) as rule,
            touches.touch_id,
            touches.person_id,
            touches.account_id,
            row_number() over (
                partition by coalesce(touches.account_rule, person_accounts.rule)
                order by touches.touch_at desc, touches.touch_id
            ) as place
        from ${published}
        inner join ${touches}
            on touches.subject_id = published.subject_id
            and touches.run_id = published.run_id
        left join ${personAccounts} on person_accounts.person_id = touches.person_id
        where touches.kind = 'session'
          and touches.touch_at >= ${since}
          and coalesce(touches.account_id, touches.person_id) = touches.subject_id
    ),

    counted as (
        select rule, count(*) as visits, count(distinct person_id) as people
        from visits
        where rule is not null
        group by rule
    )

    select
        counted.rule,
        counted.visits,
        counted.people,
        people.email,
        visits.account_id,
        accounts.name as account_name
    from counted
    inner join visits on visits.rule = counted.rule and visits.place = 1
    left join ${people} on people.person_id = visits.person_id
    left join ${accounts} on accounts.account_id = visits.account_id
    order by counted.rule
  `)
