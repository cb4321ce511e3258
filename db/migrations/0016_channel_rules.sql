-- Channel rules with several conditions: a setting, so that a run keeps those it used, and a row for each change.
create table channel_rule_changes (
    change_id  text   not null primary key,
    rules      text   not null,
    actor      text   not null,
    changed_at bigint not null
);

-- Rules that somebody wrote into the table by hand.
insert into settings (setting, value)
select
    'channels.rules',
    '[' || string_agg(rule, ',' order by position) || ']'
from (
    select
        position,
        '{"channel":"' || replace(replace(channel, '\', '\\'), '"', '\"')
        || '","when":[{"field":"' || match_field
        || '","operator":"is","value":"' || replace(replace(match_value, '\', '\\'), '"', '\"')
        || '"}]}' as rule
    from channel_rules
) as old_rules
having count(*) > 0;

drop table channel_rules;
