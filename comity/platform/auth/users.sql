-- name: by_id
-- A user by id.
select * from auth.user_objects where id = :id;

-- name: by_email
-- A user by e-mail address; single sign-on users have their own door.
select * from auth.user_objects where lower(email) = lower(:email) and not is_sso_user;

-- name: by_phone
-- A user by phone number.
select * from auth.user_objects where phone = :phone;

-- name: create
-- A new user.
insert into auth.users (
  id, instance_id, aud, role, email, encrypted_password, email_confirmed_at, invited_at, raw_app_meta_data,
  raw_user_meta_data, is_anonymous, email_assumed
) values (
  :id, '00000000-0000-0000-0000-000000000000', :aud, 'authenticated', :email, :password_hash,
  case when :confirmed::boolean then now() end, case when :invited::boolean then now() end,
  :app_meta::jsonb, :user_meta::jsonb, :anonymous, :assumed
);

-- name: create_identity
-- The e-mail address as a way to prove to be this user.
insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at)
values (:user_id::uuid::text, :user_id, :data::jsonb, :provider, now());

-- name: set_password
-- A new password's hash.
update auth.users set encrypted_password = :password_hash, updated_at = now() where id = :id;

-- name: confirm_email
-- The address has been proven.
with confirmed as (
  update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()), email_assumed = false, updated_at = now(),
    raw_user_meta_data = coalesce(raw_user_meta_data, '{}') || '{"email_verified": true}'
  where id = :id
  returning id, email
)
update auth.identities as i set identity_data = i.identity_data || '{"email_verified": true}', updated_at = now()
from confirmed as c
where i.user_id = c.id and i.provider = 'email' and i.email = lower(c.email);

-- name: merge_user_meta
-- Adds to what the user says about themselves; a null takes a key away.
update auth.users
set raw_user_meta_data = (coalesce(raw_user_meta_data, '{}') || :data::jsonb)
    - array(select said.key from jsonb_each(:data::jsonb) as said where said.value = 'null'),
  updated_at = now()
where id = :id;

-- name: ask_email_change
-- A new address, not proven yet.
update auth.users
set email_change = :email, email_change_sent_at = now(), email_change_confirm_status = 0, updated_at = now()
where id = :id;

-- name: confirm_one_address
-- One of the two letters of an address change was answered.
update auth.users set email_change_confirm_status = 1, updated_at = now() where id = :id;

-- name: change_email
-- The proven new address takes the place of the old.
with changed as (
  update auth.users set email = lower(email_change), email_change = '', email_change_confirm_status = 0,
    email_confirmed_at = coalesce(email_confirmed_at, now()), email_assumed = :assumed, updated_at = now()
  where id = :id and email_change <> ''
  returning id, email
)
update auth.identities as i
set identity_data = i.identity_data || jsonb_build_object('email', c.email, 'email_verified', true), updated_at = now()
from changed as c where i.user_id = c.id and i.provider = 'email';

-- name: note_sent
-- When which kind of letter was sent last.
update auth.users set
  confirmation_sent_at = case when :kind::text in ('confirmation', 'invitation') then now() else confirmation_sent_at end,
  recovery_sent_at = case when :kind::text in ('recovery', 'magic_link') then now() else recovery_sent_at end,
  updated_at = now()
where id = :id;

-- name: signed_in
-- Notes the moment of signing in.
update auth.users set last_sign_in_at = now(), updated_at = now() where id = :id;

-- name: log_event
-- Writes what happened to an account into the operator's and the organisation's log.
select auth.log_event(:person::uuid, :event::text, :org::uuid, :details::jsonb);

-- name: recovered_lately
-- Whether a session was opened by a mailed link within the hour.
select exists (
  select from auth.mfa_amr_claims
  where session_id = :session and authentication_method in ('recovery', 'otp') and created_at > now() - interval '1 hour'
);

-- name: set_phone
-- The user's number.
update auth.users set
  phone = :phone, phone_confirmed_at = case when :confirmed::boolean then coalesce(phone_confirmed_at, now()) end,
  is_anonymous = false, updated_at = now()
where id = :id;

-- name: put_phone_identity
-- The number as a way to prove to be this user.
insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at)
values (:user_id::uuid::text, :user_id, :data::jsonb, 'phone', now())
on conflict on constraint identities_provider_id_provider_unique do update
set identity_data = excluded.identity_data, updated_at = now();

-- name: settle_address
-- Somebody anonymous has typed an address: theirs from now on.
update auth.users set
  email = lower(:email), email_confirmed_at = now(), email_assumed = :assumed, is_anonymous = false, updated_at = now(),
  raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || '{"provider": "email", "providers": ["email"]}'
where id = :id;
