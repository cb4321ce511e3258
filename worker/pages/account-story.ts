/** An account's rows put together for its page. Pure. */
import type {
  AccountDeal,
  AccountMoney,
  AccountPerson,
  PersonRead,
  StageEntered,
  SubjectTouch,
  TouchCredit,
} from '../../db/queries/account.ts'
import { type StageDefinition, stageCalled } from '../attribution/stages.ts'
import { readingOf } from '../journey/reading.ts'
import { DAY_MS } from './figures.ts'
import { type JourneyTouch, SILENCE_DAYS } from './journey-lanes.ts'
import type { JourneyStage } from './journey-layout.ts'
import { stageWords } from './stage-words.ts'
import { markKindOf } from './touch-words.ts'

const WHOLE_E15 = 1e15

/**
 * The deal's stage whose credit the picture shows: of the deal that the URL names, or of the newest one; at the stage
 * of the view, or where the deal stands.
 */
export function chosenMoney(money: readonly AccountMoney[], dealId: string | undefined, stage: string): AccountMoney | null {
  const own = dealId === undefined ? money : money.filter(row => row.deal_id === dealId)
  return own.findLast(row => row.stage === stage) ?? own.at(-1) ?? null
}

export function journeyTouches(touches: readonly SubjectTouch[], credits: readonly TouchCredit[]): JourneyTouch[] {
  const creditOf = new Map(credits.map(credit => [credit.touch_id, credit]))
  return touches.map(touch => {
    const credit = creditOf.get(touch.touch_id)
    return {
      touch_id: touch.touch_id,
      touch_at: touch.touch_at,
      kind: markKindOf(touch),
      person_id: touch.person_id,
      channel: touch.channel,
      engaged_ms: touch.engaged_ms,
      credit: (credit?.weight_e15 ?? 0) / WHOLE_E15,
      milestones: credit?.milestones ? credit.milestones.split(';') : [],
    }
  })
}

/** What the CRM knows of dates: the lead, opportunities, stages by our names for them, else by its own, closes. */
export function journeyStages(
  deals: readonly AccountDeal[],
  stages: readonly StageEntered[],
  people: readonly AccountPerson[],
  definitions: readonly StageDefinition[],
  chosen: string | null,
  shortDay: (at: number) => string,
): JourneyStage[] {
  const lead = people.reduce((first, person) => Math.min(first, person.lead_created_at ?? Infinity), Infinity)
  const nameOf = (stage: string) => {
    const own = stageCalled(stage, definitions)
    return own === null ? stage : stageWords(own).date
  }
  const moment = (at: number | null, name: string, isChosen: boolean): JourneyStage[] =>
    at === null ? [] : [{ at, label: `${name} ${shortDay(at)}`, isChosen }]
  return [
    ...moment(lead === Infinity ? null : lead, 'Lead', chosen !== null),
    ...deals.flatMap(deal => {
      const isChosen = deal.deal_id === chosen
      const own = stages.filter(stage => stage.deal_id === deal.deal_id)
      const close = deal.status === 'won' ? 'Won' : deal.status === 'lost' ? 'Lost' : 'Close expected'
      return [
        ...(isChosen ? moment(deal.created_at, 'Opportunity', true) : []),
        ...(isChosen
          ? own.filter(stage => !isEnd(stage, deal)).flatMap(stage => moment(stage.entered_at, nameOf(stage.stage), true))
          : []),
        ...moment(deal.closed_at, close, isChosen),
      ]
    }),
  ]
}

/** The CRM often lists the opportunity and the close among the stages: they stand there once. */
function isEnd({ stage, entered_at }: StageEntered, deal: AccountDeal): boolean {
  const sameDay = (at: number | null) => at !== null && Math.abs(at - entered_at) < DAY_MS
  return sameDay(deal.closed_at) || sameDay(deal.created_at) || /^(closed )?(won|lost)$/i.test(stage)
}

export interface PersonSummary {
  readonly person_id: string
  readonly name: string
  readonly title: string | null
  readonly touches: number
  /** Times that one of us wrote, called or met. */
  readonly contacted: number
  readonly engaged_ms: number
  readonly read: number
  readonly downloaded: number
  readonly first_at: number | null
  readonly last_at: number | null
}

/** Everyone of the account, and who touched it from elsewhere; the most engaged first. */
export function peopleSummaries(
  people: readonly AccountPerson[],
  others: readonly AccountPerson[],
  touches: readonly SubjectTouch[],
  reads: readonly PersonRead[],
): PersonSummary[] {
  const touchesOf = Map.groupBy(touches, touch => touch.person_id)
  const readsOf = Map.groupBy(reads, read => read.person_id)
  return [...people, ...others]
    .map((person): PersonSummary => {
      const all = touchesOf.get(person.person_id) ?? []
      const own = all.filter(touch => touch.kind !== 'activity')
      const known = readsOf.get(person.person_id) ?? []
      return {
        person_id: person.person_id,
        name: person.name ?? person.email ?? person.person_id,
        title: person.title ?? person.role,
        touches: own.length,
        contacted: all.length - own.length,
        engaged_ms: own.reduce((sum, touch) => sum + touch.engaged_ms, 0),
        read: known.filter(read => read.kind === 'page' && readingOf(read) === 'read').length,
        downloaded: known.filter(read => read.downloads > 0).length,
        first_at: own.at(0)?.touch_at ?? null,
        last_at: own.at(-1)?.touch_at ?? null,
      }
    })
    .sort((a, b) => b.engaged_ms - a.engaged_ms || b.touches - a.touches || (a.name < b.name ? -1 : 1))
}

/** The newest touch that ended a silence, and how long that had lasted. */
export function lastReheat(touches: readonly SubjectTouch[]): { readonly touch: SubjectTouch; readonly days: number } | null {
  const theirs = touches.filter(touch => touch.kind !== 'activity')
  const index = theirs.findLastIndex((touch, i) => i > 0 && touch.touch_at - theirs[i - 1]!.touch_at > SILENCE_DAYS * DAY_MS)
  if (index < 0) return null
  return { touch: theirs[index]!, days: Math.floor((theirs[index]!.touch_at - theirs[index - 1]!.touch_at) / DAY_MS) }
}

export function dealName(deals: readonly AccountDeal[], dealId: string): string {
  const deal = deals.find(known => known.deal_id === dealId)
  return deal?.name ?? deal?.external_id ?? dealId
}
