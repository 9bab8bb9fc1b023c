-- Work made visible: owners and admins see what ran for their organisation, step by step, and may stop it or run it again.
-- seed: D26, D28, J20, J21

create function app.watch_work() returns uuid
language plpgsql stable security definer set search_path = pg_catalog
as $$
begin
  if auth.org_id() is null or not coalesce(auth.has_role('owner', 'admin'), false) then
    raise exception 'Only owners and admins watch the work.' using errcode = '42501';
  end if;
  return auth.org_id();
end
$$;
comment on function app.watch_work() is 'The caller''s organisation, if the caller may watch its work.';
alter function app.watch_work() owner to service_role;

create type app.work_seen as (
  queue text, id uuid, workflow text, state text, attempts integer, max_attempts integer, enqueued_at timestamptz,
  started_at timestamptz, ended_at timestamptz, due_at timestamptz, waits_for text, problem text, key text
);

create function app.make_seen(queue text) returns void
language plpgsql
as $make$
begin
  execute format($sql$
    create function app.seen_%1$s(org uuid, which_state text, which_workflow text, before uuid, most integer)
    returns setof app.work_seen language sql stable as $f$
      select '%1$s', t.task_id, t.task_name, t.state, t.attempts, t.max_attempts, t.enqueue_at, t.first_started_at,
        coalesce(t.cancelled_at, r.completed_at, case when t.state = 'failed' then r.failed_at end),
        case when t.state in ('pending', 'sleeping') and r.available_at < 'infinity' then r.available_at end, r.wake_event,
        case when t.state <> 'completed' then coalesce(r.failure_reason, p.failure_reason) ->> 'message' end,
        t.idempotency_key
      from absurd.t_%1$s as t
      left join absurd.r_%1$s as r on r.run_id = t.last_attempt_run
      left join lateral (
        select x.failure_reason from absurd.r_%1$s as x
        where x.task_id = t.task_id and x.failure_reason is not null order by x.attempt desc limit 1) as p on true
      where t.org_id = org and (before is null or t.task_id < before)
        and (which_state is null or t.state = which_state)
        and (which_workflow is null or t.task_name = which_workflow)
      order by t.task_id desc limit most
    $f$;
    create function app.depth_%1$s(org uuid)
    returns table (queue text, state text, n bigint, oldest timestamptz) language sql stable as $f$
      select '%1$s', t.state, count(*), min(t.enqueue_at) from absurd.t_%1$s as t
      where t.org_id = org and (t.state in ('pending', 'sleeping', 'running')
        or (t.state = 'failed' and t.enqueue_at > now() - interval '1 day'))
      group by t.state
    $f$;
  $sql$, queue);
end
$make$;
select app.make_seen(queue) from unnest('{p0,p1,p2,p3}'::text[]) as queue;

create function app.work_list(which_state text, which_workflow text, before uuid, most integer)
returns setof app.work_seen
language plpgsql stable security definer set search_path = pg_catalog
as $$
declare
  org constant uuid := app.watch_work();
begin
  return query
    select s.* from (
      select * from app.seen_p0(org, which_state, which_workflow, before, most)
      union all select * from app.seen_p1(org, which_state, which_workflow, before, most)
      union all select * from app.seen_p2(org, which_state, which_workflow, before, most)
      union all select * from app.seen_p3(org, which_state, which_workflow, before, most)
    ) as s order by s.id desc limit most;
end
$$;
comment on function app.work_list(text, text, uuid, integer) is 'Work of the caller''s organisation, newest first.';

create function app.work_depth() returns table (queue text, state text, n bigint, oldest timestamptz)
language plpgsql stable security definer set search_path = pg_catalog
as $$
declare
  org constant uuid := app.watch_work();
begin
  return query
    select * from app.depth_p0(org) union all select * from app.depth_p1(org)
    union all select * from app.depth_p2(org) union all select * from app.depth_p3(org);
end
$$;
comment on function app.work_depth() is 'How much waits, runs and failed lately on each queue, and since when.';

-- Which queue a piece of the caller's work is on; refused when there is none.
create function app.work_place(work uuid) returns text
language plpgsql stable security definer set search_path = pg_catalog
as $$
declare
  org constant uuid := app.watch_work();
  found_on text;
begin
  select x.queue into found_on from (
    select 'p0' as queue from absurd.t_p0 where task_id = work and org_id = org
    union all select 'p1' from absurd.t_p1 where task_id = work and org_id = org
    union all select 'p2' from absurd.t_p2 where task_id = work and org_id = org
    union all select 'p3' from absurd.t_p3 where task_id = work and org_id = org) as x;
  return found_on;
end
$$;

create function app.work_one(work uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog
as $$
declare
  queue constant text := app.work_place(work);
  found_work jsonb;
begin
  if queue is null then
    return null;
  end if;
  execute format($q$
    select jsonb_build_object('queue', %L, 'id', t.task_id, 'workflow', t.task_name, 'state', t.state,
      'attempts', t.attempts, 'max_attempts', t.max_attempts, 'enqueued_at', t.enqueue_at,
      'started_at', t.first_started_at, 'key', t.idempotency_key, 'payload', t.params -> 'payload',
      'who', jsonb_build_object('email', t.params #> '{who,claims,email}', 'agent', t.params #> '{who,actor,agent}',
        'name', t.params #> '{who,actor,name}'),
      'result', t.completed_payload,
      'runs', (select coalesce(jsonb_agg(jsonb_build_object('attempt', r.attempt, 'state', r.state,
          'started_at', r.started_at, 'completed_at', r.completed_at, 'failed_at', r.failed_at, 'wake_event', r.wake_event,
          'available_at', case when r.available_at < 'infinity' then r.available_at end, 'by', r.claimed_by,
          'problem', r.failure_reason ->> 'message', 'problem_kind', r.failure_reason ->> 'name') order by r.attempt), '[]')
        from absurd.%I as r where r.task_id = t.task_id),
      'steps', (select coalesce(jsonb_agg(jsonb_build_object('name', c.checkpoint_name, 'at', c.updated_at, 'state', c.state)
          order by c.updated_at), '[]')
        from absurd.%I as c where c.task_id = t.task_id))
    from absurd.%I as t where t.task_id = $1$q$, queue, 'r_' || queue, 'c_' || queue, 't_' || queue)
  into found_work using work;
  return found_work;
end
$$;
comment on function app.work_one(uuid) is 'One piece of work with its runs, steps, input and output; null when there is none.';

create function app.work_cancel(work uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  queue constant text := app.work_place(work);
begin
  if queue is null then
    return false;
  end if;
  perform absurd.cancel_task(queue, work);
  return true;
end
$$;
comment on function app.work_cancel(uuid) is 'Stops a piece of the caller''s organisation''s work.';

-- Runs it again from a step on (steps before it are not repeated), or from where it stopped.
create function app.work_retry(work uuid, from_step text) returns boolean
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  queue constant text := app.work_place(work);
  was text;
begin
  if queue is null then
    return false;
  end if;
  execute format('select t.state from absurd.%I as t where t.task_id = $1 for update', 't_' || queue) into was using work;
  if was not in ('failed', 'cancelled', 'completed') then
    raise exception 'This work is not over yet.' using errcode = '23514', constraint = 'work_not_over';
  end if;
  execute format('update absurd.%I set state = ''failed'', completed_payload = null, cancelled_at = null'
    ' where task_id = $1 and state in (''failed'', ''cancelled'', ''completed'')', 't_' || queue) using work;
  if from_step is not null then
    execute format('delete from absurd.%1$I where task_id = $1 and updated_at >='
      ' (select c.updated_at from absurd.%1$I as c where c.task_id = $1 and c.checkpoint_name = $2)', 'c_' || queue)
      using work, from_step;
  end if;
  perform absurd.retry_task(queue, work);
  return true;
end
$$;
comment on function app.work_retry(uuid, text) is 'Runs work again, from a step or from where it stopped.';

create function app.work_replay(work uuid) returns uuid
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  queue constant text := app.work_place(work);
  made uuid;
begin
  if queue is null then
    return null;
  end if;
  execute format('select s.task_id from absurd.%I as t cross join lateral absurd.spawn_task(%L, t.task_name, t.params,'
    ' jsonb_build_object(''max_attempts'', t.max_attempts, ''retry_strategy'', t.retry_strategy)) as s'
    ' where t.task_id = $1', 't_' || queue, queue) into made using work;
  return made;
end
$$;
comment on function app.work_replay(uuid) is 'Starts the same work once more, from the beginning, as whoever it was for.';

create function app.fact_list(before uuid, most integer)
returns table (id uuid, kind text, subject uuid, payload jsonb, at timestamptz, dispatched_at timestamptz, by text)
language plpgsql stable security definer set search_path = pg_catalog
as $$
declare
  org constant uuid := app.watch_work();
begin
  return query
    select f.id, f.kind, f.subject, f.payload, f.at, f.dispatched_at,
      coalesce(f.who #>> '{actor,agent}', f.who #>> '{actor,name}', f.who #>> '{claims,email}')
    from app.facts as f where f.org_id = org and (before is null or f.id < before) order by f.id desc limit most;
end
$$;
comment on function app.fact_list(uuid, integer) is 'What happened in the caller''s organisation, newest first.';
create index facts_of_organisation on app.facts (org_id, id desc);

-- What a fact started: its handlers' work, by the keys they were started under.
create function app.fact_work(facts uuid[]) returns table (fact_id uuid, workflow text, id uuid, state text)
language plpgsql stable security definer set search_path = pg_catalog
as $$
declare
  org constant uuid := app.watch_work();
begin
  return query
    select split_part(t.idempotency_key, ':', 1)::uuid, t.task_name, t.task_id, t.state
    from (
      select * from absurd.t_p0 union all select * from absurd.t_p1
      union all select * from absurd.t_p2 union all select * from absurd.t_p3) as t
    where t.org_id = org and t.enqueue_at > now() - interval '31 days'
      and t.idempotency_key ~ '^[0-9a-f-]{36}:' and split_part(t.idempotency_key, ':', 1)::uuid = any (facts);
end
$$;
comment on function app.fact_work(uuid[]) is 'The work that facts started.';

do $$
declare
  f regprocedure;
begin
  foreach f in array array[
    'app.work_list(text,text,uuid,integer)', 'app.work_depth()', 'app.work_place(uuid)', 'app.work_one(uuid)',
    'app.work_cancel(uuid)', 'app.work_retry(uuid,text)', 'app.work_replay(uuid)', 'app.fact_list(uuid,integer)',
    'app.fact_work(uuid[])', 'app.watch_work()']::regprocedure[]
  loop
    execute format('alter function %s owner to service_role', f);
    execute format('revoke all on function %s from public, anon', f);
    execute format('grant execute on function %s to authenticated, service_role', f);
  end loop;
end
$$;
