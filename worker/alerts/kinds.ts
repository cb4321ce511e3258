/** What alerts are about. The names are public: webhooks carry them as `type`. */

export const alertKinds = ['account.pricing_viewed', 'account.woke', 'deal.moved', 'data.stopped', 'digest.weekly'] as const

export type AlertKind = (typeof alertKinds)[number]

/** Sent when somebody asks for it, to one webhook, whatever it listens to. */
export const TEST = 'test'

/** In a sentence that begins with "Tell when". */
export const kindWords: Readonly<Record<AlertKind, string>> = {
  'account.pricing_viewed': 'a known account is on a pricing page',
  'account.woke': 'a cold account comes back',
  'deal.moved': 'a deal changes its stage, is won or lost',
  'data.stopped': 'a site or an import falls silent for longer than it ever does',
  'digest.weekly': 'a week is over: what it brought, on Monday at 8',
}

export const isAlertKind = (text: string): text is AlertKind => alertKinds.some(kind => kind === text)

export type KnownBy = 'person' | 'ip_range' | 'network' | 'crm'

export interface PricingViewed {
  readonly kind: 'account.pricing_viewed'
  readonly account_id: string
  readonly person_id: string | null
  /** Host and path. */
  readonly page: string
  readonly known_by: KnownBy
}

export interface AccountWoke {
  readonly kind: 'account.woke'
  readonly account_id: string
  readonly person_id: string | null
  readonly silent_days: number
  readonly channel: string
  readonly source: string | null
  readonly campaign: string | null
  /** Host and path, or null. */
  readonly page: string | null
  readonly known_by: KnownBy
}

export interface DealStanding {
  readonly status: string
  /** As the CRM calls it; empty for none. */
  readonly stage: string
}

export interface DealMoved {
  readonly kind: 'deal.moved'
  /** Null: so many deals made the same move at once that somebody must have edited them together. */
  readonly deal_id: string | null
  readonly account_id: string | null
  readonly deals: number
  readonly from: DealStanding | null
  readonly to: DealStanding
}

export interface DataStopped {
  readonly kind: 'data.stopped'
  readonly source: 'site' | 'import'
  /** The site's id; or the kind of the records. */
  readonly source_id: string
  /** Start of the last hour in which something came. */
  readonly last_hour_at: number
  readonly silent_hours: number
  readonly usual_hours: number
}

/** Amounts are of deals with a rate, in the base currency. */
export interface WeeklyDigest {
  readonly kind: 'digest.weekly'
  /** YYYY-MM-DD */
  readonly first_day: string
  readonly last_day: string
  readonly currency: string
  readonly won: number
  readonly won_minor: number
  readonly lost: number
  /** Opportunities created. */
  readonly opened: number
  readonly opened_minor: number
  /** Sessions that were no machine's, and those of known accounts. */
  readonly visits: number
  readonly known_visits: number
}

export type AlertFacts = PricingViewed | AccountWoke | DealMoved | DataStopped | WeeklyDigest

/** A fact worth telling. The same fact has the same key, however often it is looked at. */
export interface Notice<Facts extends AlertFacts = AlertFacts> {
  readonly alert_key: string
  readonly happened_at: number
  readonly facts: Facts
}
