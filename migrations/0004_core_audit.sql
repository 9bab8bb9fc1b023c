-- The audit log: written in the same transaction as the change, sealed into one hash chain per organisation within
-- seconds by a sealer (comity/core/seal.py), so that writers never queue behind each other.  seed: GD01, GD04, D37

create table audit_logs (
  org_id uuid not null,
  id uuid not null default app.uuid7(),
  user_id uuid,
  agent text,
  action text not null constraint audit_logs_action_known
    check (action in ('insert', 'update', 'delete', 'sign_in', 'sign_in_failed', 'sign_out', 'export', 'access')),
  table_name text not null,
  record_id uuid,
  old_values jsonb,
  new_values jsonb,
  ip_address text,
  user_agent text,
  request_id text,
  created_at timestamptz not null default clock_timestamp(),
  tx xid8 not null default pg_current_xact_id(),
  primary key (org_id, id)
) partition by range (id);
comment on table audit_logs is
  'Who changed what, when, from where, with old and new values. Append-only; kept seven years; partitioned by month.';

create index audit_logs_record on audit_logs (org_id, table_name, record_id, id desc);
create index audit_logs_unsealed on audit_logs (tx);

create table audit_logs_default partition of audit_logs default;

-- Creates the partitions of this month and the next ones. Run by the schedule; safe to run at any time.
create function app.audit_partitions(months_ahead integer default 3) returns integer
language plpgsql
as $$
declare
  month date := date_trunc('month', now())::date;
  made integer := 0;
  name text;
begin
  for i in 0 .. months_ahead loop
    name := 'audit_logs_' || to_char(month, 'YYYY_MM');
    if to_regclass('public.' || name) is null then
      execute format(
        'create table public.%I partition of public.audit_logs for values from (%L) to (%L)',
        name, app.uuid7_at(month), app.uuid7_at(month + interval '1 month'));
      execute format('alter table public.%I enable row level security', name);
      execute format('alter table public.%I force row level security', name);
      execute format('revoke all on public.%I from anon, authenticated', name);
      made := made + 1;
    end if;
    month := (month + interval '1 month')::date;
  end loop;
  return made;
end
$$;
comment on function app.audit_partitions(integer) is 'Makes the audit log''s coming monthly partitions.';
select app.audit_partitions();

create table audit_seals (
  org_id uuid not null,
  id uuid not null default app.uuid7(),
  number bigint not null,
  from_tx xid8 not null,
  to_tx xid8 not null,
  row_count integer not null,
  previous_hash bytea not null,
  hash bytea not null,
  created_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint audit_seals_number_unique unique (org_id, number)
);
comment on table audit_seals is
  'The hash chain over the audit log: each seal covers the rows of a range of finished transactions.';

alter table audit_logs enable row level security;
alter table audit_logs force row level security;
alter table audit_logs_default enable row level security;
alter table audit_logs_default force row level security;
alter table audit_seals enable row level security;
alter table audit_seals force row level security;

-- seed: B14 (audit log is for admins, read-only); a person may always read what was done to a record through
-- app.record_history, which checks that the record itself is visible.
create policy audit_logs_read on audit_logs for select to authenticated
using (org_id = auth.org_id() and auth.has_role('owner', 'admin'));
create policy audit_seals_read on audit_seals for select to authenticated
using (org_id = auth.org_id() and auth.has_role('owner', 'admin'));
grant select on audit_logs, audit_seals to authenticated;
revoke all on audit_logs_default from anon, authenticated;

-- Append-only holds for everyone, superusers' sessions included: only erasure (which keeps the chain verifiable) and
-- the seven-year purge say otherwise, by name.
create function app.audit_is_append_only() returns trigger
language plpgsql
as $$
begin
  if coalesce(current_setting('app.audit_maintenance', true), '') in ('erasure', 'purge') then
    return coalesce(new, old);
  end if;
  raise exception 'The audit log is append-only.'
    using errcode = '42501', hint = 'Rows leave it only by erasure or by the retention rule.';
end
$$;
create trigger audit_logs_append_only before update or delete on audit_logs
for each row execute function app.audit_is_append_only();
create trigger audit_seals_append_only before update or delete on audit_seals
for each row execute function app.audit_is_append_only();

-- Columns that carry nothing a person entered: left out of what the log keeps.
create function app.audit_values(row_values jsonb) returns jsonb
language sql immutable parallel safe
as $$ select jsonb_strip_nulls(row_values) - '{org_id,search,updated_at,row_version}'::text[] $$;

create function app.audit_insert() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  actor constant jsonb := app.actor();
begin
  insert into public.audit_logs
    (org_id, user_id, agent, action, table_name, record_id, new_values, ip_address, user_agent, request_id)
  select
    n.org_id, auth.uid(), actor ->> 'agent', 'insert', tg_argv[0], n.id, app.audit_values(to_jsonb(n)),
    actor ->> 'address', actor ->> 'user_agent', actor ->> 'request_id'
  from new_rows as n;
  return null;
end
$$;

-- No nested loop over the changed rows: the plan is kept from the session's first call, which may have seen one row.
create function app.audit_update() returns trigger
language plpgsql security definer set search_path = pg_catalog set enable_nestloop = off
as $$
declare
  actor constant jsonb := app.actor();
begin
  insert into public.audit_logs
    (org_id, user_id, agent, action, table_name, record_id, old_values, new_values, ip_address, user_agent, request_id)
  select
    c.org_id, auth.uid(), actor ->> 'agent', 'update', tg_argv[0], c.id, d.old_values, d.new_values,
    actor ->> 'address', actor ->> 'user_agent', actor ->> 'request_id'
  from (
    -- offset 0: each row becomes JSON once, not once for each of its columns
    select n.org_id, n.id, to_jsonb(n) as now_is, to_jsonb(o) as was
    from new_rows as n
    inner join old_rows as o on o.org_id = n.org_id and o.id = n.id
    offset 0
  ) as c
  cross join lateral (
    select jsonb_object_agg(e.key, c.was -> e.key) as old_values, jsonb_object_agg(e.key, e.value) as new_values
    from jsonb_each(c.now_is) as e
    where e.value is distinct from c.was -> e.key and e.key <> all ('{search,updated_at,row_version}')
  ) as d
  where d.new_values is not null;
  return null;
end
$$;

create function app.audit_delete() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  actor constant jsonb := app.actor();
begin
  insert into public.audit_logs
    (org_id, user_id, agent, action, table_name, record_id, old_values, ip_address, user_agent, request_id)
  select
    o.org_id, auth.uid(), actor ->> 'agent', 'delete', tg_argv[0], o.id, app.audit_values(to_jsonb(o)),
    actor ->> 'address', actor ->> 'user_agent', actor ->> 'request_id'
  from old_rows as o;
  return null;
end
$$;

-- For events that are no row change: sign-ins, exports, permission checks.  seed: GD03, AU12
create function app.audit_event(
  event_org uuid, event_action text, event_subject text, event_record uuid default null, event_values jsonb default null
) returns void
language sql security definer set search_path = pg_catalog
as $$
  insert into public.audit_logs
    (org_id, user_id, agent, action, table_name, record_id, new_values, ip_address, user_agent, request_id)
  values (
    event_org, auth.uid(), app.actor() ->> 'agent', event_action, event_subject, event_record, event_values,
    app.actor() ->> 'address', app.actor() ->> 'user_agent', app.actor() ->> 'request_id')
$$;

alter function app.audit_insert() owner to service_role;
alter function app.audit_update() owner to service_role;
alter function app.audit_delete() owner to service_role;
alter function app.audit_event(uuid, text, text, uuid, jsonb) owner to service_role;
grant insert, select on audit_logs to service_role;
