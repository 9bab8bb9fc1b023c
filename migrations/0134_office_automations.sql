-- Automations people make: when something happens, if it fits, then these steps. Versioned, with a log of runs.
-- seed: D25, D26, J20

create table automations (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  owner_id uuid not null default auth.uid(),
  name text not null constraint automations_name_length check (length(btrim(name)) between 1 and 100),
  state text not null default 'off' constraint automations_state_known check (state in ('on', 'off', 'stopped')),
  stopped_why text,
  version integer not null default 1,
  trigger_kind text not null constraint automations_trigger_known check (trigger_kind in ('fact', 'schedule', 'view')),
  trigger_value text not null constraint automations_trigger_length check (length(trigger_value) between 1 and 200),
  relation text not null default '' constraint automations_relation_form check (relation ~ '^[a-z_]{0,63}$'),
  condition text not null default '' constraint automations_condition_length check (length(condition) <= 4000),
  steps jsonb not null default '[]' constraint automations_steps_list
    check (jsonb_typeof(steps) = 'array' and jsonb_array_length(steps) <= 30),
  primed_at timestamptz,
  last_run_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id)
);
comment on table automations is
  'When (a fact, a schedule, a record entering a view), if (the query dialect), then (steps). It acts as owner_id, with the
  rights that person has when it runs.';
create index automations_fact on automations (org_id, trigger_value) where state = 'on' and trigger_kind = 'fact';
select app.protect('automations', write_roles => '{owner,admin,manager}');
create policy automations_own_insert on automations as restrictive for insert to authenticated
with check (owner_id = auth.uid());
create policy automations_own_update on automations as restrictive for update to authenticated
using (owner_id = auth.uid() or auth.has_role('owner', 'admin'));
create policy automations_own_delete on automations as restrictive for delete to authenticated
using (owner_id = auth.uid() or auth.has_role('owner', 'admin'));

-- Nobody makes an automation act as somebody else; whoever changes what it does takes it over.
create function app.automation_changes() returns trigger
language plpgsql
as $$
begin
  if auth.role() = 'service_role' then
    return new;
  end if;
  new.owner_id := case
    when (new.trigger_kind, new.trigger_value, new.relation, new.condition, new.steps)
      is distinct from (old.trigger_kind, old.trigger_value, old.relation, old.condition, old.steps) then auth.uid()
    else old.owner_id
  end;
  return new;
end
$$;
create trigger changes before update on automations for each row execute function app.automation_changes();

create table automation_versions (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  automation_id uuid not null,
  version integer not null,
  definition jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  created_by uuid default auth.uid(),
  primary key (org_id, id),
  constraint automation_versions_automation foreign key (org_id, automation_id) references automations (org_id, id)
    on delete cascade
);
comment on table automation_versions is 'What an automation was, version by version. Not audited: it is the history itself.';
create unique index automation_versions_once on automation_versions (org_id, automation_id, version);
select app.protect('automation_versions', write_roles => '{owner,admin,manager}', audit => false);
revoke update, delete on automation_versions from authenticated;

create table automation_runs (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  automation_id uuid not null,
  version integer not null,
  mode text not null default 'live' constraint automation_runs_mode_known check (mode in ('live', 'test')),
  cause text not null default '',
  subject uuid,
  state text not null default 'running' constraint automation_runs_state_known
    check (state in ('running', 'done', 'skipped', 'failed', 'stopped')),
  why text,
  log jsonb not null default '[]',
  work_id uuid,
  finished_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint automation_runs_automation foreign key (org_id, automation_id) references automations (org_id, id)
    on delete cascade
);
comment on table automation_runs is 'Each time an automation looked at something: what it did, or why not. Not audited: a log.';
create index automation_runs_of on automation_runs (org_id, automation_id, id desc);
select app.protect('automation_runs', write_roles => '{}', read_roles => '{owner,admin,manager}', audit => false);
revoke insert, update, delete on automation_runs from authenticated;

create table automation_members (
  org_id uuid not null,
  automation_id uuid not null,
  record_id uuid not null,
  id uuid not null default app.uuid7(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, automation_id, record_id),
  constraint automation_members_automation foreign key (org_id, automation_id) references automations (org_id, id)
    on delete cascade
);
comment on table automation_members is
  'Which records a view held when it was last looked at, so that entering it can be told from being in it. Not audited.';
select app.protect('automation_members', write_roles => '{}', read_roles => '{}', audit => false);
revoke select, insert, update, delete on automation_members from authenticated;

-- Facts start the automations that wait for them. The loop guard travels in who did it: a fact made by an automation
-- carries the chain of automations before it.
create function app.hear_fact_automations(f app.facts) returns void
language plpgsql
as $$
declare
  a record;
begin
  for a in
    select x.id from public.automations as x
    where x.org_id = f.org_id and x.state = 'on' and x.trigger_kind = 'fact' and x.trigger_value = f.kind
  loop
    perform absurd.spawn_task('p2', 'office.automation',
      jsonb_build_object(
        'payload', jsonb_build_object('automation_id', a.id, 'cause', f.kind, 'subject', f.subject, 'fact_id', f.id,
          'given', f.payload, 'chain', coalesce(f.who #> '{claims,automation_chain}', '[]'::jsonb)),
        'who', app.house_in(f.org_id, 'automations')),
      jsonb_build_object('idempotency_key', f.id::text || ':automation:' || a.id::text, 'max_attempts', 5,
        'retry_strategy', app.retries()));
  end loop;
end
$$;

create or replace function app.hear_fact(f app.facts) returns void
language plpgsql
as $$
begin
  perform app.hear_fact_webhooks(f);
  perform app.hear_fact_automations(f);
end
$$;

-- Facts of a kind in the last 30 days, for a dry run.
create function app.facts_of_kind(wanted text, days integer, most integer)
returns table (id uuid, subject uuid, payload jsonb, at timestamptz)
language sql stable security definer set search_path = pg_catalog
as $$
  select f.id, f.subject, f.payload, f.at from app.facts as f
  where f.org_id = auth.org_id() and f.kind = wanted and f.at > now() - make_interval(days => days)
    and coalesce(auth.has_role('owner', 'admin', 'manager'), false)
  order by f.id desc limit most
$$;
comment on function app.facts_of_kind(text, integer, integer) is 'Facts of a kind lately, for whoever makes automations.';
alter function app.facts_of_kind(text, integer, integer) owner to service_role;
revoke all on function app.facts_of_kind(text, integer, integer) from public, anon;
grant execute on function app.facts_of_kind(text, integer, integer) to authenticated, service_role;
