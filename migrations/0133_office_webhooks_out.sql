-- Webhooks that go out: who outside wants to hear of what, and each delivery with its tries.

create table webhooks (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  owner_id uuid not null default auth.uid(),
  name text not null constraint webhooks_name_length check (length(btrim(name)) between 1 and 100),
  url text not null constraint webhooks_url_form check (url ~ '^https?://\S+$' and length(url) <= 2000),
  kinds text[] not null constraint webhooks_kinds_some check (cardinality(kinds) between 1 and 50),
  relation text not null default '' constraint webhooks_relation_form check (relation ~ '^[a-z_]{0,63}$'),
  filter text not null default '' constraint webhooks_filter_length check (length(filter) <= 4000),
  sealed bytea,
  state text not null default 'active' constraint webhooks_state_known check (state in ('active', 'paused', 'off')),
  failures integer not null default 0,
  last_status integer,
  last_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id)
);
comment on table webhooks is
  'Outbound webhooks: which facts go where, filtered in the query dialect under the rights of owner_id; signed as Standard
  Webhooks says. The secret is sealed. Not audited: its deliveries change it, and the log would hold what is sealed.';
select app.protect('webhooks', write_roles => '{owner,admin}', read_roles => '{owner,admin}', audit => false);
revoke select, insert, update on webhooks from authenticated;
grant select (org_id, id, owner_id, name, url, kinds, relation, filter, state, failures, last_status, last_at, created_at,
  updated_at, created_by) on webhooks to authenticated;
grant insert (org_id, id, name, url, kinds, relation, filter) on webhooks to authenticated;
grant update (name, url, kinds, relation, filter, state, failures) on webhooks to authenticated;

create table webhook_deliveries (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  webhook_id uuid not null,
  fact_id uuid,
  kind text not null,
  subject uuid,
  payload jsonb not null,
  state text not null default 'waiting' constraint webhook_deliveries_state_known
    check (state in ('waiting', 'sent', 'failed', 'held', 'skipped')),
  attempts integer not null default 0,
  status integer,
  problem text,
  next_at timestamptz,
  sent_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint webhook_deliveries_webhook foreign key (org_id, webhook_id) references webhooks (org_id, id) on delete cascade
);
comment on table webhook_deliveries is
  'Deliveries of outbound webhooks, kept 30 days. Not audited: it is a log itself.';
create index webhook_deliveries_of on webhook_deliveries (org_id, webhook_id, id desc);
create unique index webhook_deliveries_once on webhook_deliveries (org_id, webhook_id, fact_id) where fact_id is not null;
select app.protect('webhook_deliveries', write_roles => '{}', read_roles => '{owner,admin}', audit => false);
revoke insert, update, delete on webhook_deliveries from authenticated;

create function app.house_in(org uuid, agent text) returns jsonb
language sql immutable
as $$
  select jsonb_build_object('claims', jsonb_build_object('role', 'service_role', 'org_id', org),
    'actor', jsonb_build_object('agent', agent))
$$;
comment on function app.house_in(uuid, text) is 'The house acting for itself in an organisation, in the shape work carries.';

-- Every active webhook that asked for a fact's kind gets a delivery, once.
create function app.hear_fact_webhooks(f app.facts) returns void
language plpgsql
as $$
declare
  made uuid;
  w record;
begin
  for w in
    select h.id, h.state from public.webhooks as h
    where h.org_id = f.org_id and h.state <> 'off' and (f.kind = any (h.kinds) or '*' = any (h.kinds))
  loop
    insert into public.webhook_deliveries (org_id, webhook_id, fact_id, kind, subject, payload, state)
    values (f.org_id, w.id, f.id, f.kind, f.subject, f.payload, case when w.state = 'paused' then 'held' else 'waiting' end)
    on conflict do nothing returning id into made;
    if made is not null and w.state = 'active' then
      perform absurd.spawn_task('p2', 'office.deliver_webhook',
        jsonb_build_object('payload', jsonb_build_object('delivery_id', made), 'who', app.house_in(f.org_id, 'webhooks')),
        jsonb_build_object('idempotency_key', 'deliver:' || made::text, 'max_attempts', 10, 'retry_strategy', app.retries()));
    end if;
  end loop;
end
$$;

create or replace function app.hear_fact(f app.facts) returns void
language plpgsql
as $$
begin
  perform app.hear_fact_webhooks(f);
end
$$;
