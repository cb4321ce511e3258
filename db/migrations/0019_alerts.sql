-- Where alerts go. Secrets are made of the server's own secret and `salt`, so none stands here.
create table webhooks (
    webhook_id      text   not null primary key,
    url             text   not null,
    kind            text   not null check (kind in ('webhook', 'slack')),
    events          text   not null,
    salt            text   not null,
    old_salt        text,
    rotated_at      bigint,
    origin          text   not null,
    created_at      bigint not null,
    created_by      text   not null,
    since_at        bigint not null,
    paused_at       bigint,
    disabled_at     bigint,
    disabled_reason text,
    ok_at           bigint,
    failing_since   bigint,
    failures        bigint not null,
    problem         text,
    held_until      bigint not null
);

-- One row a fact. Names and addresses of people are looked up when it is sent.
create table alerts (
    alert_id    text   not null primary key,
    alert_key   text   not null unique,
    kind        text   not null,
    happened_at bigint not null,
    made_at     bigint not null,
    account_id  text,
    person_id   text,
    deal_id     text,
    facts       text   not null
);
create index alerts_by_time on alerts (made_at);
create index alerts_by_fact on alerts (kind, happened_at);

-- One alert on its way to one webhook; the id goes with every try.
create table alert_deliveries (
    delivery_id  text   not null primary key,
    alert_id     text   not null references alerts (alert_id),
    webhook_id   text   not null references webhooks (webhook_id),
    status       text   not null check (status in ('waiting', 'delivered', 'failed')),
    attempts     bigint not null,
    made_at      bigint not null,
    next_at      bigint,
    tried_at     bigint,
    answered     bigint,
    reason       text,
    detail       text
);
create index alert_deliveries_due on alert_deliveries (next_at) where next_at is not null;
create index alert_deliveries_by_alert on alert_deliveries (alert_id);
create index alert_deliveries_by_webhook on alert_deliveries (webhook_id, made_at);

-- How each deal stood when alerts last looked: a difference is a move.
create table alert_deals (
    deal_id text not null primary key,
    status  text not null,
    stage   text not null
);
create index deals_by_update on deals (updated_at);

-- How far alerts have looked.
create table alert_marks (
    mark  text not null primary key,
    value text not null
);

-- The hours in which records of a kind were imported, changed or not: what a source's silence is told from.
create table source_arrivals (
    source  text   not null,
    hour_at bigint not null,
    primary key (source, hour_at)
);

-- The subjects of a run, for whoever asks what it changed.
create index published_by_run on published (run_id);
