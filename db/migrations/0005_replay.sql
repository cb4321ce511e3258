-- What a dead letter needs to go through arrival again: what its request was seen with, and how it was counted.
-- Letters from before know nothing of it, so they can only be read.
alter table dead_letters add column kind text not null default 'event' check (kind in ('event', 'request'));
alter table dead_letters add column seen text;
alter table dead_letters add column events bigint not null default 1;
alter table dead_letters add column tries bigint not null default 0;
update dead_letters set replayable = 0;

-- All that is counted stands in the index: the letters themselves are long.
create index dead_letters_by_reason on dead_letters (reason, received_at, site_id, replayable, replayed_at);

-- The other side of the ledger: counted from what requests bring, before anything is decided about it.
create table received_events (
    hour_at bigint not null,
    site_id text   not null,
    events  bigint not null,
    primary key (hour_at, site_id)
);

insert into received_events (hour_at, site_id, events)
select hour_at, site_id, sum(events)
from ledger
group by hour_at, site_id;
