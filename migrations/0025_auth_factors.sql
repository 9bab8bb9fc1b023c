-- Second factors: authenticator apps (TOTP, RFC 6238), their challenges, and codes to use when the phone is lost.

create type auth.factor_type as enum ('totp', 'webauthn', 'phone');
create type auth.factor_status as enum ('unverified', 'verified');

create table auth.mfa_factors (
  id uuid not null default gen_random_uuid() primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  friendly_name text,
  factor_type auth.factor_type not null,
  status auth.factor_status not null default 'unverified',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- ours: sealed with a key that only the server has
  secret text,
  phone text,
  last_challenged_at timestamptz,
  web_authn_credential jsonb,
  web_authn_aaguid uuid,
  -- ours: the half minute of the last code that was accepted; it and earlier ones are refused
  last_step bigint not null default 0
);
comment on table auth.mfa_factors is 'Second factors of users. A factor counts once a code of it was typed (verified).';
create unique index mfa_factors_user_friendly_name_unique on auth.mfa_factors (friendly_name, user_id)
where btrim(friendly_name) <> '';
create index mfa_factors_user on auth.mfa_factors (user_id, created_at);

create table auth.mfa_challenges (
  id uuid not null default gen_random_uuid() primary key,
  factor_id uuid not null constraint mfa_challenges_auth_factor_id_fkey references auth.mfa_factors (id) on delete cascade,
  created_at timestamptz not null default now(),
  verified_at timestamptz,
  ip_address inet not null,
  otp_code text,
  web_authn_session_data jsonb
);
comment on table auth.mfa_challenges is 'A factor was asked for a code; answered within five minutes, once.';
create index mfa_challenges_factor on auth.mfa_challenges (factor_id, created_at);

create table auth.mfa_recovery_codes (
  user_id uuid not null references auth.users (id) on delete cascade,
  code_hash text not null,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  primary key (user_id, code_hash)
);
comment on table auth.mfa_recovery_codes is 'Codes that stand for a lost factor, hashed; each works once.';

create or replace view auth.user_objects as
select
  u.*,
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
  ) as factors
from auth.users as u
where u.deleted_at is null;
comment on view auth.user_objects is 'Users with their identities and factors.';

-- What a session still has to prove before it may be used: null is nothing, `factor` a code of a factor the user has.
-- The office replaces it with its organisations' own rules (0039), and keeps this signature for ever.
create function auth.demand(session uuid, org uuid default null) returns text
language sql stable
as $$
  select 'factor'
  from auth.sessions as s
  where s.id = session and coalesce(s.aal, 'aal1') = 'aal1'
    and exists (select from auth.mfa_factors as f where f.user_id = s.user_id and f.status = 'verified')
$$;
comment on function auth.demand(uuid, uuid) is 'What a session still has to prove: null, factor, enrol or sso.';

revoke all on auth.mfa_factors, auth.mfa_challenges, auth.mfa_recovery_codes from anon, authenticated;
revoke all on function auth.demand(uuid, uuid) from anon, authenticated;
