-- Links and codes sent by mail, usable once; and the state of PKCE flows.

create type auth.one_time_token_type as enum (
  'confirmation_token', 'reauthentication_token', 'recovery_token', 'email_change_token_new',
  'email_change_token_current', 'phone_change_token'
);

create table auth.one_time_tokens (
  id uuid not null default gen_random_uuid() primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  token_type auth.one_time_token_type not null,
  -- SHA-256 of the secret in the link
  token_hash text not null,
  relates_to text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- ours: hash of the six-digit code, how often it was guessed at, and until when both count
  otp_hash text,
  attempts integer not null default 0,
  expires_at timestamptz not null default now() + interval '1 hour',
  constraint one_time_tokens_user_id_token_type_key unique (user_id, token_type)
);
comment on table auth.one_time_tokens is 'Secrets of mailed links and codes, hashed; a new one replaces the old.';
create index one_time_tokens_token_hash on auth.one_time_tokens (token_hash);
create index one_time_tokens_relates_to on auth.one_time_tokens (lower(relates_to));

create type auth.code_challenge_method as enum ('s256', 'plain');

create table auth.flow_state (
  id uuid not null default gen_random_uuid() primary key,
  user_id uuid references auth.users (id) on delete cascade,
  auth_code text constraint flow_state_auth_code_unique unique,
  code_challenge_method auth.code_challenge_method,
  code_challenge text,
  provider_type text not null,
  provider_access_token text,
  provider_refresh_token text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  authentication_method text not null,
  auth_code_issued_at timestamptz
);
comment on table auth.flow_state is 'PKCE: a challenge waiting for its verifier.';
create index flow_state_user on auth.flow_state (user_id, authentication_method);

revoke all on auth.one_time_tokens, auth.flow_state from anon, authenticated;
