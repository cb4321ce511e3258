/** One account and what belongs to it. */
import { sql } from 'drizzle-orm'
import type { Database } from '../database.ts'
import {
  type Account,
  accountDomains,
  accounts,
  credits,
  dealAccounts,
  dealStages,
  deals,
  journeys,
  people,
  personAccounts,
  published,
  reads,
  sessions,
  type Touch,
  touches,
} from '../schema.ts'
import { mergedAway } from './merges.ts'

export async function accountById(db: Database, accountId: string): Promise<Account | null> {
  const [account] = await db.all<Account>(sql`select * from ${accounts} where account_id = ${accountId}`)
  return account ?? null
}

export async function domainsOfAccount(db: Database, accountId: string): Promise<string[]> {
  const rows = await db.all<{ domain: string }>(sql`
    select domain
    from ${accountDomains}
    where account_id = ${accountId}
    order by domain
  `)
  return rows.map(row => row.domain)
}

export interface AccountPerson {
  readonly person_id: string
  readonly name: string | null
  readonly email: string | null
  readonly title: string | null
  readonly role: string | null
  readonly lead_created_at: number | null
  /** Why the person belongs to the account. */
  readonly rule: string
}

/** Without records that count as somebody else. */
export const peopleOfAccount = (db: Database, accountId: string) =>
  db.all<AccountPerson>(sql`
    select
        people.person_id,
        people.name,
        people.email,
        people.title,
        people.role,
        people.lead_created_at,
        person_accounts.rule
    from ${personAccounts}
    inner join ${people} on people.person_id = person_accounts.person_id
    where person_accounts.account_id = ${accountId}
      and people.person_id not in (${mergedAway('person')})
    order by people.person_id
  `)

/** A touch of a subject's history with what its session held. */
export interface SubjectTouch {
  readonly run_id: string
  readonly touch_id: string
  readonly kind: 'session' | 'activity' | 'offline'
  readonly touch_at: number
  readonly account_id: string | null
  readonly person_id: string | null
  readonly session_id: string | null
  readonly channel: string
  readonly source: string | null
  readonly medium: string | null
  readonly campaign: string | null
  readonly content: string | null
  readonly url: string | null
  readonly title: string | null
  readonly rep_email: string | null
  readonly engaged_ms: number
  /** How a visit by nobody in particular is known to be the account's. */
  readonly account_rule: Touch['account_rule']
  readonly page_views: number
  readonly downloads: number
  readonly forms: number
}

/**
 * Every touch of a subject, in the order of time.
 * @param subjectId  an account, or a person or deal without one
 */
export const touchesOfSubject = (db: Database, subjectId: string) =>
  db.all<SubjectTouch>(sql`
    select
        touches.run_id,
        touches.touch_id,
        touches.kind,
        touches.touch_at,
        touches.account_id,
        touches.person_id,
        touches.session_id,
        touches.channel,
        touches.source,
        touches.medium,
        touches.campaign,
        touches.content,
        touches.url,
        touches.title,
        touches.rep_email,
        touches.engaged_ms,
        touches.account_rule,
        coalesce(sessions.page_views, 0) as page_views,
        coalesce(sessions.downloads, 0) as downloads,
        coalesce(sessions.forms, 0) as forms
    from ${published}
    inner join ${touches}
        on touches.subject_id = published.subject_id
        and touches.run_id = published.run_id
    left join ${sessions} on sessions.session_id = touches.session_id
    where published.subject_id = ${subjectId}
    order by touches.touch_at, touches.touch_id
  `)

/** What one person read or downloaded of one content, over all sessions. */
export interface PersonRead {
  readonly person_id: string
  readonly content_id: string
  readonly kind: 'page' | 'file'
  readonly title: string | null
  readonly views: number
  readonly downloads: number
  readonly engaged_ms: number
  readonly scroll_percent: number
  readonly last_at: number
}

/** By engaged time, the longest first. */
export const readsOfSubject = (db: Database, subjectId: string) =>
  db.all<PersonRead>(sql`
    select
        touches.person_id,
        reads.content_id,
        max(reads.kind) as kind,
        max(reads.title) as title,
        sum(reads.views) as views,
        sum(reads.downloads) as downloads,
        sum(reads.engaged_ms) as engaged_ms,
        max(reads.scroll_percent) as scroll_percent,
        max(reads.last_at) as last_at
    from ${published}
    inner join ${touches}
        on touches.subject_id = published.subject_id
        and touches.run_id = published.run_id
    inner join ${reads} on reads.session_id = touches.session_id
    where published.subject_id = ${subjectId}
      and touches.person_id is not null
    group by touches.person_id, reads.content_id
    order by engaged_ms desc, reads.content_id
  `)

export interface AccountDeal {
  readonly deal_id: string
  readonly external_id: string
  readonly name: string | null
  readonly amount_minor: number | null
  readonly currency: string
  readonly status: 'open' | 'won' | 'lost'
  readonly created_at: number | null
  readonly closed_at: number | null
}

/** The newest first. */
export const dealsOfAccount = (db: Database, accountId: string) =>
  db.all<AccountDeal>(sql`
    select
        deals.deal_id,
        deals.external_id,
        deals.name,
        deals.amount_minor,
        deals.currency,
        deals.status,
        deals.created_at,
        deals.closed_at
    from ${dealAccounts}
    inner join ${deals} on deals.deal_id = deal_accounts.deal_id
    where deal_accounts.account_id = ${accountId}
    order by coalesce(deals.closed_at, deals.created_at) desc nulls last, deals.deal_id
  `)

export interface StageEntered {
  readonly deal_id: string
  readonly stage: string
  readonly entered_at: number
}

/** Stages as the CRM named them. */
export const stagesOfAccount = (db: Database, accountId: string) =>
  db.all<StageEntered>(sql`
    select
        deals.deal_id,
        deal_stages.stage,
        deal_stages.entered_at
    from ${dealAccounts}
    inner join ${deals} on deals.deal_id = deal_accounts.deal_id
    inner join ${dealStages} on deal_stages.deal_ref = deals.external_id
    where deal_accounts.account_id = ${accountId}
    order by deal_stages.entered_at, deal_stages.stage
  `)

/** A deal's money at a stage, as every report counts it. */
export interface AccountMoney {
  readonly deal_id: string
  readonly stage: string
  readonly stage_at: number
  readonly path_length: number
  readonly amount_minor: number
  readonly currency: string
  readonly base_amount_minor: number | null
}

export const moneyOfAccount = (db: Database, accountId: string) =>
  db.all<AccountMoney>(sql`
    select
        journeys.deal_id,
        journeys.stage,
        journeys.stage_at,
        journeys.path_length,
        journeys.amount_minor,
        journeys.currency,
        journeys.base_amount_minor
    from ${published}
    inner join ${journeys}
        on journeys.subject_id = published.subject_id
        and journeys.run_id = published.run_id
    where published.subject_id = ${accountId}
    order by journeys.stage_at, journeys.deal_id
  `)

/** What a touch earned of one stage entry. */
export interface TouchCredit {
  readonly touch_id: string
  /** `FT;LC`; empty for none. */
  readonly milestones: string
  readonly weight_e15: number
  readonly amount_minor: number
}

/** Credit of one deal's stage under one model, by position; `touch_id` is empty for what no touch earned. */
export const creditsOfStage = (db: Database, subjectId: string, dealId: string, stage: string, model: string) =>
  db.all<TouchCredit>(sql`
    select
        credits.touch_id,
        credits.milestones,
        credits.weight_e15,
        credits.amount_minor
    from ${published}
    inner join ${credits}
        on credits.subject_id = published.subject_id
        and credits.run_id = published.run_id
    where published.subject_id = ${subjectId}
      and credits.deal_id = ${dealId}
      and credits.stage = ${stage}
      and credits.model = ${model}
    order by credits.position
  `)
