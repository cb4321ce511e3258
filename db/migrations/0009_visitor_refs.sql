-- What events say that a visitor is, beside an e-mail address: a user of the sender's own database, or a member of a
-- group there. A user is itself a visitor, so that what names only the user has a history, too.
create table visitor_refs (
    ref_id      text   not null primary key,
    visitor_id  text   not null,
    kind        text   not null check (kind in ('user', 'account')),
    ref         text   not null,
    named_at    bigint not null,
    trust       text   not null check (trust in ('claimed', 'verified')),
    evidence    text   not null,
    recorded_at bigint not null
);
create index visitor_refs_by_visitor on visitor_refs (visitor_id);
create index visitor_refs_by_ref on visitor_refs (ref);
