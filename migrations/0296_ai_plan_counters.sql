-- No question that a plan counts is asked without being counted: the count is taken in the transaction that begins it, and
-- given back in the one that ends it, where no model of the operator's answered.  seed: AC10, C21

alter table ai_requests add column metric text;
alter table ai_requests add column unit text;
alter table ai_requests add column counted_in date;
comment on column ai_requests.metric is 'Which counter of the plan it is about: call_analyses or searches.';
comment on column ai_requests.counted_in is 'The first day of the month it was counted in; null where it took nothing.';

-- `state` may also be limited (the plan holds no more, the rules may answer) or refused (nobody may). `about` carries the
-- metric and the unit where a plan counts the question.
create or replace function app.ai_begin(
  cache_key text, for_agent text, with_priority text, costs numeric, seconds double precision, about jsonb
) returns table (state text, output jsonb, engine text, model text, request uuid)
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  kept record;
  quota public.ai_usage_quotas;
  made uuid;
  took text;
begin
  select c.* into kept from app.ai_cached(cache_key) as c;
  if kept.fresh then
    return query select 'cached', kept.output, kept.engine, kept.model, null::uuid;
    return;
  end if;
  perform app.ai_sweep();
  if costs > 0 then
    quota := app.ai_quota();
    if quota.current_spend + quota.reserved + costs > quota.monthly_limit then
      perform app.ai_tell(quota, 100);
      return query select 'broke', kept.output, kept.engine, kept.model, null::uuid;
      return;
    end if;
  end if;
  insert into public.ai_requests (org_id, agent, priority, key, reserved, subject_table, subject_id, expires_at)
  values (
    auth.org_id(), for_agent, with_priority, cache_key, costs, about ->> 'table', (about ->> 'id')::uuid,
    now() + make_interval(secs => seconds))
  on conflict do nothing returning id into made;
  if made is null then
    return query select 'flying', kept.output, kept.engine, kept.model, null::uuid;
    return;
  end if;
  select c.* into kept from app.ai_cached(cache_key) as c;
  if kept.fresh then -- answered between the first look and now
    delete from public.ai_requests as r where r.org_id = auth.org_id() and r.id = made;
    return query select 'cached', kept.output, kept.engine, kept.model, null::uuid;
    return;
  end if;
  if about ->> 'metric' is not null then
    took := app.usage_take(about ->> 'metric', about ->> 'unit');
    if took not in ('taken', 'known') then
      delete from public.ai_requests as r where r.org_id = auth.org_id() and r.id = made;
      return query select case took when 'refuse' then 'refused' else 'limited' end,
        kept.output, kept.engine, kept.model, null::uuid;
      return;
    end if;
    update public.ai_requests as r
    set metric = about ->> 'metric', unit = about ->> 'unit',
      counted_in = case took when 'taken' then (app.usage_now()).period_start end
    where r.org_id = auth.org_id() and r.id = made;
  end if;
  if costs > 0 then
    update public.ai_usage_quotas as u set reserved = u.reserved + costs where u.org_id = auth.org_id();
  end if;
  return query select 'yours', kept.output, kept.engine, kept.model, made;
end
$$;

-- Counts what was answered by the operator's models, gives back what was not.
create function app.usage_settle(asked public.ai_requests, run jsonb) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  counter constant text := coalesce(asked.metric, run ->> 'metric');
begin
  if counter is null then
    return;
  elsif not coalesce((run ->> 'counts')::boolean, false) then
    if asked.counted_in is not null then
      perform app.usage_give_back(asked.counted_in, counter, asked.unit);
    end if;
  elsif asked.counted_in is null then -- what counted it before may have given it back
    perform app.usage_add((app.usage_now()).period_start, counter, coalesce(asked.unit, run ->> 'unit'));
  end if;
end
$$;
comment on function app.usage_settle(public.ai_requests, jsonb) is 'Ends the count of a request by what its run came to.';
alter function app.usage_settle(public.ai_requests, jsonb) owner to service_role;
revoke execute on function app.usage_settle(public.ai_requests, jsonb) from public;
grant execute on function app.usage_settle(public.ai_requests, jsonb) to service_role;

create or replace function app.ai_end(run jsonb, made uuid, keep jsonb) returns uuid
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  run_id uuid;
  asked public.ai_requests;
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
  returning ai_agent_runs.id into run_id;
  select r.* into asked from public.ai_requests as r where r.org_id = auth.org_id() and r.id = made;
  perform app.ai_settle(made, coalesce((run ->> 'cost_usd')::numeric, 0));
  perform app.usage_settle(asked, run);
  if keep is not null then
    perform app.ai_keep(
      keep ->> 'key', run ->> 'agent', run ->> 'engine', run ->> 'model', keep -> 'output', (keep ->> 'seconds')::integer);
  end if;
  return run_id;
end
$$;

-- What waits may wait for the plan.
create or replace function app.ai_wait(for_agent text, with_priority text, name text, given jsonb, about jsonb) returns void
language sql security definer set search_path = pg_catalog
as $$
  insert into public.ai_requests (
    org_id, state, agent, priority, workflow, payload, as_who, subject_table, subject_id, metric, expires_at)
  values (
    auth.org_id(), 'waiting', for_agent, with_priority, name, given,
    jsonb_build_object('claims', auth.jwt(), 'actor', app.actor()), about ->> 'table', (about ->> 'id')::uuid,
    about ->> 'metric', now() + interval '62 days')
  on conflict do nothing
$$;
