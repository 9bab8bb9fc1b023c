-- name: create
-- A place where a user is signed in.
insert into auth.sessions (id, user_id, org_id, user_agent, ip, cookie_hash, refreshed_at, not_after, sso_provider_id)
values (
  :id, :person, coalesce(:org::uuid, (select p.org_id from auth.sso_providers as p where p.id = :sso::uuid)), :user_agent,
  :ip::inet, :cookie_hash, now(), now() + :life::interval, :sso::uuid);

-- name: add_method
-- How the session was authenticated.
insert into auth.mfa_amr_claims (session_id, authentication_method) values (:id, :method)
on conflict on constraint mfa_amr_claims_session_id_authentication_method_pkey do update set updated_at = now();

-- name: for_token
-- What a token of a session says beside its user: assurance, methods, organisation.
select
  s.id, s.user_id, s.aal::text, s.not_after, s.created_at, s.org_id as chosen_org, s.oauth_client_id, s.scopes,
  (
    select jsonb_agg(jsonb_build_object(
      'method', a.authentication_method, 'timestamp', extract(epoch from a.updated_at)::bigint) order by a.updated_at desc)
    from auth.mfa_amr_claims as a where a.session_id = s.id
  ) as amr,
  m.org_id, m.org_slug, m.org_role, m.team_id, m.visibility, m.full_name
from auth.sessions as s
left join lateral auth.membership(s.user_id, s.org_id) as m on true
where s.id = :id;

-- name: is_fresh
-- Whether a session was opened within the day.
select exists (select from auth.sessions where id = :id and created_at > now() - interval '24 hours');

-- name: standing
-- What a session is worth now: of a token, by its id.
select
  s.id, u.id as user_id, u.email, coalesce(u.banned_until > now(), false) as banned, s.aal::text,
  auth.demand(s.id, m.org_id) as demand, s.resource,
  m.org_id, m.org_slug, m.org_role, m.team_id, m.visibility, m.full_name, m.language, m.timezone
from auth.sessions as s
inner join auth.users as u on u.id = s.user_id and u.deleted_at is null
left join lateral auth.membership(u.id, coalesce(:org::uuid, s.org_id)) as m on true
where s.id = :id and (s.not_after is null or s.not_after > now());

-- name: standing_of_cookie
-- What a session is worth now: of a page, by the hash of its cookie.
select
  s.id, u.id as user_id, u.email, coalesce(u.banned_until > now(), false) as banned, s.aal::text,
  auth.demand(s.id, m.org_id) as demand,
  s.refreshed_at < now() - interval '5 minutes' as stale,
  m.org_name, m.org_id, m.org_slug, m.org_role, m.team_id, m.visibility, m.full_name, m.language, m.timezone
from auth.sessions as s
inner join auth.users as u on u.id = s.user_id and u.deleted_at is null
left join lateral auth.membership(u.id, s.org_id) as m on true
where s.cookie_hash = :cookie_hash and (s.not_after is null or s.not_after > now())
  and s.refreshed_at > now() - :idle::interval;

-- name: standing_of_user
-- What a token without a session is worth: where its user belongs.
select
  u.id as user_id, u.email, coalesce(u.banned_until > now(), false) as banned,
  m.org_id, m.org_slug, m.org_role, m.team_id, m.visibility, m.full_name, m.language, m.timezone
from auth.users as u
left join lateral auth.membership(u.id) as m on true
where u.id = :id and u.deleted_at is null;

-- name: key_holder
-- Below whom a program's key acts.
select * from auth.key_holder(:hash);

-- name: key_used
-- Notes that a program's key was used.
select auth.key_used(:hash);

-- name: seen
-- The session was used.
update auth.sessions
set refreshed_at = now(), updated_at = now(), user_agent = coalesce(:user_agent, user_agent), ip = coalesce(:ip::inet, ip)
where id = :id;

-- name: of_user
-- Every place a user is signed in.
select s.id, s.created_at, s.refreshed_at, s.user_agent, host(s.ip) as ip, s.cookie_hash is not null as is_browser,
  c.client_name
from auth.sessions as s
left join auth.oauth_clients as c on c.id = s.oauth_client_id
where s.user_id = :person and (s.not_after is null or s.not_after > now())
  and coalesce(s.refreshed_at, s.created_at) > now() - :idle::interval
order by coalesce(s.refreshed_at, s.created_at) desc
limit 200;

-- name: end_one
-- Signs one place out.
delete from auth.sessions where id = :id and user_id = :person returning id;

-- name: end_others
-- Signs every other place out.
delete from auth.sessions where user_id = :person and id is distinct from :keep::uuid returning id;

-- name: choose_organisation
-- The organisation the session works in from now on.
update auth.sessions set org_id = :org, updated_at = now() where id = :id and user_id = :person;

-- name: membership
-- Whether and how a user belongs to an organisation.
select * from auth.membership(:person, :org) as m where m.org_id = :org;
