-- What the ids of visitors without one are made with: needed on its UTC day and on the next, then removed.
create table daily_salts (
    day  text not null primary key,
    salt text not null
);
