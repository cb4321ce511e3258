-- Journeys hold their path from now on, so what was derived before is computed anew by the next run.

insert into stale_marks (kind, mark_key, token)
select 'everything', '', '0002_attribution'
where exists (select 1 from runs)
on conflict (kind, mark_key) do update set token = excluded.token;
delete from credits;
delete from journeys;
delete from touches;
delete from published;
delete from run_subjects;

-- Every date on which a deal came to the stage: JSON, ascending.
alter table journeys add column entered_at text not null default '[]';

-- Keys of the models whose credits the run wrote: JSON.
alter table runs add column models text not null default '[]';

create table model_versions (
    version_id text   not null primary key,
    model      text   not null,
    definition text   not null,
    status     text   not null check (status in ('pending', 'current', 'retired', 'swept')),
    made_at    bigint not null
);

create table journey_changes (
    run_id         text   not null,
    deal_id        text   not null,
    stage          text   not null,
    journey_before text,
    journey_after  text,
    causes         text   not null,
    primary key (run_id, deal_id, stage)
);

create index journey_changes_deal on journey_changes (deal_id, stage);

create table evaluations (
    evaluation_id text   not null primary key,
    run_id        text   not null,
    made_at       bigint not null,
    result        text   not null
);

create table api_keys (
    key_id     text   not null primary key,
    role       text   not null check (role in ('marketer', 'sales', 'ops', 'admin')),
    key_hash   text   not null unique,
    created_at bigint not null
);
