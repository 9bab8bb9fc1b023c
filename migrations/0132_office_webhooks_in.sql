-- Webhooks that come in: an address for each provider and organisation, and everything that came, raw, before it is read.
-- seed: D30, WH01, WH02, C16

create table webhook_endpoints (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  provider text not null constraint webhook_endpoints_provider_form check (provider ~ '^[a-z][a-z0-9_-]{0,39}$'),
  name text not null constraint webhook_endpoints_name_length check (length(btrim(name)) between 1 and 100),
  sealed bytea,
  is_active boolean not null default true,
  last_received_at timestamptz,
  refused bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id)
);
comment on table webhook_endpoints is
  'Addresses that outside services send to: /hooks/{provider}/{id}. The secret is sealed; no role of the wire
  reads it. Not audited: the log would hold what is sealed.';
create index webhook_endpoints_id on webhook_endpoints (id);
select app.protect('webhook_endpoints', write_roles => '{owner,admin}', read_roles => '{owner,admin}', audit => false);
revoke select, insert, update on webhook_endpoints from authenticated;
grant select (org_id, id, provider, name, is_active, last_received_at, refused, created_at, updated_at, created_by)
on webhook_endpoints to authenticated;
grant update (name, is_active) on webhook_endpoints to authenticated;
grant insert (org_id, id, provider, name) on webhook_endpoints to authenticated;

create table webhook_events (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  endpoint_id uuid not null,
  provider text not null,
  event_type text not null default '',
  external_id text not null,
  headers jsonb not null default '{}',
  body bytea not null,
  state text not null default 'waiting' constraint webhook_events_state_known
    check (state in ('waiting', 'done', 'failed')),
  problem text,
  retry_count integer not null default 0,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint webhook_events_endpoint foreign key (org_id, endpoint_id) references webhook_endpoints (org_id, id)
    on delete cascade
);
comment on table webhook_events is
  'What came in, as it came; each message once, however often it is sent. Not audited: it is a log itself, kept 30 days.';
create unique index webhook_events_once on webhook_events (org_id, endpoint_id, external_id);
create index webhook_events_of_endpoint on webhook_events (org_id, endpoint_id, id desc);
select app.protect('webhook_events', write_roles => '{}', read_roles => '{owner,admin}', audit => false);
revoke insert, update, delete on webhook_events from authenticated;
