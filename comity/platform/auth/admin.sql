-- name: page
-- Users, newest first, or oldest first.
select * from auth.user_objects
where :filter::text is null or email ilike '%' || :filter || '%'
  or raw_user_meta_data ->> 'full_name' ilike '%' || :filter || '%'
order by case when :oldest_first::boolean then created_at end, created_at desc, id
limit :most offset :skip;

-- name: count
-- How many users there are.
select count(*) from auth.user_objects
where :filter::text is null or email ilike '%' || :filter || '%'
  or raw_user_meta_data ->> 'full_name' ilike '%' || :filter || '%';

-- name: update
-- What an administrator changed of a user; what was not said stays.
update auth.users set
  encrypted_password = coalesce(:password_hash, encrypted_password),
  email = coalesce(lower(:email), email),
  email_confirmed_at = case when :confirm::boolean then coalesce(email_confirmed_at, now()) else email_confirmed_at end,
  email_assumed = email_assumed and not coalesce(:confirm::boolean, false),
  role = coalesce(:role, role),
  is_anonymous = is_anonymous and :email::text is null,
  banned_until = case
    when :ban::interval is null then banned_until
    when :ban::interval <= interval '0' then null
    else now() + :ban::interval end,
  raw_app_meta_data = (coalesce(raw_app_meta_data, '{}') || :app_meta::jsonb)
    - array(select said.key from jsonb_each(:app_meta::jsonb) as said where said.value = 'null'),
  raw_user_meta_data = (coalesce(raw_user_meta_data, '{}') || :user_meta::jsonb)
    - array(select said.key from jsonb_each(:user_meta::jsonb) as said where said.value = 'null'),
  updated_at = now()
where id = :id;

-- name: update_identity
-- The e-mail identity follows the address.
update auth.identities
set identity_data = identity_data || jsonb_build_object('email', lower(:email), 'email_verified', :confirm::boolean),
  updated_at = now()
where user_id = :id and provider = 'email';

-- name: invited
-- The user was invited.
update auth.users set invited_at = now(), updated_at = now() where id = :id;

-- name: delete
-- The user is gone, with sessions and identities.
delete from auth.users where id = :id;

-- name: hide
-- The user is gone, but the row stays: the address becomes free, nothing about the person is left.
update auth.users set
  deleted_at = now(), email = null, phone = null, encrypted_password = null, raw_app_meta_data = '{}',
  raw_user_meta_data = '{}', updated_at = now()
where id = :id;

-- name: hide_traces
-- Sessions and identities of a hidden user.
with gone as (delete from auth.sessions where user_id = :id)
delete from auth.identities where user_id = :id;
