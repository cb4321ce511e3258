/** Deals with their people and touches: made by hand in a line, or at random by fast-check. */
import * as fc from 'fast-check'
import {
  type Journey,
  journeyTo,
  type PathDeal,
  type PathPerson,
  type PathSettings,
  type PathTouch,
  type StageEntry,
} from '../../../worker/attribution/journey.ts'

export interface History {
  stage: StageEntry
  deal: PathDeal
  people: readonly PathPerson[]
  touches: readonly PathTouch[]
  settings: PathSettings
}

export const plainSettings: PathSettings = {
  lookback_days: null,
  dedupe_minutes: 0,
  direct_policy: 'keep',
  scope: 'account',
  repeat_deals: 'no_reset',
}

export function touch(touch_id: string, touch_at: number, more: Partial<PathTouch> = {}): PathTouch {
  return {
    touch_id,
    touch_at,
    seq: 0,
    person_id: 'p',
    account_id: 'a',
    channel: 'Email',
    touch_kind: 'session',
    campaign: null,
    content: null,
    ...more,
  }
}

export function deal(more: Partial<PathDeal> = {}): PathDeal {
  return {
    deal_id: 'd',
    account_id: 'a',
    created_at: null,
    closed_at: 1000,
    contacts: [],
    primary_contact: null,
    previous_won_at: null,
    own_stages: [],
    ...more,
  }
}

export function person(person_id: string, lead_created_at: number | null = null, account_id: string | null = 'a'): PathPerson {
  return { person_id, account_id, lead_created_at }
}

/** A journey to the win at 1000, of account `a`. */
export function journeyOf(touches: readonly PathTouch[], more: Partial<History> = {}): Journey {
  const { stage, deal: theDeal, people, settings } = { ...wonAt1000, ...more }
  return journeyTo(stage, theDeal, people, touches, settings)
}

export const journeyOfHistory = (history: History): Journey => journeyOf(history.touches, history)

const wonAt1000 = {
  stage: { stage: 'won', stage_at: 1000 },
  deal: deal(),
  people: [] as readonly PathPerson[],
  settings: plainSettings,
}

/** Dense in time, so that touches, milestones, lookback and stage often meet in the same millisecond. */
const moment = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 40 * 86_400_000 }))
const personId = fc.constantFrom('p1', 'p2', 'p3')
const accountId = fc.constantFrom('a', 'a', 'a', 'b')

const touches = fc.uniqueArray(
  fc.record({
    touch_id: fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }),
    touch_at: moment,
    seq: fc.integer({ min: 0, max: 1 }),
    person_id: fc.option(personId),
    account_id: fc.option(accountId, { freq: 9 }),
    channel: fc.constantFrom('direct', 'Direct', 'Email', 'Paid Search', 'Event'),
    campaign: fc.option(fc.constantFrom('spring', 'autumn')),
    touch_kind: fc.constantFrom('session', 'email', 'offline'),
    content: fc.option(fc.constantFrom('pricing', 'blog')),
  }),
  { selector: ({ touch_id }) => touch_id, maxLength: 14 },
)

export const anyHistory: fc.Arbitrary<History> = fc.record({
  stage: fc.record({ stage: fc.constantFrom('lead', 'mql', 'sql', 'opportunity', 'won'), stage_at: moment }),
  deal: fc.record({
    deal_id: fc.constant('d'),
    account_id: fc.option(fc.constant('a'), { freq: 9 }),
    created_at: fc.option(moment),
    closed_at: fc.option(moment),
    contacts: fc.uniqueArray(personId),
    primary_contact: fc.option(personId),
    previous_won_at: fc.option(moment),
    own_stages: fc.uniqueArray(fc.record({ stage: fc.constantFrom('mql', 'sql'), stage_at: moment }), {
      selector: ({ stage }) => stage,
    }),
  }),
  people: fc.uniqueArray(
    fc.record({ person_id: personId, account_id: fc.option(accountId), lead_created_at: fc.option(moment) }),
    {
      selector: ({ person_id }) => person_id,
    },
  ),
  touches,
  settings: fc.record({
    lookback_days: fc.option(fc.integer({ min: 0, max: 30 })),
    dedupe_minutes: fc.constantFrom(0, 0, 30),
    direct_policy: fc.constantFrom('keep', 'drop_if_any_nondirect'),
    scope: fc.constantFrom('account', 'account', 'contact_roles', 'primary_contact'),
    repeat_deals: fc.constantFrom('no_reset', 'no_reset', 'reset_after_won'),
  }),
})

export const anyAmount: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -200, max: 200 }),
  fc.integer({ min: -(10 ** 15), max: 10 ** 15 }),
)
