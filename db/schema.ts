/**
 * Every table, once. Field name = column name, so a row needs no mapping.
 *
 * Units, everywhere: `*_at` is UTC epoch milliseconds, `*_minor` whole minor units of the
 * ISO 4217 currency beside it, `weight_e15` a share of 10^15, `*_ms` milliseconds.
 * `properties` is JSON: columns of an import that have no place of their own.
 * `date_only` names, comma-separated, the `*_at` columns that were given as a date: they mean
 * 23:59:59.999 of that day in the workspace's time zone and move when the time zone setting does.
 *
 * The DDL lives in migrations/; test/db/schema.test.ts fails when they differ.
 */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

/** A web property that carries the snippet. The site key is public, and the write key of the Segment-shaped API. */
export const sites = sqliteTable('sites', {
  site_id: text().primaryKey(),
  domain: text().notNull(),
  site_key: text().notNull(),
  created_at: integer().notNull(),
})

/**
 * One recorded fact, kept as it came; never edited. `occurred_at` is the time the rest of the code counts
 * with: `received_at` less the time the event waited in the browser. `body` is JSON: what is particular to the
 * type. `body_fp` tells a repeated event from another one with the same id. `account_ref` is the account whose network it
 * came from, as that account's networks were imported, and `account_rule` how that is known; the address is not kept.
 */
export const events = sqliteTable('events', {
  event_id: text().primaryKey(),
  site_id: text().notNull(),
  origin: text().$type<'browser' | 'server'>().notNull(),
  type: text().notNull(),
  visitor_id: text(),
  occurred_at: integer().notNull(),
  created_at: integer().notNull(),
  sent_at: integer(),
  received_at: integer().notNull(),
  time_flag: text(),
  url: text(),
  title: text(),
  referrer: text(),
  body: text().notNull(),
  body_fp: text().notNull(),
  country: text(),
  device: text(),
  browser: text(),
  os: text(),
  bot_reason: text(),
  account_ref: text(),
  account_rule: text().$type<'ip_range' | 'network'>(),
})

/**
 * A rejected event, or a refused request of one or more `events`, with its reason. When `replayable`, `head` is all
 * of it and `seen` what its request was seen with (JSON, collect/visit.ts), so it can go through arrival again after a
 * rule was mended; each time it is rejected anew adds to `tries`.
 */
export const deadLetters = sqliteTable('dead_letters', {
  dead_letter_id: text().primaryKey(),
  site_id: text().notNull(),
  received_at: integer().notNull(),
  reason: text().notNull(),
  field: text(),
  detail: text(),
  event_id: text(),
  head: text().notNull(),
  sha256: text().notNull(),
  bytes: integer().notNull(),
  replayable: integer().$type<0 | 1>().notNull(),
  replayed_at: integer(),
  kind: text().$type<'event' | 'request'>().notNull(),
  seen: text(),
  events: integer().notNull(),
  tries: integer().notNull(),
})

/**
 * Messages of the queue before the store that are stored, each in the transaction that stores what it holds: a queue
 * may deliver a message more than once.
 */
export const deliveredMessages = sqliteTable('delivered_messages', {
  message_id: text().primaryKey(),
  delivered_at: integer().notNull(),
})

/**
 * Counts that must balance: received_events = accepted + duplicate + rejected + refused. `hour_at` is the start of
 * the UTC hour in which the event was received; a replay moves its count from one outcome to another. The `reason` of
 * what was accepted is why it was marked as a bot's, empty for everybody else's.
 */
export const ledger = sqliteTable(
  'ledger',
  {
    hour_at: integer().notNull(),
    site_id: text().notNull(),
    outcome: text().$type<'accepted' | 'duplicate' | 'rejected' | 'refused'>().notNull(),
    reason: text().notNull(),
    events: integer().notNull(),
  },
  table => [primaryKey({ columns: [table.hour_at, table.site_id, table.outcome, table.reason] })],
)

/** How many events came, whatever became of them: the other side of `ledger`. */
export const receivedEvents = sqliteTable(
  'received_events',
  {
    hour_at: integer().notNull(),
    site_id: text().notNull(),
    events: integer().notNull(),
  },
  table => [primaryKey({ columns: [table.hour_at, table.site_id] })],
)

/**
 * A human, known by e-mail address or external id. `account_ref` is what the CRM said: an external id or a
 * domain. `email_domain` is the registrable domain of `email`.
 */
export const people = sqliteTable('people', {
  person_id: text().primaryKey(),
  external_id: text(),
  email: text(),
  email_domain: text(),
  name: text(),
  title: text(),
  role: text(),
  seniority: text(),
  account_ref: text(),
  lead_created_at: integer(),
  owner_email: text(),
  properties: text().notNull(),
  source: text().notNull(),
  date_only: text().notNull(),
  recorded_at: integer().notNull(),
  updated_at: integer().notNull(),
})

/**
 * "This visitor was this person from `linked_at` on." Append-only; undone by closing the row. `evidence` names
 * the event or import behind it.
 */
export const identityLinks = sqliteTable('identity_links', {
  link_id: text().primaryKey(),
  visitor_id: text().notNull(),
  person_id: text().notNull(),
  linked_at: integer().notNull(),
  method: text().notNull(),
  trust: text().$type<'claimed' | 'link' | 'verified'>().notNull(),
  evidence: text().notNull(),
  recorded_at: integer().notNull(),
  closed_at: integer(),
  closed_by: text(),
  closed_reason: text(),
})

/**
 * "This visitor is that user of the sender's database" (`ref` is the user's own visitor id, which holds a blank as no
 * browser's does), or "belongs to that account" (`ref` as people's `account_ref`). `evidence` names the event.
 */
export const visitorRefs = sqliteTable('visitor_refs', {
  ref_id: text().primaryKey(),
  visitor_id: text().notNull(),
  kind: text().$type<'user' | 'account'>().notNull(),
  ref: text().notNull(),
  named_at: integer().notNull(),
  trust: text().$type<'claimed' | 'verified'>().notNull(),
  evidence: text().notNull(),
  recorded_at: integer().notNull(),
})

/**
 * A link that a rep puts into a mail to one person: `/l/TOKEN` leads to `target_url` and nowhere else. The token is known
 * to its holders only. From `expires_at` on it still leads there and says of nobody who it was; `revoked_at` ends it.
 */
export const salesLinks = sqliteTable('sales_links', {
  sales_link_id: text().primaryKey(),
  token_hash: text().notNull(),
  person_id: text().notNull(),
  target_url: text().notNull(),
  created_at: integer().notNull(),
  created_by: text(),
  expires_at: integer().notNull(),
  revoked_at: integer(),
})

/**
 * One request for a sales link. `outcome` tells a person's click from everything else (identity/link-click.ts). A click
 * may have a one-time code, known by its hash; `event_id` is the page view that brought it back, and so says who came.
 */
export const linkClicks = sqliteTable('link_clicks', {
  click_id: text().primaryKey(),
  sales_link_id: text().notNull(),
  hit_at: integer().notNull(),
  outcome: text().notNull(),
  code_hash: text(),
  event_id: text(),
})

/**
 * An event named its visitor by an external id, alone or with an e-mail address. `kind` is `user_id` for a user of a
 * sender's own database, whose ids may be other ones than the CRM's. `evidence` is the event; `naming_id` the id that its
 * link by e-mail address has, without `l_`.
 */
export const namedIds = sqliteTable('named_ids', {
  naming_id: text().primaryKey(),
  visitor_id: text().notNull(),
  kind: text().$type<'external_id' | 'user_id'>().notNull(),
  external_id: text().notNull(),
  email: text(),
  named_at: integer().notNull(),
  trust: text().$type<'claimed' | 'verified'>().notNull(),
  evidence: text().notNull(),
  recorded_at: integer().notNull(),
})

/**
 * Somebody's word that two people are two, though an event named both at once; `person_a` sorts before `person_b`. Rows
 * are added and closed, never edited.
 */
export const twoPeople = sqliteTable('two_people', {
  decision_id: text().primaryKey(),
  person_a: text().notNull(),
  person_b: text().notNull(),
  actor: text().notNull(),
  reason: text().notNull(),
  decided_at: integer().notNull(),
  undone_at: integer(),
  undone_by: text(),
  undone_reason: text(),
})

/**
 * Two records that are one person or one company: while the row is open, `from_id` counts as `into_id` in whatever is
 * read. Rows are added and closed, never edited; a record has at most one open one.
 */
export const merges = sqliteTable('merges', {
  merge_id: text().primaryKey(),
  kind: text().$type<'person' | 'account'>().notNull(),
  from_id: text().notNull(),
  into_id: text().notNull(),
  actor: text().notNull(),
  reason: text().notNull(),
  merged_at: integer().notNull(),
  undone_at: integer(),
  undone_by: text(),
  undone_reason: text(),
})

/**
 * A company. `technologies` is `;`-separated. `source` tells whether the CRM named it (`crm`) or an e-mail's
 * domain did (`domain`).
 */
export const accounts = sqliteTable('accounts', {
  account_id: text().primaryKey(),
  external_id: text(),
  name: text().notNull(),
  industry: text(),
  employees: integer(),
  country: text(),
  technologies: text(),
  owner_email: text(),
  created_at: integer(),
  properties: text().notNull(),
  source: text().notNull(),
  date_only: text().notNull(),
  recorded_at: integer().notNull(),
  updated_at: integer().notNull(),
})

/**
 * A claim: this account says the registrable domain is its own. A domain that two accounts claim matches
 * neither.
 */
export const accountDomains = sqliteTable(
  'account_domains',
  {
    domain: text().notNull(),
    account_id: text().notNull(),
    source: text().notNull(),
  },
  table => [primaryKey({ columns: [table.domain, table.account_id] })],
)

/**
 * Whose a domain is that several accounts claim, as somebody decided: while the row is open no other claim counts.
 * Without `account_id` it is nobody's. Rows are added and closed, never edited.
 */
export const domainDecisions = sqliteTable('domain_decisions', {
  decision_id: text().primaryKey(),
  domain: text().notNull(),
  account_id: text(),
  actor: text().notNull(),
  reason: text().notNull(),
  decided_at: integer().notNull(),
  undone_at: integer(),
  undone_by: text(),
  undone_reason: text(),
})

/** Networks of an account, as imported. */
export const ipRanges = sqliteTable(
  'ip_ranges',
  {
    cidr: text().notNull(),
    account_ref: text().notNull(),
  },
  table => [primaryKey({ columns: [table.cidr, table.account_ref] })],
)

/**
 * An opportunity in the CRM. `account_ref` and `primary_contact` are references as the CRM gave them; they are
 * resolved when a journey is computed.
 */
export const deals = sqliteTable('deals', {
  deal_id: text().primaryKey(),
  external_id: text().notNull(),
  account_ref: text(),
  name: text(),
  amount_minor: integer(),
  currency: text().notNull(),
  status: text().$type<'open' | 'won' | 'lost'>().notNull(),
  stage: text(),
  created_at: integer(),
  closed_at: integer(),
  owner_email: text(),
  primary_contact: text(),
  properties: text().notNull(),
  date_only: text().notNull(),
  recorded_at: integer().notNull(),
  updated_at: integer().notNull(),
})

/** Contact roles of a deal. */
export const dealContacts = sqliteTable(
  'deal_contacts',
  {
    deal_id: text().notNull(),
    person_ref: text().notNull(),
  },
  table => [primaryKey({ columns: [table.deal_id, table.person_ref] })],
)

/** A stage entry as the CRM named the stage. */
export const dealStages = sqliteTable(
  'deal_stages',
  {
    deal_ref: text().notNull(),
    stage: text().notNull(),
    entered_at: integer().notNull(),
    date_only: text().notNull(),
  },
  table => [primaryKey({ columns: [table.deal_ref, table.stage, table.entered_at] })],
)

/** A signed change of a deal's amount. `amount` stays the imported decimal until the deal's currency is known. */
export const adjustments = sqliteTable('adjustments', {
  adjustment_id: text().primaryKey(),
  deal_ref: text().notNull(),
  amount: text().notNull(),
  adjusted_at: integer().notNull(),
  kind: text().$type<'refund' | 'amendment'>().notNull(),
  date_only: text().notNull(),
})

/** A sales touch that no browser sees. */
export const activities = sqliteTable('activities', {
  activity_id: text().primaryKey(),
  external_id: text(),
  kind: text().$type<'email' | 'call' | 'meeting' | 'demo' | 'other'>().notNull(),
  happened_at: integer().notNull(),
  person_ref: text(),
  account_ref: text(),
  rep_email: text(),
  direction: text(),
  subject: text(),
  outcome: text(),
  properties: text().notNull(),
  date_only: text().notNull(),
  recorded_at: integer().notNull(),
})

/** An imported touch: a fair, a webinar, another system's record. */
export const offlineTouches = sqliteTable('offline_touches', {
  external_id: text().primaryKey(),
  touched_at: integer().notNull(),
  person_ref: text(),
  account_ref: text(),
  channel: text(),
  source: text(),
  medium: text(),
  campaign: text(),
  term: text(),
  content: text(),
  url: text(),
  title: text(),
  properties: text().notNull(),
  date_only: text().notNull(),
  recorded_at: integer().notNull(),
})

/** Advertising cost of a day. Absent source and campaign are empty text, since they are part of the key. */
export const spend = sqliteTable(
  'spend',
  {
    day: text().notNull(),
    channel: text().notNull(),
    source: text().notNull(),
    campaign: text().notNull(),
    currency: text().notNull(),
    amount_minor: integer().notNull(),
    impressions: integer(),
    clicks: integer(),
  },
  table => [primaryKey({ columns: [table.day, table.channel, table.source, table.campaign, table.currency] })],
)

/**
 * Base-currency units for one unit of `currency`; `day` is `YYYY-MM-DD`, or empty for all days; `rate` is
 * decimal text.
 */
export const rates = sqliteTable(
  'rates',
  {
    currency: text().notNull(),
    day: text().notNull(),
    rate: text().notNull(),
  },
  table => [primaryKey({ columns: [table.currency, table.day] })],
)

/** What a workspace changed from the defaults of worker/settings.ts. `value` is JSON. */
export const settings = sqliteTable('settings', {
  setting: text().primaryKey(),
  value: text().notNull(),
})

/** Every change of the setting `channels.rules`; `rules` is the whole list after it, as JSON. Rows are only added. */
export const channelRuleChanges = sqliteTable('channel_rule_changes', {
  change_id: text().primaryKey(),
  rules: text().notNull(),
  actor: text().notNull(),
  changed_at: integer().notNull(),
})

/** Derived: whose account a person is, and the rule that said so. */
export const personAccounts = sqliteTable('person_accounts', {
  person_id: text().primaryKey(),
  account_id: text(),
  rule: text().notNull(),
})

/** Derived: whose account a deal is. */
export const dealAccounts = sqliteTable('deal_accounts', {
  deal_id: text().primaryKey(),
  account_id: text(),
})

/**
 * Derived: events of one visitor with no gap over the time-out and one marketing source; `account_ref` and `account_rule`
 * as events have them.
 */
export const sessions = sqliteTable('sessions', {
  session_id: text().primaryKey(),
  visitor_id: text().notNull(),
  site_id: text().notNull(),
  started_at: integer().notNull(),
  ended_at: integer().notNull(),
  channel: text().notNull(),
  source: text(),
  medium: text(),
  campaign: text(),
  term: text(),
  content: text(),
  click_id: text(),
  referrer_host: text(),
  landing_url: text(),
  page_views: integer().notNull(),
  downloads: integer().notNull(),
  forms: integer().notNull(),
  events: integer().notNull(),
  engaged_ms: integer().notNull(),
  country: text(),
  device: text(),
  browser: text(),
  os: text(),
  bot_reason: text(),
  account_ref: text(),
  account_rule: text().$type<'ip_range' | 'network'>(),
})

/** Derived: what one session read or downloaded. `content_id` is host and path of the page or file. */
export const reads = sqliteTable(
  'reads',
  {
    session_id: text().notNull(),
    content_id: text().notNull(),
    kind: text().$type<'page' | 'file'>().notNull(),
    visitor_id: text().notNull(),
    title: text(),
    first_at: integer().notNull(),
    last_at: integer().notNull(),
    views: integer().notNull(),
    downloads: integer().notNull(),
    engaged_ms: integer().notNull(),
    scroll_percent: integer().notNull(),
  },
  table => [primaryKey({ columns: [table.session_id, table.content_id] })],
)

/** One execution of the attribution job. `settings` is the JSON it ran with, `models` the keys of its models as JSON. */
export const runs = sqliteTable('runs', {
  run_id: text().primaryKey(),
  kind: text().$type<'incremental' | 'full'>().notNull(),
  status: text().$type<'running' | 'complete'>().notNull(),
  fence: integer().notNull(),
  started_at: integer().notNull(),
  finished_at: integer(),
  settings: text().notNull(),
  subjects: integer().notNull(),
  deals: integer().notNull(),
  credits: integer().notNull(),
  models: text().notNull(),
})

/** How far a run has come that goes on in another process, as JSON; gone when the run ends. */
export const runProgress = sqliteTable('run_progress', {
  run_id: text().primaryKey(),
  progress: text().notNull(),
})

/**
 * Which run's rows count for a subject. Flipped for a whole run in one statement, so a report is never half-
 * built.
 */
export const published = sqliteTable('published', {
  subject_id: text().primaryKey(),
  run_id: text().notNull(),
})

/**
 * The subjects that a run writes rows for, until all that is out of date about them is removed: of a complete run
 * older rows, of a killed one its own. `is_empty`: the subject has no rows any more.
 */
export const runSubjects = sqliteTable(
  'run_subjects',
  {
    run_id: text().notNull(),
    subject_id: text().notNull(),
    is_empty: integer().$type<0 | 1>().notNull(),
  },
  table => [primaryKey({ columns: [table.run_id, table.subject_id] })],
)

/**
 * Derived: what can earn credit. Counts when `published` names its run. `account_rule` is how a visit by nobody in
 * particular is known to be the account's; null where a person or the CRM says it.
 */
export const touches = sqliteTable(
  'touches',
  {
    subject_id: text().notNull(),
    run_id: text().notNull(),
    touch_id: text().notNull(),
    external_id: text(),
    kind: text().$type<'session' | 'activity' | 'offline'>().notNull(),
    touch_at: integer().notNull(),
    account_id: text(),
    person_id: text(),
    session_id: text(),
    channel: text().notNull(),
    source: text(),
    medium: text(),
    campaign: text(),
    term: text(),
    content: text(),
    url: text(),
    title: text(),
    rep_email: text(),
    engaged_ms: integer().notNull(),
    account_rule: text().$type<'ip_range' | 'network'>(),
  },
  table => [primaryKey({ columns: [table.subject_id, table.run_id, table.touch_id] })],
)

/**
 * Derived: one deal's path up to one stage entry. `entries` is JSON, every touch in order: those on the path with
 * all that models weigh, others with the reason they were left out. `entered_at` is JSON: every date on which the deal
 * came to the stage. `amount_minor` is net of adjustments.
 */
export const journeys = sqliteTable(
  'journeys',
  {
    subject_id: text().notNull(),
    run_id: text().notNull(),
    deal_id: text().notNull(),
    stage: text().notNull(),
    stage_at: integer().notNull(),
    account_id: text(),
    path_length: integer().notNull(),
    entries: text().notNull(),
    missing_milestones: text().notNull(),
    amount_minor: integer().notNull(),
    currency: text().notNull(),
    base_amount_minor: integer(),
    base_currency: text().notNull(),
    rate: text(),
    rate_day: text(),
    unattributed_reason: text(),
    entered_at: text().notNull(),
  },
  table => [primaryKey({ columns: [table.subject_id, table.run_id, table.deal_id, table.stage] })],
)

/**
 * Derived: what one touch earned of one stage entry under one model. `model` is the model's key: its name, or the
 * version of a model whose numbers are the workspace's own; credits of a version count while it is current. `touch_id`
 * is empty for what no touch earned. Weights of a (deal, stage, model) sum to 10^15, amounts to the journey's.
 */
export const credits = sqliteTable(
  'credits',
  {
    subject_id: text().notNull(),
    run_id: text().notNull(),
    deal_id: text().notNull(),
    stage: text().notNull(),
    model: text().notNull(),
    touch_id: text().notNull(),
    position: integer().notNull(),
    milestones: text().notNull(),
    weight_e15: integer().notNull(),
    amount_minor: integer().notNull(),
    base_amount_minor: integer(),
  },
  table => [primaryKey({ columns: [table.subject_id, table.run_id, table.deal_id, table.stage, table.model, table.touch_id] })],
)

/**
 * A model whose numbers are the workspace's own: fitted from its journeys (`markov_1`), or made by somebody
 * (`custom:name`). `definition` is JSON; the id is made of it, so that equal numbers are one version. `pending` waits
 * for the run that writes its credits, `retired` for the one that removes them; `swept` has none, and stays to explain
 * what changed.
 */
export const modelVersions = sqliteTable('model_versions', {
  version_id: text().primaryKey(),
  model: text().notNull(),
  definition: text().notNull(),
  status: text().$type<'pending' | 'current' | 'retired' | 'swept'>().notNull(),
  made_at: integer().notNull(),
})

/**
 * A journey that a run replaced by another one: both as JSON, null where there was none. Credits follow from them, so
 * what any two runs gave can be told from here.
 */
export const journeyChanges = sqliteTable(
  'journey_changes',
  {
    run_id: text().notNull(),
    deal_id: text().notNull(),
    stage: text().notNull(),
    journey_before: text(),
    journey_after: text(),
    causes: text().notNull(),
  },
  table => [primaryKey({ columns: [table.run_id, table.deal_id, table.stage] })],
)

/** A back-test of the models on what a run had published. `result` is JSON. */
export const evaluations = sqliteTable('evaluations', {
  evaluation_id: text().primaryKey(),
  run_id: text().notNull(),
  made_at: integer().notNull(),
  result: text().notNull(),
})

/** Who may use the JSON API. The key itself is known to its holder only. */
export const apiKeys = sqliteTable('api_keys', {
  key_id: text().primaryKey(),
  role: text().$type<'marketer' | 'sales' | 'ops' | 'admin'>().notNull(),
  key_hash: text().notNull(),
  created_at: integer().notNull(),
})

/**
 * What changed since the job last looked. A write replaces the token; the job removes a mark only while its
 * token is the one it read.
 */
export const staleMarks = sqliteTable(
  'stale_marks',
  {
    kind: text().notNull(),
    mark_key: text().notNull(),
    token: text().notNull(),
  },
  table => [primaryKey({ columns: [table.kind, table.mark_key] })],
)

/** One writer wins: who runs a job, until when. Each takeover raises the fence. */
export const jobLeases = sqliteTable('job_leases', {
  job: text().primaryKey(),
  owner: text().notNull(),
  fence: integer().notNull(),
  expires_at: integer().notNull(),
})

/**
 * How a file with these column names was read the last time, as somebody left it. `header_key` is made of the names;
 * `choices` is JSON.
 */
export const importMappings = sqliteTable(
  'import_mappings',
  {
    header_key: text().notNull(),
    kind: text().notNull(),
    choices: text().notNull(),
    saved_at: integer().notNull(),
  },
  table => [primaryKey({ columns: [table.header_key, table.kind] })],
)

/**
 * Where alerts go. `events` are kinds of alerts, comma-separated. A secret is made of the server's own and `salt`; the one of
 * `old_salt` signs, too, for a day after `rotated_at`. Only what happened from `since_at` on is told. `origin` is where its
 * maker reached the dashboard. `failures` are those since `ok_at`, the last with its `problem`; nothing is sent before
 * `held_until`.
 */
export const webhooks = sqliteTable('webhooks', {
  webhook_id: text().primaryKey(),
  url: text().notNull(),
  kind: text().$type<'webhook' | 'slack'>().notNull(),
  events: text().notNull(),
  salt: text().notNull(),
  old_salt: text(),
  rotated_at: integer(),
  origin: text().notNull(),
  created_at: integer().notNull(),
  created_by: text().notNull(),
  since_at: integer().notNull(),
  paused_at: integer(),
  disabled_at: integer(),
  disabled_reason: text(),
  ok_at: integer(),
  failing_since: integer(),
  failures: integer().notNull(),
  problem: text(),
  held_until: integer().notNull(),
})

/**
 * One fact that somebody wants to be told of. `alert_key` is made of the fact, so it is told once. `facts` is JSON
 * (worker/alerts/kinds.ts) and names nobody: that is looked up when the alert is sent.
 */
export const alerts = sqliteTable('alerts', {
  alert_id: text().primaryKey(),
  alert_key: text().notNull(),
  kind: text().notNull(),
  happened_at: integer().notNull(),
  made_at: integer().notNull(),
  account_id: text(),
  person_id: text(),
  deal_id: text(),
  facts: text().notNull(),
})

/**
 * One alert on its way to one webhook; its id goes with every try. `next_at` is null when it is over. `answered` is the
 * status of the last answer, `reason` why the last try was none (worker/alerts/outcome.ts), `detail` in words.
 */
export const alertDeliveries = sqliteTable('alert_deliveries', {
  delivery_id: text().primaryKey(),
  alert_id: text().notNull(),
  webhook_id: text().notNull(),
  status: text().$type<'waiting' | 'delivered' | 'failed'>().notNull(),
  attempts: integer().notNull(),
  made_at: integer().notNull(),
  next_at: integer(),
  tried_at: integer(),
  answered: integer(),
  reason: text(),
  detail: text(),
})

/** How each deal stood when alerts last looked; `stage` is empty for none. */
export const alertDeals = sqliteTable('alert_deals', {
  deal_id: text().primaryKey(),
  status: text().notNull(),
  stage: text().notNull(),
})

/** How far alerts have looked. */
export const alertMarks = sqliteTable('alert_marks', {
  mark: text().primaryKey(),
  value: text().notNull(),
})

/** The hours in which records of a kind came in by import, API or connector, whether they changed anything or not. */
export const sourceArrivals = sqliteTable(
  'source_arrivals',
  {
    source: text().notNull(),
    hour_at: integer().notNull(),
  },
  table => [primaryKey({ columns: [table.source, table.hour_at] })],
)

/** Always empty: a write that must not outlive its lease inserts 0 or 1 here first, and 0 breaks it. */
export const fenceChecks = sqliteTable('fence_checks', {
  ok: integer().notNull(),
})

/**
 * Makes the ids of visitors who have none of their own, for one UTC day (`YYYY-MM-DD`): 256 random bits in hex. Never in
 * a backup; emptied, and the row removed, when the next day has ended.
 */
export const dailySalts = sqliteTable('daily_salts', {
  day: text().primaryKey(),
  salt: text().notNull(),
})

export type Site = typeof sites.$inferSelect
export type Event = typeof events.$inferSelect
export type DeadLetter = typeof deadLetters.$inferSelect
export type Person = typeof people.$inferSelect
export type IdentityLink = typeof identityLinks.$inferSelect
export type SalesLink = typeof salesLinks.$inferSelect
export type LinkClick = typeof linkClicks.$inferSelect
export type Merge = typeof merges.$inferSelect
export type NamedId = typeof namedIds.$inferSelect
export type TwoPeople = typeof twoPeople.$inferSelect
export type VisitorRef = typeof visitorRefs.$inferSelect
export type Account = typeof accounts.$inferSelect
export type AccountDomain = typeof accountDomains.$inferSelect
export type DomainDecision = typeof domainDecisions.$inferSelect
export type Deal = typeof deals.$inferSelect
export type DealContact = typeof dealContacts.$inferSelect
export type DealStage = typeof dealStages.$inferSelect
export type Adjustment = typeof adjustments.$inferSelect
export type Activity = typeof activities.$inferSelect
export type OfflineTouch = typeof offlineTouches.$inferSelect
export type Spend = typeof spend.$inferSelect
export type Rate = typeof rates.$inferSelect
export type ChannelRuleChange = typeof channelRuleChanges.$inferSelect
export type Session = typeof sessions.$inferSelect
export type Read = typeof reads.$inferSelect
export type Run = typeof runs.$inferSelect
export type Touch = typeof touches.$inferSelect
export type Journey = typeof journeys.$inferSelect
export type Credit = typeof credits.$inferSelect
export type ModelVersion = typeof modelVersions.$inferSelect
export type JourneyChange = typeof journeyChanges.$inferSelect
export type Evaluation = typeof evaluations.$inferSelect
export type ApiKey = typeof apiKeys.$inferSelect
export type ImportMapping = typeof importMappings.$inferSelect
export type Webhook = typeof webhooks.$inferSelect
export type Alert = typeof alerts.$inferSelect
export type AlertDelivery = typeof alertDeliveries.$inferSelect
export type StaleMark = typeof staleMarks.$inferSelect
