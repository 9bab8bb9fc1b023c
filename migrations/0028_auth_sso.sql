-- Single sign-on by SAML 2.0: identity providers, the domains they answer for, requests under way, and answers seen.

create table auth.sso_providers (
  id uuid not null default gen_random_uuid() primary key,
  resource_id text constraint sso_providers_resource_id_length check (resource_id is null or length(resource_id) > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  disabled boolean not null default false,
  -- ours: the organisation whose members sign in with it; null is nobody's in particular
  org_id uuid,
  default_role text not null default 'rep'
);
comment on table auth.sso_providers is
  'Identity providers of organisations. Whoever comes by one becomes a member of its organisation.';
create unique index sso_providers_resource_id on auth.sso_providers (lower(resource_id));
create index sso_providers_org on auth.sso_providers (org_id);

create table auth.sso_domains (
  id uuid not null default gen_random_uuid() primary key,
  sso_provider_id uuid not null references auth.sso_providers (id) on delete cascade,
  domain text not null constraint sso_domains_domain_length check (length(domain) > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table auth.sso_domains is
  'Which identity provider people of a mail domain sign in with; only addresses below it may come by it.';
create unique index sso_domains_domain on auth.sso_domains (lower(domain));
create index sso_domains_provider on auth.sso_domains (sso_provider_id);

create table auth.saml_providers (
  id uuid not null default gen_random_uuid() primary key,
  sso_provider_id uuid not null references auth.sso_providers (id) on delete cascade,
  entity_id text not null constraint saml_providers_entity_id_key unique,
  metadata_xml text not null,
  metadata_url text,
  attribute_mapping jsonb not null default '{}',
  name_id_format text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table auth.saml_providers is 'The SAML metadata of identity providers: their address and certificates.';
create index saml_providers_provider on auth.saml_providers (sso_provider_id);

create table auth.saml_relay_states (
  id uuid not null default gen_random_uuid() primary key,
  sso_provider_id uuid not null references auth.sso_providers (id) on delete cascade,
  request_id text not null,
  for_email text,
  redirect_to text,
  code_challenge text,
  code_challenge_method auth.code_challenge_method,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table auth.saml_relay_states is
  'Requests to identity providers that wait for their answer, for ten minutes; used once.';
create index saml_relay_states_age on auth.saml_relay_states (created_at);

create table auth.saml_assertions_seen (
  sso_provider_id uuid not null references auth.sso_providers (id) on delete cascade,
  assertion_id text not null,
  until timestamptz not null,
  primary key (sso_provider_id, assertion_id)
);
comment on table auth.saml_assertions_seen is
  'Answers that were used, until they expire by themselves: none opens a second session.';

alter table auth.sessions add column sso_provider_id uuid references auth.sso_providers (id) on delete set null;

-- Whether a session was opened by an identity provider of this organisation.
create function auth.came_by_sso(session uuid, org uuid) returns boolean
language sql stable
as $$
  select exists (
    select from auth.sessions as s
    inner join auth.sso_providers as p on p.id = s.sso_provider_id and p.org_id = org and not p.disabled
    where s.id = session)
$$;
comment on function auth.came_by_sso(uuid, uuid) is 'Whether a session was opened by an identity provider of an organisation.';

revoke all on auth.sso_providers, auth.sso_domains, auth.saml_providers, auth.saml_relay_states, auth.saml_assertions_seen
from anon, authenticated;
revoke all on function auth.came_by_sso(uuid, uuid) from anon, authenticated;
