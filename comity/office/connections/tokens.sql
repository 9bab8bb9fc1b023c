-- name: of_person
-- A member's account with a provider.
select a.id, a.user_id, a.provider, a.sealed, a.scopes, a.expires_at, a.state
from connected_accounts as a
where a.org_id = :org_id and a.user_id = :person::uuid and a.provider = :provider
  and exists (select from org_members as m
    where m.org_id = a.org_id and m.user_id = a.user_id and m.deleted_at is null);

-- name: one
-- An account as it is now.
select sealed, state from connected_accounts where org_id = :org_id and id = :id;

-- name: lease
-- Takes the renewal of an account, unless somebody has it or has done it.
update connected_accounts set refreshing_by = :run::uuid, refreshing_until = now() + make_interval(secs => :seconds)
where org_id = :org_id and id = :id and state = 'connected'
  and (refreshing_until is null or refreshing_until < now())
  and (:seen::bytea is null or sealed = :seen::bytea)
returning id, user_id, provider, sealed, scopes;

-- name: store
-- New tokens, from who holds the renewal.
update connected_accounts set sealed = :sealed::bytea, scopes = :scopes::text[], expires_at = :expires::timestamptz,
  last_refreshed_at = now(), last_error = null, refreshing_by = null, refreshing_until = null
where org_id = :org_id and id = :id and refreshing_by = :run::uuid;

-- name: failed
-- The renewal did not work this time.
update connected_accounts set last_error = left(:problem, 500), refreshing_by = null, refreshing_until = null
where org_id = :org_id and id = :id and refreshing_by = :run::uuid;

-- name: release
-- The renewal was broken off.
update connected_accounts set refreshing_by = null, refreshing_until = null
where org_id = :org_id and id = :id and refreshing_by = :run::uuid;

-- name: dead
-- Only the person can mend it.
update connected_accounts set state = 'reconnect', last_error = :problem, refreshing_by = null, refreshing_until = null
where org_id = :org_id and id = :id and refreshing_by = :run::uuid;

-- name: expire
-- The service refused these tokens: they are renewed before their next use.
update connected_accounts set expires_at = now(), last_error = 'The service refused the token.'
where org_id = :org_id and id = :id and sealed = :before::bytea;

-- name: used
-- Noted once a minute.
update connected_accounts set last_used_at = now()
where org_id = :org_id and id = :id and (last_used_at is null or last_used_at < now() - interval '1 minute');

-- name: due
-- Accounts whose tokens run out within a day, and those of people who have left.
select a.org_id, a.id, a.provider, a.expires_at,
  not exists (select from org_members as m
    where m.org_id = a.org_id and m.user_id = a.user_id and m.deleted_at is null) as left_us
from connected_accounts as a
where (a.state = 'connected' and a.expires_at < now() + interval '1 day' and (a.refreshable or a.expires_at < now()))
  or not exists (select from org_members as m
    where m.org_id = a.org_id and m.user_id = a.user_id and m.deleted_at is null)
limit 50000;

-- name: hour
-- This hour, by the database's clock.
select to_char(date_trunc('hour', now() at time zone 'UTC'), 'YYYY-MM-DD"T"HH24') as hour;

-- name: forget
-- An account whose person is gone; its tokens, to be revoked.
delete from connected_accounts as a where a.org_id = :org_id and a.id = :id
  and not exists (select from org_members as m
    where m.org_id = a.org_id and m.user_id = a.user_id and m.deleted_at is null)
returning a.provider, a.sealed;

-- name: sealed
-- Everything sealed, to be sealed anew.
select id, sealed from connected_accounts where org_id = :org_id;

-- name: reseal
-- The same under another key, unless it was changed meanwhile.
update connected_accounts set sealed = :sealed::bytea where org_id = :org_id and id = :id and sealed = :before::bytea;
