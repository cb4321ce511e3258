-- Links that a rep puts into a mail to one person. Of the token and of the codes that follow a click only hashes are kept.
create table sales_links (
    sales_link_id text   not null primary key,
    token_hash    text   not null unique,
    person_id     text   not null,
    target_url    text   not null,
    created_at    bigint not null,
    created_by    text,
    expires_at    bigint not null,
    revoked_at    bigint
);
create index sales_links_by_person on sales_links (person_id);
create index sales_links_by_creation on sales_links (created_at);

create table link_clicks (
    click_id      text   not null primary key,
    sales_link_id text   not null,
    hit_at        bigint not null,
    outcome       text   not null,
    code_hash     text   unique,
    event_id      text
);
create index link_clicks_by_link on link_clicks (sales_link_id, hit_at);
