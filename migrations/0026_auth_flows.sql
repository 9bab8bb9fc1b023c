-- Signing in elsewhere (OAuth 2, OpenID Connect): what waits for somebody to come back from a provider.

create table auth.oauth_states (
  id uuid not null default gen_random_uuid() primary key,
  -- SHA-256 of the state parameter, which is signed besides
  state_hash text not null constraint oauth_states_hash_unique unique,
  provider text not null,
  nonce text not null,
  code_verifier text not null,
  redirect_to text not null,
  code_challenge text,
  code_challenge_method auth.code_challenge_method,
  linking_user_id uuid references auth.users (id) on delete cascade,
  invitation text,
  -- only the browser that was sent away may come back: it has a cookie whose hash is the challenge
  bound boolean not null default false,
  created_at timestamptz not null default now()
);
comment on table auth.oauth_states is 'A browser was sent to a provider and is awaited within ten minutes; used once.';
create index oauth_states_age on auth.oauth_states (created_at);
create index oauth_states_user on auth.oauth_states (linking_user_id);

revoke all on auth.oauth_states from anon, authenticated;
