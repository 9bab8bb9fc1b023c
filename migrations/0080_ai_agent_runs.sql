-- Every run of an agent: what it was given, what it said, by which model, for how much, how sure.  seed: D20, AC12, B11

create table ai_agent_runs (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  agent text not null,
  agent_version text not null default '1',
  priority text not null default 'p2' constraint ai_agent_runs_priority_known check (priority in ('p0', 'p1', 'p2', 'p3')),
  status text not null constraint ai_agent_runs_status_known check (status in ('ok', 'fallback', 'cached', 'failed')),
  engine text not null,
  model text,
  subject_table text,
  subject_id uuid,
  input_hash text not null,
  inputs jsonb not null default '{}',
  outputs jsonb,
  attempts jsonb not null default '[]',
  evidence_kept integer not null default 0,
  evidence_dropped integer not null default 0,
  tokens_in integer not null default 0,
  tokens_out integer not null default 0,
  cost_usd numeric(12, 6) not null default 0,
  latency_ms integer not null default 0,
  confidence real,
  user_id uuid default auth.uid(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id)
);
comment on table ai_agent_runs is
  'Every run of an agent, readable by owners and admins. Not audited: it is itself a log, written once by the house.';
comment on column ai_agent_runs.status is
  'ok: the first choice answered; fallback: a later one did; cached: an earlier answer was used again; failed: none.';
comment on column ai_agent_runs.attempts is
  'Those who were asked and did not answer well: [{"engine", "model", "problem", "ms"}].';
comment on column ai_agent_runs.inputs is 'What it was given; long texts by their SHA-256, length and beginning.';

create index ai_agent_runs_recent on ai_agent_runs (org_id, created_at desc);
create index ai_agent_runs_agent on ai_agent_runs (org_id, agent, created_at desc);
create index ai_agent_runs_subject on ai_agent_runs (org_id, subject_table, subject_id);

select app.protect('ai_agent_runs', read_roles => '{owner,admin}', audit => false);
revoke insert, update, delete on ai_agent_runs from authenticated;
-- seed: GD08: older than three months, out of the way
create table ai_agent_runs_archive (like ai_agent_runs including defaults including constraints, primary key (org_id, id));
comment on table ai_agent_runs_archive is 'Runs older than three months. Not audited: it is a log.';
select app.protect('ai_agent_runs_archive', read_roles => '{owner,admin}', audit => false);
revoke insert, update, delete on ai_agent_runs_archive from authenticated;

-- What an organisation may spend on models in a month, and has spent.  seed: D23, AC08, AC09
create table ai_usage_quotas (
  org_id uuid not null default auth.org_id(),
  monthly_limit numeric(12, 2) not null default 50 constraint ai_usage_quotas_limit_positive check (monthly_limit >= 0),
  current_spend numeric(12, 6) not null default 0,
  reset_date date not null default (date_trunc('month', now()) + interval '1 month')::date,
  told_percent integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id)
);
comment on column ai_usage_quotas.told_percent is 'The share of the limit the admins were last told of.';
comment on table ai_usage_quotas is
  'The month''s limit and spend on AI models, in US dollars; at the limit only the offline engine answers. Not audited: it '
  'moves with every run, and the runs are logged.';
select app.protect('ai_usage_quotas', write_roles => '{owner,admin}', read_roles => '{owner,admin}', audit => false);
revoke update on ai_usage_quotas from authenticated;
grant update (monthly_limit) on ai_usage_quotas to authenticated;

-- Runs are written by the house for whoever caused them; answers the run's id and how full the month is, in percent.
create function app.log_agent_run(run jsonb) returns table (id uuid, percent integer, tell boolean)
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  made uuid;
  quota public.ai_usage_quotas;
  now_percent integer;
  old_step integer;
begin
  insert into public.ai_agent_runs (
    org_id, agent, agent_version, priority, status, engine, model, subject_table, subject_id, input_hash, inputs, outputs,
    attempts, evidence_kept, evidence_dropped, tokens_in, tokens_out, cost_usd, latency_ms, confidence)
  select auth.org_id(), r.agent, r.agent_version, r.priority, r.status, r.engine, r.model, r.subject_table, r.subject_id,
    r.input_hash, r.inputs, r.outputs, coalesce(r.attempts, '[]'), r.evidence_kept, r.evidence_dropped, r.tokens_in,
    r.tokens_out, r.cost_usd, r.latency_ms, r.confidence
  from jsonb_to_record(run) as r (
    agent text, agent_version text, priority text, status text, engine text, model text, subject_table text,
    subject_id uuid, input_hash text, inputs jsonb, outputs jsonb, attempts jsonb, evidence_kept integer,
    evidence_dropped integer, tokens_in integer, tokens_out integer, cost_usd numeric, latency_ms integer, confidence real)
  returning ai_agent_runs.id into made;
  if coalesce((run ->> 'cost_usd')::numeric, 0) = 0 then
    return query select made, 0, false;
    return;
  end if;
  insert into public.ai_usage_quotas as u (org_id, current_spend)
  values (auth.org_id(), (run ->> 'cost_usd')::numeric)
  on conflict (org_id) do update set
    current_spend = case when u.reset_date <= now()::date then 0 else u.current_spend end + excluded.current_spend,
    told_percent = case when u.reset_date <= now()::date then 0 else u.told_percent end,
    reset_date = case when u.reset_date <= now()::date then excluded.reset_date else u.reset_date end
  returning * into quota;
  now_percent := case when quota.monthly_limit = 0 then 100
    else least(floor(100 * quota.current_spend / quota.monthly_limit), 999)::integer end;
  old_step := case when quota.told_percent >= 100 then 100 when quota.told_percent >= 80 then 80 else 0 end;
  if now_percent >= 100 and old_step < 100 or now_percent >= 80 and old_step < 80 then
    update public.ai_usage_quotas as u set told_percent = now_percent where u.org_id = auth.org_id();
    return query select made, now_percent, true;
  else
    return query select made, now_percent, false;
  end if;
end
$$;
comment on function app.log_agent_run(jsonb) is 'Writes a run of the caller''s organisation and adds its cost to the month.';
alter function app.log_agent_run(jsonb) owner to service_role;
grant execute on function app.log_agent_run(jsonb) to authenticated, service_role;

create function app.ai_money_left() returns boolean
language sql stable security definer set search_path = pg_catalog
as $$
  select coalesce((
    select u.reset_date <= now()::date or u.current_spend < u.monthly_limit
    from public.ai_usage_quotas as u where u.org_id = auth.org_id()), true)
$$;
comment on function app.ai_money_left() is 'Whether the caller''s organisation may still ask paid models this month.';
alter function app.ai_money_left() owner to service_role;
grant execute on function app.ai_money_left() to authenticated, service_role;
