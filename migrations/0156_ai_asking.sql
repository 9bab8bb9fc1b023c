-- Asking: cached, under way, too dear, or go ahead; and what is written once an answer is there.  seed: AC08, AC11

-- `state` is cached (here it is), flying (somebody asks this very question now), broke (no budget) or yours (ask; settle
-- afterwards with app.ai_end). A stale answer travels along for when nobody else answers.
create function app.ai_begin(
  cache_key text, for_agent text, with_priority text, costs numeric, seconds double precision, about jsonb
) returns table (state text, output jsonb, engine text, model text, request uuid)
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  kept record;
  quota public.ai_usage_quotas;
  made uuid;
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
  if costs > 0 then
    update public.ai_usage_quotas as u set reserved = u.reserved + costs where u.org_id = auth.org_id();
  end if;
  return query select 'yours', kept.output, kept.engine, kept.model, made;
end
$$;
comment on function app.ai_begin(text, text, text, numeric, double precision, jsonb) is
  'What is known of a question, or the right to ask it: one asker an organisation, and within the budget.';
alter function app.ai_begin(text, text, text, numeric, double precision, jsonb) owner to service_role;
grant execute on function app.ai_begin(text, text, text, numeric, double precision, jsonb) to authenticated, service_role;

-- Gives back what was reserved, adds what it cost, tells admins at 80 and 100 percent.
create function app.ai_settle(made uuid, cost numeric) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  held numeric;
  quota public.ai_usage_quotas;
begin
  select r.reserved into held from public.ai_requests as r where r.org_id = auth.org_id() and r.id = made;
  if coalesce(held, 0) = 0 and cost = 0 then
    delete from public.ai_requests as r where r.org_id = auth.org_id() and r.id = made;
    return;
  end if;
  perform app.ai_quota();
  delete from public.ai_requests as r where r.org_id = auth.org_id() and r.id = made returning r.reserved into held;
  update public.ai_usage_quotas as u
  set reserved = greatest(0, u.reserved - coalesce(held, 0)), current_spend = u.current_spend + cost
  where u.org_id = auth.org_id() returning * into quota;
  perform app.ai_tell(quota, case when quota.monthly_limit = 0 then 100
    else least(floor(100 * quota.current_spend / quota.monthly_limit), 999)::integer end);
end
$$;
comment on function app.ai_settle(uuid, numeric) is 'Ends a request: its reservation goes, its cost stays.';
alter function app.ai_settle(uuid, numeric) owner to service_role;
revoke execute on function app.ai_settle(uuid, numeric) from public;
grant execute on function app.ai_settle(uuid, numeric) to service_role;

-- Writes a run, ends its request, keeps its answer; the run's id.
create function app.ai_end(run jsonb, made uuid, keep jsonb) returns uuid
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  run_id uuid;
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
  perform app.ai_settle(made, coalesce((run ->> 'cost_usd')::numeric, 0));
  if keep is not null then
    perform app.ai_keep(
      keep ->> 'key', run ->> 'agent', run ->> 'engine', run ->> 'model', keep -> 'output', (keep ->> 'seconds')::integer);
  end if;
  return run_id;
end
$$;
comment on function app.ai_end(jsonb, uuid, jsonb) is 'Writes a run down, settles its cost and keeps its answer, all or nothing.';
alter function app.ai_end(jsonb, uuid, jsonb) owner to service_role;
grant execute on function app.ai_end(jsonb, uuid, jsonb) to authenticated, service_role;

-- Something to do again once there is a budget: once, however often it is asked for.
create function app.ai_wait(for_agent text, with_priority text, name text, given jsonb, about jsonb) returns void
language sql security definer set search_path = pg_catalog
as $$
  insert into public.ai_requests (
    org_id, state, agent, priority, workflow, payload, as_who, subject_table, subject_id, expires_at)
  values (
    auth.org_id(), 'waiting', for_agent, with_priority, name, given,
    jsonb_build_object('claims', auth.jwt(), 'actor', app.actor()), about ->> 'table', (about ->> 'id')::uuid,
    now() + interval '62 days')
  on conflict do nothing
$$;
comment on function app.ai_wait(text, text, text, jsonb, jsonb) is 'Remembers a workflow to start once there is a budget again.';
alter function app.ai_wait(text, text, text, jsonb, jsonb) owner to service_role;
grant execute on function app.ai_wait(text, text, text, jsonb, jsonb) to authenticated, service_role;

-- Whoever asked may stop, and so may an admin; whoever holds it looks once a second.
create function app.ai_cancel(made uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  delete from public.ai_requests as r
  where r.org_id = auth.org_id() and r.id = made and r.state = 'waiting'
    and (auth.org_role() in ('owner', 'admin') or r.user_id = auth.uid());
  if found then
    return true;
  end if;
  update public.ai_requests as r set cancelled_at = now()
  where r.org_id = auth.org_id() and r.id = made
    and (auth.org_role() in ('owner', 'admin') or r.user_id = auth.uid());
  return found;
end
$$;
comment on function app.ai_cancel(uuid) is 'Stops a request: its asker''s right, and the admins''.';
alter function app.ai_cancel(uuid) owner to service_role;
grant execute on function app.ai_cancel(uuid) to authenticated, service_role;

-- Of these requests, those somebody stopped.
create function app.ai_cancelled(made uuid[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog
as $$
  select r.id from public.ai_requests as r where r.id = any (made) and r.cancelled_at is not null
$$;
comment on function app.ai_cancelled(uuid[]) is 'Which of these requests were stopped; for the process that holds them.';
alter function app.ai_cancelled(uuid[]) owner to service_role;
revoke execute on function app.ai_cancelled(uuid[]) from public;
grant execute on function app.ai_cancelled(uuid[]) to service_role;
