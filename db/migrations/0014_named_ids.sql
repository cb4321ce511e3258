-- Events that named their visitor by an external id, alone or with an e-mail address. Whom the id means is decided from
-- these rows whenever one comes, or a person of the CRM does, so that the order of arrival does not matter.
create table named_ids (
    naming_id   text   not null primary key,
    visitor_id  text   not null,
    kind        text   not null check (kind in ('external_id', 'user_id')),
    external_id text   not null,
    email       text,
    named_at    bigint not null,
    trust       text   not null check (trust in ('claimed', 'verified')),
    evidence    text   not null,
    recorded_at bigint not null
);
create index named_ids_by_external_id on named_ids (external_id);

-- "These are two people", where an event named both at once: somebody's word. Rows are added and closed, never edited.
create table two_people (
    decision_id   text   not null primary key,
    person_a      text   not null,
    person_b      text   not null,
    actor         text   not null,
    reason        text   not null,
    decided_at    bigint not null,
    undone_at     bigint,
    undone_by     text,
    undone_reason text,
    check (person_a < person_b)
);
create unique index two_people_open on two_people (person_a, person_b) where undone_at is null;
