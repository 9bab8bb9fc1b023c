-- name: begin
-- Somebody is sent away.
insert into app.connect_flows (org_id, state_hash, user_id, session_id, provider, sealed)
values (:org_id, :state, :person::uuid, :session::uuid, :provider, :sealed::bytea);

-- name: take
-- Somebody comes back, once, within ten minutes, in the session that left.
delete from app.connect_flows
where org_id = :org_id and state_hash = :state and user_id = :person::uuid and provider = :provider
  and session_id is not distinct from :session::uuid and created_at > now() - interval '10 minutes'
returning sealed;

-- name: tidy
-- Those who never came back.
delete from app.connect_flows where created_at < now() - interval '1 hour';

-- name: keep
-- An account's tokens, in place of those before.
insert into connected_accounts (org_id, user_id, provider, account, sealed, scopes, expires_at, refreshable)
values (:org_id, :person::uuid, :provider, :account, :sealed::bytea, :scopes::text[], :expires::timestamptz, :refreshable)
on conflict (org_id, user_id, provider) do update
set account = excluded.account, sealed = excluded.sealed, scopes = excluded.scopes, expires_at = excluded.expires_at,
  refreshable = excluded.refreshable, state = 'connected', last_error = null, last_refreshed_at = null,
  refreshing_by = null, refreshing_until = null
returning id;

-- name: forget
-- An account is disconnected; its tokens, to be revoked.
delete from connected_accounts where org_id = :org_id and user_id = :person::uuid and provider = :provider
returning id, sealed;

-- name: announce
-- The log hears who connected or disconnected what.
select app.announce(:kind, :id::uuid, jsonb_build_object('provider', :provider::text, 'user_id', :person::uuid));

-- name: mine
-- One's own accounts, without their tokens.
select id, provider, account, scopes, expires_at, refreshable, state, last_used_at, last_refreshed_at, last_error,
  created_at
from connected_accounts where org_id = :org_id and user_id = :user_id order by provider;
