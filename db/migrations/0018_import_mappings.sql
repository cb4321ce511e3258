-- How a file with these column names was read the last time, offered again for the next one.
create table import_mappings (
    header_key text   not null,
    kind       text   not null,
    choices    text   not null,
    saved_at   bigint not null,
    primary key (header_key, kind)
);
