-- name: find
-- Whose account elsewhere this is.
select id, user_id, identity_data from auth.identities where provider = :provider and provider_id = :subject;

-- name: add
-- Another way for a user to prove to be that user.
insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at)
values (:subject, :person, :data::jsonb, :provider, now())
on conflict on constraint identities_provider_id_provider_unique do nothing returning id;

-- name: seen
-- What the provider says of the account now.
update auth.identities set identity_data = :data::jsonb, last_sign_in_at = now(), updated_at = now() where id = :id;

-- name: of_user
-- Every way of a user, oldest first.
select id, provider, provider_id, email, identity_data, created_at, last_sign_in_at
from auth.identities where user_id = :person order by created_at, id for update;

-- name: remove
-- The user cannot prove to be that user this way any more.
delete from auth.identities where id = :id and user_id = :person;

-- name: disown
-- Whoever used the account before its address was proven may have been somebody else: no way of theirs stays.
with ways as (delete from auth.identities where user_id = :person and (:all::boolean or provider <> 'email')),
  places as (delete from auth.sessions where user_id = :person),
  factors as (delete from auth.mfa_factors where user_id = :person),
  codes as (delete from auth.mfa_recovery_codes where user_id = :person),
  programs as (delete from auth.oauth_consents where user_id = :person),
  secrets as (delete from auth.one_time_tokens where user_id = :person),
  flows as (delete from auth.flow_state where user_id = :person and auth_code is not null)
update auth.users set
  encrypted_password = null, phone = null, phone_confirmed_at = null, email_change = '', email_change_confirm_status = 0,
  updated_at = now()
where id = :person;

-- name: proven
-- The address is the user's own.
update auth.users set email_assumed = false, updated_at = now() where id = :person and email_assumed;

-- name: note_providers
-- What app_metadata says of a user's ways.
update auth.users as u
set raw_app_meta_data = coalesce(u.raw_app_meta_data, '{}') || jsonb_build_object(
    'provider', coalesce(u.raw_app_meta_data ->> 'provider', p.names ->> 0), 'providers', coalesce(p.names, '[]')),
  updated_at = now()
from (
  select jsonb_agg(i.provider order by i.first, i.provider) as names
  from (select provider, min(created_at) as first from auth.identities where user_id = :person group by provider) as i
) as p
where u.id = :person;

-- name: take_address
-- The user's address after one of its ways is gone: another proven one, else none.
update auth.users as u set email = i.email, updated_at = now()
from (
  select min(e.email) as email from auth.identities as e
  where e.user_id = :person and e.identity_data ->> 'email_verified' = 'true'
) as i
where u.id = :person and not exists (
  select from auth.identities as k where k.user_id = u.id and k.email = lower(u.email));

-- name: drop_phone
-- The user's number goes with its way.
update auth.users set phone = null, phone_confirmed_at = null, updated_at = now() where id = :person;

-- name: settle
-- Somebody who was anonymous, or whose address was not proven, has a proven one now.
update auth.users set
  email = coalesce(lower(:email), email), email_confirmed_at = coalesce(email_confirmed_at, now()), email_assumed = false,
  is_anonymous = false,
  raw_user_meta_data = :data::jsonb || coalesce(raw_user_meta_data, '{}'), updated_at = now()
where id = :person;
