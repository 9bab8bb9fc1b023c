-- An address that was taken at its word, because no mail could prove it, is not the address of whoever typed it. Whoever
-- proves it later, by a provider or by a letter that left the house, is its owner, and nothing typed before stays.

alter table auth.users add column email_assumed boolean not null default false;
comment on column auth.users.email_assumed is
  'Confirmed without proof (no mail to prove it with): whoever proves the address later starts with no password but theirs.';

-- Who signed up where addresses needed no proof is known by being confirmed in the moment they were made.
update auth.users set email_assumed = true
where encrypted_password is not null and email_confirmed_at = created_at and raw_user_meta_data ? 'sub' and not is_sso_user;

create or replace view auth.user_objects as
select
  u.instance_id, u.id, u.aud, u.role, u.email, u.encrypted_password, u.email_confirmed_at, u.invited_at,
  u.confirmation_token, u.confirmation_sent_at, u.recovery_token, u.recovery_sent_at, u.email_change_token_new,
  u.email_change, u.email_change_sent_at, u.last_sign_in_at, u.raw_app_meta_data, u.raw_user_meta_data,
  u.is_super_admin, u.created_at, u.updated_at, u.phone, u.phone_confirmed_at, u.phone_change, u.phone_change_token,
  u.phone_change_sent_at, u.confirmed_at, u.email_change_token_current, u.email_change_confirm_status, u.banned_until,
  u.reauthentication_token, u.reauthentication_sent_at, u.is_sso_user, u.deleted_at, u.is_anonymous,
  coalesce((
    select jsonb_agg(jsonb_build_object(
      'identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'identity_data', i.identity_data,
      'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at, 'created_at', i.created_at,
      'updated_at', i.updated_at, 'email', i.email
    ) order by i.created_at)
    from auth.identities as i where i.user_id = u.id
  ), '[]') as identities,
  (
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'id', f.id, 'friendly_name', f.friendly_name, 'factor_type', f.factor_type, 'status', f.status,
      'created_at', f.created_at, 'updated_at', f.updated_at
    )) order by f.created_at)
    from auth.mfa_factors as f where f.user_id = u.id
  ) as factors,
  u.email_assumed
from auth.users as u
where u.deleted_at is null;
