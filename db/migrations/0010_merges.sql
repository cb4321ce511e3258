-- Two records that are one person, or one company. A merge is resolved when something is read, and undone by closing its
-- row. The ids are numbered, so that of two that are decided at the same time the second fails and is decided again.
create table merges (
    merge_id      text   not null primary key,
    kind          text   not null check (kind in ('person', 'account')),
    from_id       text   not null,
    into_id       text   not null,
    actor         text   not null,
    reason        text   not null,
    merged_at     bigint not null,
    undone_at     bigint,
    undone_by     text,
    undone_reason text,
    check (from_id <> into_id)
);
create unique index merges_open on merges (kind, from_id) where undone_at is null;
