-- Whose a domain is, where several accounts claim it: somebody's word. Rows are added and closed, never edited.
create table domain_decisions (
    decision_id   text   not null primary key,
    domain        text   not null,
    account_id    text,
    actor         text   not null,
    reason        text   not null,
    decided_at    bigint not null,
    undone_at     bigint,
    undone_by     text,
    undone_reason text
);
create unique index domain_decisions_open on domain_decisions (domain) where undone_at is null;
