-- Sessions, from pages (an opaque cookie, kept hashed) and over the wire (refresh tokens that are swapped at every use).

create type auth.aal_level as enum ('aal1', 'aal2', 'aal3');

create table auth.sessions (
  id uuid not null default gen_random_uuid() primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  factor_id uuid,
  aal auth.aal_level default 'aal1',
  not_after timestamptz,
  refreshed_at timestamptz,
  user_agent text,
  ip inet,
  tag text,
  -- ours: the organisation this session works in, and the hash of the cookie that opens it
  org_id uuid,
  cookie_hash bytea constraint sessions_cookie_hash_unique unique
);
comment on table auth.sessions is 'One row for every place a user is signed in; deleting it signs that place out.';
create index sessions_user_id on auth.sessions (user_id, created_at desc);

create table auth.refresh_tokens (
  instance_id uuid,
  id bigint generated always as identity primary key,
  -- the SHA-256 of the token in hex: a copy of this table opens nothing
  token varchar(255) constraint refresh_tokens_token_unique unique,
  user_id varchar(255),
  revoked boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  parent varchar(255),
  session_id uuid references auth.sessions (id) on delete cascade,
  -- ours: the token is made from the session and this number, so the active one can be answered again
  generation integer not null default 0
);
comment on table auth.refresh_tokens is 'The chain of refresh tokens of each session; only one is active.';
create index refresh_tokens_session on auth.refresh_tokens (session_id, revoked);

create table auth.mfa_amr_claims (
  id uuid not null default gen_random_uuid() primary key,
  session_id uuid not null references auth.sessions (id) on delete cascade,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  authentication_method text not null,
  constraint mfa_amr_claims_session_id_authentication_method_pkey unique (session_id, authentication_method)
);
comment on table auth.mfa_amr_claims is 'How a session was authenticated: password, otp, recovery, totp.';

revoke all on auth.sessions, auth.refresh_tokens, auth.mfa_amr_claims from anon, authenticated;
