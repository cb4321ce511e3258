-- Messages of the queue before the store that are stored: a queue may deliver each more than once.
create table delivered_messages (
    message_id   text   not null primary key,
    delivered_at bigint not null
);
create index delivered_messages_by_time on delivered_messages (delivered_at);

-- How far a run has come that goes on in another process; gone when the run ends.
create table run_progress (
    run_id   text not null primary key,
    progress text not null
);
