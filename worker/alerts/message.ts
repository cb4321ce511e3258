/** An alert in words and as JSON: what a webhook gets, and what a chat shows. Pure. */
import type { Account, Alert, Deal, Person, Site } from '../../db/schema.ts'
import { decimalFrom } from '../attribution/currency.ts'
import { count, percent, plural } from '../pages/figures.ts'
import { exactMoney, shortMoney } from '../pages/money.ts'
import { type AlertFacts, type KnownBy, TEST, type WeeklyDigest } from './kinds.ts'

/** Who and what an alert is about, as they are called now; null for what is not there any more. */
export interface About {
  readonly account:
    | (Pick<Account, 'account_id' | 'external_id' | 'name' | 'owner_email'> & { readonly domain: string | null })
    | null
  readonly person: Pick<Person, 'person_id' | 'external_id' | 'name' | 'email' | 'title'> | null
  readonly deal: Pick<Deal, 'deal_id' | 'external_id' | 'name' | 'amount_minor' | 'currency'> | null
  readonly site: Pick<Site, 'site_id' | 'domain'> | null
}

export interface Message {
  readonly type: string
  /** RFC 3339: when it happened. */
  readonly timestamp: string
  readonly data: { readonly alert_id: string; readonly summary: string; readonly link: string } & Readonly<
    Record<string, unknown>
  >
}

export type MessageAlert = Pick<Alert, 'alert_id' | 'happened_at'> & { readonly facts: AlertFacts | null }

/**
 * @param alert   without facts: a test
 * @param origin  under which browsers reach the dashboard
 */
export function messageOf({ alert_id, happened_at, facts }: MessageAlert, about: About, origin: string): Message {
  return {
    type: facts?.kind ?? TEST,
    timestamp: instant(happened_at),
    data: {
      alert_id,
      summary: facts ? summaryOf(facts, about) : 'This is a test: alerts of Tributary arrive here.',
      link: origin + (facts ? pathOf(facts, about) : '/alerts'),
      ...(facts && detailsOf(facts, about)),
    },
  }
}

/**
 * What incoming webhooks of Slack take, and those of Mattermost, Rocket.Chat and others like them. `text` says all, for
 * those that show no blocks.
 */
export function slackMessage({ type, data: { summary, link } }: Message) {
  const text = harmless(summary)
  const open = `<${link}|Open in Tributary>`
  return {
    text: `${text} ${open}`,
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: `${open}  \`${type}\`` }] },
    ],
  }
}

/** In a sentence, without its full stop. */
export function summaryOf(facts: AlertFacts, about: About): string {
  switch (facts.kind) {
    case 'account.pricing_viewed':
      return `${visitorOf(about, facts.known_by)} looked at ${facts.page}`
    case 'account.woke': {
      const by = [facts.channel, facts.source && `(${facts.source})`].filter(Boolean).join(' ')
      const where = facts.page === null ? '' : `, to ${facts.page}`
      const who = calledOf(about) ?? (isNetwork(facts.known_by) ? 'somebody in its network' : 'somebody')
      return `${nameOf(about)} is back after ${facts.silent_days} days of silence: ${who} came by ${by}${where}`
    }
    case 'deal.moved':
      return facts.deal_id === null
        ? `${facts.deals} deals at once ${moveOf(facts)}`
        : `${dealOf(about)} ${moveOf(facts)}${amountOf(about)}`
    case 'data.stopped':
      return `${sourceOf(facts, about)} for ${facts.silent_hours} hours; in an ordinary week it is silent for at most ${facts.usual_hours}`
    case 'digest.weekly':
      return weekOf(facts)
  }
}

function weekOf(week: WeeklyDigest): string {
  const { first_day, last_day, currency, won, won_minor, lost, opened, opened_minor, visits, known_visits } = week
  const deals = `${plural(won, 'deal')} won (${shortMoney(won_minor, currency)}), ${count(lost)} lost`
  const pipeline = `${plural(opened, 'opportunity', 'opportunities')} opened (${shortMoney(opened_minor, currency)})`
  const seen =
    visits === 0 ? 'no visits' : `${plural(visits, 'visit')}, ${percent(known_visits / visits)} of them by known accounts`
  return `${first_day} to ${last_day}: ${deals}; ${pipeline}; ${seen}`
}

function detailsOf(facts: AlertFacts, { account, person, deal, site }: About): object {
  switch (facts.kind) {
    case 'account.pricing_viewed':
    case 'account.woke': {
      const { kind, account_id, person_id, ...more } = facts
      return { account: account ?? { account_id }, person: person ?? (person_id === null ? null : { person_id }), ...more }
    }
    case 'deal.moved': {
      const { deal_id, deals, from, to } = facts
      const amount = deal?.amount_minor == null ? null : decimalFrom(deal.amount_minor, deal.currency)
      const { amount_minor, ...named } = deal ?? { amount_minor: null }
      return { deal: deal_id === null ? null : { deal_id, ...named, ...(deal && { amount }) }, deals, account, from, to }
    }
    case 'data.stopped': {
      const { source, source_id, last_hour_at, silent_hours, usual_hours } = facts
      const named = source === 'site' ? { site: site ?? { site_id: source_id } } : { records: source_id }
      return { source, ...named, last_hour_at: instant(last_hour_at), silent_hours, usual_hours }
    }
    case 'digest.weekly': {
      const { kind, won_minor, opened_minor, ...more } = facts
      const { currency } = facts
      return { ...more, won_amount: decimalFrom(won_minor, currency), opened_amount: decimalFrom(opened_minor, currency) }
    }
  }
}

function moveOf({ from, to }: Extract<AlertFacts, { kind: 'deal.moved' }>): string {
  if (to.status !== 'open' && to.status !== from?.status) return to.status === 'won' ? 'was won' : 'was lost'
  const where = [from?.stage && `from ${from.stage}`, to.stage && `to ${to.stage}`].filter(Boolean).join(' ')
  if (to.status !== from?.status) return `was opened again${to.stage === '' ? '' : ` in ${to.stage}`}`
  return `moved ${where}`
}

function sourceOf({ source, source_id }: Extract<AlertFacts, { kind: 'data.stopped' }>, { site }: About): string {
  return source === 'site' ? `${site?.domain ?? 'A site'} has sent nothing` : `No ${source_id} have been imported`
}

const nameOf = ({ account }: About) => account?.name ?? 'An account'

const calledOf = ({ person }: About) => person?.name ?? person?.email ?? null

const isNetwork = (known_by: KnownBy) => known_by === 'ip_range' || known_by === 'network'

function visitorOf(about: About, known_by: KnownBy): string {
  if (known_by === 'person') return `${calledOf(about) ?? 'Somebody'} of ${nameOf(about)}`
  return isNetwork(known_by) ? `Somebody in the network of ${nameOf(about)}` : nameOf(about)
}

function dealOf({ deal, account }: About): string {
  const name = deal?.name ?? deal?.external_id ?? 'A deal'
  return account ? `${name} (${account.name})` : name
}

const amountOf = ({ deal }: About) => (deal?.amount_minor == null ? '' : `, ${exactMoney(deal.amount_minor, deal.currency)}`)

function pathOf(facts: AlertFacts, { deal }: About): string {
  if (facts.kind === 'data.stopped') return facts.source === 'site' ? '/install' : '/import'
  if (facts.kind === 'digest.weekly') return `/channels?period=${facts.first_day}..${facts.last_day}`
  if (facts.kind === 'deal.moved') return deal === null ? '/deals' : `/deals/${encodeURIComponent(deal.deal_id)}`
  return `/accounts/${encodeURIComponent(facts.account_id)}`
}

const instant = (at: number) => new Date(at).toISOString()

const MOST = 600
const NOTHING = '\u200b'

/**
 * Names come from forms that anybody can fill in. They call nobody (`@channel`, `<!here>`) and make no links, whatever the
 * chat understands.
 */
function harmless(text: string): string {
  return Array.from(text.replaceAll(/\p{Cc}+/gu, ' '))
    .slice(0, MOST)
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/@(?=\S)/g, `@${NOTHING}`)
    .replaceAll('](', `]${NOTHING}(`)
    .replaceAll('://', `:${NOTHING}//`)
    .replaceAll(/[*_~`]/g, mark => `${mark}${NOTHING}`)
}
