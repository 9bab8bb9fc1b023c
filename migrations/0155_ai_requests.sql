-- Questions to models that are under way, wait for a budget, or lie with a provider as a batch.  seed: AC01, AC08

create table ai_requests (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  state text not null default 'running' constraint ai_requests_state_known check (state in ('running', 'waiting', 'batched')),
  agent text not null,
  priority text not null default 'p2' constraint ai_requests_priority_known check (priority in ('p0', 'p1', 'p2', 'p3')),
  key text,
  reserved numeric(12, 6) not null default 0 constraint ai_requests_reserved_positive check (reserved >= 0),
  subject_table text,
  subject_id uuid,
  workflow text,
  payload jsonb,
  as_who jsonb,
  user_id uuid default auth.uid(),
  cancelled_at timestamptz,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
comment on table ai_requests is
  'What is being asked of models now, what waits for next month''s budget and what lies with a provider as a batch. A row '
  'goes once it is answered. Not audited: it moves with every run, and the runs are logged.';
comment on column ai_requests.key is 'The cache key: one request a question is under way in an organisation, whoever asks.';
comment on column ai_requests.reserved is 'What it may cost at most; held back from the budget until the real cost is known.';
comment on column ai_requests.expires_at is
  'When whoever asks must be dead: then another may ask, and what was reserved counts as spent.';
comment on column ai_requests.workflow is 'What is started once there is a budget again, with payload, acting as as_who.';
create unique index ai_requests_once on ai_requests (org_id, key) where key is not null and state <> 'waiting';
create unique index ai_requests_waiting_once on ai_requests (org_id, workflow, payload) where state = 'waiting';
create index ai_requests_expiry on ai_requests (org_id, expires_at);

select app.protect('ai_requests', read_roles => '{owner,admin}', audit => false);
revoke insert, update, delete on ai_requests from authenticated;

alter table ai_usage_quotas add column reserved numeric(12, 6) not null default 0
constraint ai_usage_quotas_reserved_positive check (reserved >= 0);
comment on column ai_usage_quotas.reserved is 'Held back for requests under way.';

alter table ai_agent_runs drop constraint ai_agent_runs_status_known;
alter table ai_agent_runs add constraint ai_agent_runs_status_known
check (status in ('ok', 'fallback', 'cached', 'failed', 'cancelled', 'undone'));
alter table ai_agent_runs_archive drop constraint ai_agent_runs_status_known;
alter table ai_agent_runs_archive add constraint ai_agent_runs_archive_status_known
check (status in ('ok', 'fallback', 'cached', 'failed', 'cancelled', 'undone'));

-- The quota of the caller's organisation, locked; a new month begins here.
create function app.ai_quota() returns public.ai_usage_quotas
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  quota public.ai_usage_quotas;
begin
  select u.* into quota from public.ai_usage_quotas as u where u.org_id = auth.org_id() for update;
  if not found then
    insert into public.ai_usage_quotas as u (org_id) values (auth.org_id()) on conflict (org_id) do nothing;
    select u.* into quota from public.ai_usage_quotas as u where u.org_id = auth.org_id() for update;
  end if;
  if quota.reset_date <= now()::date then
    update public.ai_usage_quotas as u
    set current_spend = 0, told_percent = 0, reset_date = (date_trunc('month', now()) + interval '1 month')::date
    where u.org_id = auth.org_id() returning * into quota;
  end if;
  return quota;
end
$$;
comment on function app.ai_quota() is 'The month''s budget of the caller''s organisation, locked until the transaction ends.';
alter function app.ai_quota() owner to service_role;
revoke execute on function app.ai_quota() from public;
grant execute on function app.ai_quota() to service_role;

-- Whether admins are to be told, once a step of 80 and 100 percent; said as a fact in the same transaction.
create function app.ai_tell(quota public.ai_usage_quotas, percent integer) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  step constant integer := case when percent >= 100 then 100 when percent >= 80 then 80 else 0 end;
begin
  if step > (case when quota.told_percent >= 100 then 100 when quota.told_percent >= 80 then 80 else 0 end) then
    update public.ai_usage_quotas as u set told_percent = percent where u.org_id = auth.org_id();
    perform app.announce('ai.quota_reached', null, jsonb_build_object('percent', percent));
  end if;
end
$$;
comment on function app.ai_tell(public.ai_usage_quotas, integer) is
  'Announces that 80 or 100 percent are used, once each a month.';
alter function app.ai_tell(public.ai_usage_quotas, integer) owner to service_role;
revoke execute on function app.ai_tell(public.ai_usage_quotas, integer) from public;
grant execute on function app.ai_tell(public.ai_usage_quotas, integer) to service_role;

-- Whoever asked and died: what was held back counts as spent, for the provider may have charged it.
create function app.ai_sweep() returns void
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  total numeric;
begin
  if not exists (
    select from public.ai_requests as r
    where r.org_id = auth.org_id() and r.state <> 'waiting' and r.expires_at < now()) then
    return;
  end if;
  perform app.ai_quota(); -- locked first, as everywhere: whoever holds the quota may wait for a request, never the reverse
  with dead as (
    delete from public.ai_requests as r
    where r.org_id = auth.org_id() and r.state <> 'waiting' and r.expires_at < now() returning r.reserved
  )
  select sum(dead.reserved) into total from dead;
  update public.ai_usage_quotas as u
  set reserved = greatest(0, u.reserved - total), current_spend = u.current_spend + total
  where u.org_id = auth.org_id() and total > 0;
end
$$;
comment on function app.ai_sweep() is 'Ends requests whose asker died; their reservation counts as spent.';
alter function app.ai_sweep() owner to service_role;
grant execute on function app.ai_sweep() to authenticated, service_role;
