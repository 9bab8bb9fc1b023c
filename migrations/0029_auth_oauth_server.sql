-- Programs that ask a user for access (OAuth 2.1): who they are, what they ask, and what was agreed to.

create table auth.oauth_clients (
  id uuid not null default gen_random_uuid() primary key,
  client_secret_hash text,
  registration_type text not null constraint oauth_clients_registration_known check (registration_type in ('dynamic', 'manual')),
  redirect_uris text[] not null,
  grant_types text[] not null,
  client_name text,
  client_uri text,
  logo_uri text,
  client_type text not null constraint oauth_clients_type_known check (client_type in ('public', 'confidential')),
  token_endpoint_auth_method text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table auth.oauth_clients is 'Programs that may ask users for access; secrets are kept hashed.';

create table auth.oauth_authorizations (
  id uuid not null default gen_random_uuid() primary key,
  client_id uuid not null references auth.oauth_clients (id) on delete cascade,
  user_id uuid references auth.users (id) on delete cascade,
  redirect_uri text not null,
  scope text not null,
  state text,
  resource text,
  code_challenge text not null,
  nonce text,
  status text not null default 'pending' constraint oauth_authorizations_status_known
    check (status in ('pending', 'approved', 'denied', 'used')),
  code_hash text constraint oauth_authorizations_code_unique unique,
  -- the session that agreed, and the one that was opened for the program
  agreed_session_id uuid references auth.sessions (id) on delete cascade,
  session_id uuid references auth.sessions (id) on delete set null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '10 minutes'
);
comment on table auth.oauth_authorizations is 'Requests of programs for access, until they are answered and redeemed.';
create index oauth_authorizations_client on auth.oauth_authorizations (client_id);
create index oauth_authorizations_user on auth.oauth_authorizations (user_id);
create index oauth_authorizations_agreed on auth.oauth_authorizations (agreed_session_id);
create index oauth_authorizations_session on auth.oauth_authorizations (session_id);

create table auth.oauth_consents (
  user_id uuid not null references auth.users (id) on delete cascade,
  client_id uuid not null references auth.oauth_clients (id) on delete cascade,
  scopes text not null,
  granted_at timestamptz not null default now(),
  primary key (user_id, client_id)
);
comment on table auth.oauth_consents is 'Which programs a user has let in, until it is taken back.';
create index oauth_consents_client on auth.oauth_consents (client_id);

alter table auth.sessions add column oauth_client_id uuid references auth.oauth_clients (id) on delete cascade;
alter table auth.sessions add column scopes text;
create index sessions_oauth_client on auth.sessions (oauth_client_id) where oauth_client_id is not null;

revoke all on auth.oauth_clients, auth.oauth_authorizations, auth.oauth_consents from anon, authenticated;
