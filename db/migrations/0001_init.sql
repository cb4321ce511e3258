-- Facts: kept as they came. Units: *_at UTC epoch ms, *_minor whole minor units of the currency beside them.

create table sites (
    site_id    text   not null primary key,
    domain     text   not null unique,
    site_key   text   not null unique,
    created_at bigint not null
);

create table events (
    event_id    text     not null primary key,
    site_id     text     not null references sites (site_id),
    origin      text     not null check (origin in ('browser', 'server')),
    type        text     not null,
    visitor_id  text,
    occurred_at bigint   not null,
    created_at  bigint   not null,
    sent_at     bigint,
    received_at bigint   not null,
    time_flag   text,
    url         text,
    title       text,
    referrer    text,
    body        text     not null,
    body_fp     text     not null,
    country     text,
    device      text,
    browser     text,
    os          text,
    bot_reason  text
);
create index events_by_visitor on events (visitor_id, occurred_at);
create index events_by_arrival on events (received_at);

create table dead_letters (
    dead_letter_id text     not null primary key,
    site_id        text     not null,
    received_at    bigint   not null,
    reason         text     not null,
    field          text,
    detail         text,
    event_id       text,
    head           text     not null,
    sha256         text     not null,
    bytes          bigint   not null,
    replayable     smallint not null check (replayable in (0, 1)),
    replayed_at    bigint
);
create index dead_letters_by_arrival on dead_letters (received_at);

create table ledger (
    hour_at bigint not null,
    site_id text   not null,
    outcome text   not null check (outcome in ('accepted', 'duplicate', 'rejected', 'refused')),
    reason  text   not null,
    events  bigint not null,
    primary key (hour_at, site_id, outcome, reason)
);

create table people (
    person_id       text   not null primary key,
    external_id     text   unique,
    email           text   unique,
    email_domain    text,
    name            text,
    title           text,
    role            text,
    seniority       text,
    account_ref     text,
    lead_created_at bigint,
    owner_email     text,
    properties      text   not null,
    source          text   not null,
    date_only       text   not null,
    recorded_at     bigint not null,
    updated_at      bigint not null
);
create index people_by_email_domain on people (email_domain);
create index people_by_account_ref on people (account_ref);

create table identity_links (
    link_id       text   not null primary key,
    visitor_id    text   not null,
    person_id     text   not null references people (person_id),
    linked_at     bigint not null,
    method        text   not null,
    trust         text   not null check (trust in ('claimed', 'link', 'verified')),
    evidence      text   not null,
    recorded_at   bigint not null,
    closed_at     bigint,
    closed_by     text,
    closed_reason text
);
create index identity_links_by_visitor on identity_links (visitor_id);
create index identity_links_by_person on identity_links (person_id);

create table accounts (
    account_id   text   not null primary key,
    external_id  text   unique,
    name         text   not null,
    industry     text,
    employees    bigint,
    country      text,
    technologies text,
    owner_email  text,
    created_at   bigint,
    properties   text   not null,
    source       text   not null,
    date_only    text   not null,
    recorded_at  bigint not null,
    updated_at   bigint not null
);

create table account_domains (
    domain     text not null,
    account_id text not null references accounts (account_id),
    source     text not null,
    primary key (domain, account_id)
);
create index account_domains_by_account on account_domains (account_id);

create table ip_ranges (
    cidr        text not null,
    account_ref text not null,
    primary key (cidr, account_ref)
);

create table deals (
    deal_id         text   not null primary key,
    external_id     text   not null unique,
    account_ref     text,
    name            text,
    amount_minor    bigint,
    currency        text   not null,
    status          text   not null check (status in ('open', 'won', 'lost')),
    stage           text,
    created_at      bigint,
    closed_at       bigint,
    owner_email     text,
    primary_contact text,
    properties      text   not null,
    date_only       text   not null,
    recorded_at     bigint not null,
    updated_at      bigint not null
);
create index deals_by_account_ref on deals (account_ref);
create index deals_by_closed_at on deals (closed_at);
create index deals_by_primary_contact on deals (primary_contact);

create table deal_contacts (
    deal_id    text not null references deals (deal_id),
    person_ref text not null,
    primary key (deal_id, person_ref)
);
create index deal_contacts_by_person on deal_contacts (person_ref);

create table deal_stages (
    deal_ref   text   not null,
    stage      text   not null,
    entered_at bigint not null,
    date_only  text   not null,
    primary key (deal_ref, stage, entered_at)
);

create table adjustments (
    adjustment_id text   not null primary key,
    deal_ref      text   not null,
    amount        text   not null,
    adjusted_at   bigint not null,
    kind          text   not null check (kind in ('refund', 'amendment')),
    date_only     text   not null
);
create index adjustments_by_deal on adjustments (deal_ref);

create table activities (
    activity_id text   not null primary key,
    external_id text   unique,
    kind        text   not null check (kind in ('email', 'call', 'meeting', 'demo', 'other')),
    happened_at bigint not null,
    person_ref  text,
    account_ref text,
    rep_email   text,
    direction   text,
    subject     text,
    outcome     text,
    properties  text   not null,
    date_only   text   not null,
    recorded_at bigint not null
);
create index activities_by_person on activities (person_ref);
create index activities_by_account on activities (account_ref);

create table offline_touches (
    external_id text   not null primary key,
    touched_at  bigint not null,
    person_ref  text,
    account_ref text,
    channel     text,
    source      text,
    medium      text,
    campaign    text,
    term        text,
    content     text,
    url         text,
    title       text,
    properties  text   not null,
    date_only   text   not null,
    recorded_at bigint not null
);
create index offline_touches_by_person on offline_touches (person_ref);
create index offline_touches_by_account on offline_touches (account_ref);

create table spend (
    day          text   not null,
    channel      text   not null,
    source       text   not null,
    campaign     text   not null,
    currency     text   not null,
    amount_minor bigint not null,
    impressions  bigint,
    clicks       bigint,
    primary key (day, channel, source, campaign, currency)
);

create table rates (
    currency text not null,
    day      text not null,
    rate     text not null,
    primary key (currency, day)
);

create table settings (
    setting text not null primary key,
    value   text not null
);

create table channel_rules (
    position    bigint not null primary key,
    match_field text   not null check (match_field in ('source', 'medium', 'campaign', 'referrer_host', 'click_id')),
    match_value text   not null,
    channel     text   not null
);

-- Derived: rebuilt by the job from the facts above, never edited.

create table person_accounts (
    person_id  text not null primary key references people (person_id),
    account_id text,
    rule       text not null
);
create index person_accounts_by_account on person_accounts (account_id);

create table deal_accounts (
    deal_id    text not null primary key references deals (deal_id),
    account_id text
);
create index deal_accounts_by_account on deal_accounts (account_id);

create table sessions (
    session_id    text     not null primary key,
    visitor_id    text     not null,
    site_id       text     not null,
    started_at    bigint   not null,
    ended_at      bigint   not null,
    channel       text     not null,
    source        text,
    medium        text,
    campaign      text,
    term          text,
    content       text,
    click_id      text,
    referrer_host text,
    landing_url   text,
    page_views    bigint   not null,
    downloads     bigint   not null,
    forms         bigint   not null,
    events        bigint   not null,
    engaged_ms    bigint   not null,
    country       text,
    device        text,
    browser       text,
    os            text,
    bot_reason    text
);
create index sessions_by_visitor on sessions (visitor_id);
create index sessions_by_start on sessions (started_at);

create table reads (
    session_id     text     not null references sessions (session_id),
    content_id     text     not null,
    kind           text     not null check (kind in ('page', 'file')),
    visitor_id     text     not null,
    title          text,
    first_at       bigint   not null,
    last_at        bigint   not null,
    views          bigint   not null,
    downloads      bigint   not null,
    engaged_ms     bigint   not null,
    scroll_percent smallint not null,
    primary key (session_id, content_id)
);
create index reads_by_content on reads (content_id);

-- A subject is whose history one step of the job computes: an account, or a person or a deal that has no account.
-- Rows of touches, journeys and credits count when published names their run for their subject.

create table runs (
    run_id      text   not null primary key,
    kind        text   not null check (kind in ('incremental', 'full')),
    status      text   not null check (status in ('running', 'complete')),
    fence       bigint not null,
    started_at  bigint not null,
    finished_at bigint,
    settings    text   not null,
    subjects    bigint not null,
    deals       bigint not null,
    credits     bigint not null
);
create index runs_by_start on runs (started_at);

create table published (
    subject_id text not null primary key,
    run_id     text not null references runs (run_id)
);

create table run_subjects (
    run_id     text     not null references runs (run_id),
    subject_id text     not null,
    is_empty   smallint not null check (is_empty in (0, 1)),
    primary key (run_id, subject_id)
);

create table touches (
    subject_id  text     not null,
    run_id      text     not null,
    touch_id    text     not null,
    external_id text,
    kind        text     not null check (kind in ('session', 'activity', 'offline')),
    touch_at    bigint   not null,
    account_id  text,
    person_id   text,
    session_id  text,
    channel     text     not null,
    source      text,
    medium      text,
    campaign    text,
    term        text,
    content     text,
    url         text,
    title       text,
    rep_email   text,
    engaged_ms  bigint   not null,
    primary key (subject_id, run_id, touch_id)
);

create table journeys (
    subject_id          text   not null,
    run_id              text   not null,
    deal_id             text   not null,
    stage               text   not null,
    stage_at            bigint not null,
    account_id          text,
    path_length         bigint not null,
    entries             text   not null,
    missing_milestones  text   not null,
    amount_minor        bigint not null,
    currency            text   not null,
    base_amount_minor   bigint,
    base_currency       text   not null,
    rate                text,
    rate_day            text,
    unattributed_reason text,
    primary key (subject_id, run_id, deal_id, stage)
);
create index journeys_by_stage on journeys (stage, stage_at);
create index journeys_by_deal on journeys (deal_id);

create table credits (
    subject_id        text   not null,
    run_id            text   not null,
    deal_id           text   not null,
    stage             text   not null,
    model             text   not null,
    touch_id          text   not null,
    position          bigint not null,
    milestones        text   not null,
    weight_e15        bigint not null,
    amount_minor      bigint not null,
    base_amount_minor bigint,
    primary key (subject_id, run_id, deal_id, stage, model, touch_id)
);

create table stale_marks (
    kind     text not null,
    mark_key text not null,
    token    text not null,
    primary key (kind, mark_key)
);

create table job_leases (
    job        text   not null primary key,
    owner      text   not null,
    fence      bigint not null,
    expires_at bigint not null
);

-- A write that must not outlive its lease inserts 0 or 1 here first: 0 breaks the check and with it the whole write.
create table fence_checks (
    ok smallint not null check (ok = 1)
);
