-- Whose network a visit came from, where an account is known to own it: told when the event arrives, from the address,
-- which is not kept. The reference is as the ip-ranges import gave it, resolved whenever a journey is computed.
alter table events add column account_ref text;
alter table events add column account_rule text;
alter table sessions add column account_ref text;
alter table sessions add column account_rule text;
create index sessions_by_account on sessions (account_ref) where account_ref is not null;

-- Why a visit by nobody in particular is the account's touch; null where somebody is known, or the CRM says it.
alter table touches add column account_rule text;
