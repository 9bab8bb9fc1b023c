-- A death counts against the run that was at work. A worker holds many runs, and when it dies nobody knows whose fault that was:
-- poison would use up the attempts of whatever waits beside it. So a run whose workers died twice without its getting further is
-- a suspect. A worker takes one suspect at a time, and the next once that one has got further; only such a death is an attempt.
--   t.deaths   workers that died at it in a row, without a step done in between
--   t.spared   attempts that are none: its runs that died beside others, or after a step was done
--   r.suspect  is claimed one at a time

do $$
declare
  queue text;
begin
  foreach queue in array '{p0,p1,p2,p3}'::text[] loop
    execute format($sql$
      alter table absurd.t_%1$s add column deaths integer not null default 0, add column spared integer not null default 0;
      alter table absurd.r_%1$s add column suspect boolean not null default false;
      create index r_%1$s_suspect on absurd.r_%1$s (available_at) where suspect and state in ('pending', 'sleeping');
      drop function app.due_%1$s(uuid, integer, text[], integer);
      drop function app.busy_%1$s();

      create function app.due_%1$s(after uuid, each integer, names text[], most integer)
      returns table (run_id uuid, org_id uuid, task_name text, available_at timestamptz, rank bigint, suspect boolean)
      language sql stable as $f$
        with recursive orgs (org_id, n) as (
          (select r.org_id, 1 from absurd.r_%1$s as r
           where r.state in ('pending', 'sleeping') and r.org_id >= after and r.available_at <= now()
           order by r.org_id limit 1)
          union all
          select x.org_id, o.n + 1 from orgs as o
          cross join lateral (
            select r.org_id from absurd.r_%1$s as r
            where r.state in ('pending', 'sleeping') and r.org_id > o.org_id and r.available_at <= now()
            order by r.org_id limit 1) as x
          where o.n < most
        )
        select d.run_id, o.org_id, d.task_name, d.available_at,
          row_number() over (partition by o.org_id order by d.available_at), false
        from orgs as o
        cross join lateral (
          select r.run_id, r.task_name, r.available_at from absurd.r_%1$s as r
          where r.org_id = o.org_id and r.state in ('pending', 'sleeping') and r.available_at <= now()
            and r.task_name = any (names) and not r.suspect
          order by r.org_id, r.available_at, r.run_id limit each) as d
        union all
        (select r.run_id, r.org_id, r.task_name, r.available_at, 1, true from absurd.r_%1$s as r
         where r.suspect and r.state in ('pending', 'sleeping') and r.available_at <= now() and r.task_name = any (names)
         order by r.available_at limit 1)
      $f$;

      create function app.busy_%1$s() returns table (org_id uuid, task_name text, claimed_by text, suspect boolean)
      language sql stable as $f$
        select r.org_id, r.task_name, r.claimed_by, r.suspect and (
          select true from absurd.c_%1$s as k where k.task_id = r.task_id and k.owner_run_id = r.run_id limit 1) is null
        from absurd.r_%1$s as r where r.state = 'running'
      $f$;

      create or replace function app.expire_%1$s(most integer) returns integer language plpgsql as $f$
      declare
        x record;
        n integer := 0;
        counts boolean;
        last_word boolean;
        died integer;
      begin
        for x in
          select r.run_id, r.task_id, r.claimed_by, r.claim_expires_at, r.attempt, r.suspect, t.max_attempts,
            r.wake_event is not distinct from '$lost' as last_word,
            exists (select from absurd.c_%1$s as k where k.task_id = r.task_id and k.owner_run_id = r.run_id) as further
          from absurd.r_%1$s as r inner join absurd.t_%1$s as t on t.task_id = r.task_id
          where r.state = 'running' and r.claim_expires_at <= clock_timestamp()
          order by r.claim_expires_at, r.run_id limit most for update of r skip locked
        loop
          counts := x.suspect and not x.further;
          last_word := x.last_word or (counts and x.max_attempts <= x.attempt);
          update absurd.t_%1$s as t
          set deaths = case when x.further then 0 else t.deaths + 1 end, spared = t.spared + (not counts)::integer,
            max_attempts = t.max_attempts + (not counts or (last_word and not x.last_word))::integer
          where t.task_id = x.task_id returning t.deaths into died;
          perform absurd.fail_run('%1$s', x.run_id, jsonb_build_object('name', '$ClaimTimeout',
            'message', 'worker did not finish task within claim interval', 'workerId', x.claimed_by,
            'claimExpiredAt', x.claim_expires_at, 'attempt', x.attempt), clock_timestamp());
          update absurd.r_%1$s as r set suspect = died >= 2, wake_event = case when last_word then '$lost' end
          where r.task_id = x.task_id and r.attempt = x.attempt + 1 and (died >= 2 or last_word);
          n := n + 1;
        end loop;
        return n;
      end $f$;
    $sql$, queue);
  end loop;
end
$$;

create or replace function app.claim_work(
  queues text[], worker text, lease integer, free integer, names text[], caps jsonb, share integer, after uuid
) returns table (queue text, run_id uuid, task_id uuid, attempt integer, task_name text, params jsonb,
  wake_event text, event_payload jsonb, checkpoints jsonb)
language plpgsql
as $$
#variable_conflict use_column
declare
  chosen jsonb;
begin
  with due as (
    select 'p0' as queue, 0 as priority, d.* from app.due_p0(after, free, names, 64) as d where 'p0' = any (queues)
    union all
    select 'p1', 1, d.* from app.due_p1(after, free, names, 64) as d where 'p1' = any (queues)
    union all
    select 'p2', 2, d.* from app.due_p2(after, free, names, 64) as d where 'p2' = any (queues)
    union all
    select 'p3', 3, d.* from app.due_p3(after, free, names, 64) as d where 'p3' = any (queues)
  ),
  busy as materialized (
    select b.* from app.busy_p0() as b union all select b.* from app.busy_p1() as b
    union all select b.* from app.busy_p2() as b union all select b.* from app.busy_p3() as b
  ),
  weighed as (
    select d.*, greatest(8 * d.priority - extract(epoch from now() - d.available_at) / 10, 0) as weight from due as d
    where not d.suspect or not exists (select from busy as b where b.suspect and b.claimed_by = worker)
  ),
  ranked as (
    select d.queue, d.run_id, d.available_at, d.weight,
      (select count(*) from busy as b where b.org_id = d.org_id and b.claimed_by = worker) as held,
      (select count(*) from busy as b where b.org_id = d.org_id and b.task_name = d.task_name) as running,
      row_number() over (partition by d.org_id order by d.weight + d.rank, d.available_at) as overall,
      row_number() over (partition by d.org_id, d.task_name order by d.weight, d.available_at) as alike,
      d.suspect, row_number() over (partition by d.suspect order by d.weight, d.available_at) as turn,
      d.rank, (caps ->> d.task_name)::integer as cap
    from weighed as d
  ),
  first as (
    select r.queue, r.run_id from ranked as r
    where r.held + r.overall <= share and (r.cap is null or r.running + r.alike <= r.cap)
      and (not r.suspect or r.turn = 1)
    order by r.held + r.rank + r.weight, r.available_at limit free
  )
  select jsonb_object_agg(g.queue, g.ids) into chosen
  from (select f.queue, jsonb_agg(f.run_id) as ids from first as f group by f.queue) as g;

  if chosen ? 'p0' then
    return query select * from app.take_p0(app.ids(chosen -> 'p0'), worker, lease);
  end if;
  if chosen ? 'p1' then
    return query select * from app.take_p1(app.ids(chosen -> 'p1'), worker, lease);
  end if;
  if chosen ? 'p2' then
    return query select * from app.take_p2(app.ids(chosen -> 'p2'), worker, lease);
  end if;
  if chosen ? 'p3' then
    return query select * from app.take_p3(app.ids(chosen -> 'p3'), worker, lease);
  end if;
end
$$;

-- Pauses grow with the attempts that count.
create function app.fail_work(queue text, run uuid, reason jsonb) returns void
language plpgsql
as $$
declare
  again timestamptz;
begin
  execute format('select absurd.current_time()'
    ' + make_interval(secs => absurd.retry_delay_seconds(t.retry_strategy, r.attempt - t.spared))'
    ' from absurd.%I as r inner join absurd.%I as t on t.task_id = r.task_id where r.run_id = $1', 'r_' || queue, 't_' || queue)
  into again using run;
  perform absurd.fail_run(queue, run, reason, again);
end
$$;
comment on function app.fail_work(text, uuid, jsonb) is 'Ends a run that failed; it is tried again, later each time.';

create or replace function app.work_replay(work uuid) returns uuid
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
    ' jsonb_build_object(''max_attempts'', greatest(t.max_attempts - t.spared, 3), ''retry_strategy'', t.retry_strategy)) as s'
    ' where t.task_id = $1', 't_' || queue, queue) into made using work;
  return made;
end
$$;
