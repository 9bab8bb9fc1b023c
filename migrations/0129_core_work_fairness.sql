-- Fair work: whose task it is stands beside each run, and claims are ordered by rank within the organisation, so that
-- nobody's flood delays another's one task. Strict priority starved others for seconds; this order does not (stack.md).
-- seed: J14, C28

create function app.task_org(params jsonb) returns uuid
language sql immutable parallel safe
as $$
  select coalesce((params #>> '{who,claims,org_id}')::uuid, '00000000-0000-0000-0000-000000000000'::uuid)
$$;
comment on function app.task_org(jsonb) is 'The organisation a task works for; zeros for the house itself.';

create function app.stamp_task() returns trigger
language plpgsql
as $$
begin
  new.org_id := app.task_org(new.params);
  return new;
end
$$;

-- The functions of one queue: static statements, so that their plans are kept.
create function app.make_fair(queue text) returns void
language plpgsql
as $make$
begin
  execute format($sql$
    alter table absurd.t_%1$s add column org_id uuid;
    alter table absurd.r_%1$s add column org_id uuid, add column task_name text;
    update absurd.t_%1$s set org_id = app.task_org(params);
    update absurd.r_%1$s as r set org_id = t.org_id, task_name = t.task_name
    from absurd.t_%1$s as t where t.task_id = r.task_id;
    create index t_%1$s_org on absurd.t_%1$s (org_id, task_id);
    create index r_%1$s_due on absurd.r_%1$s (org_id, available_at, run_id) where state in ('pending', 'sleeping');
    create index r_%1$s_busy on absurd.r_%1$s (org_id) where state = 'running';
    create trigger stamp before insert on absurd.t_%1$s for each row execute function app.stamp_task();
  $sql$, queue);

  execute format($sql$
    create function app.stamp_run_%1$s() returns trigger language plpgsql as $f$
    begin
      select t.org_id, t.task_name into new.org_id, new.task_name from absurd.t_%1$s as t where t.task_id = new.task_id;
      return new;
    end $f$;
    create trigger stamp before insert on absurd.r_%1$s for each row execute function app.stamp_run_%1$s();
  $sql$, queue);

  -- The first runs of each organisation that has any due, from organisation to organisation by the index.
  execute format($sql$
    create function app.due_%1$s(after uuid, each integer, names text[], most integer)
    returns table (run_id uuid, org_id uuid, task_name text, available_at timestamptz, rank bigint)
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
      select d.run_id, o.org_id, d.task_name, d.available_at, row_number() over (partition by o.org_id order by d.available_at)
      from orgs as o
      cross join lateral (
        select r.run_id, r.task_name, r.available_at from absurd.r_%1$s as r
        where r.org_id = o.org_id and r.state in ('pending', 'sleeping') and r.available_at <= now()
          and r.task_name = any (names)
        order by r.org_id, r.available_at, r.run_id limit each) as d
    $f$;
    create function app.busy_%1$s() returns table (org_id uuid, task_name text, claimed_by text)
    language sql stable as $f$
      select r.org_id, r.task_name, r.claimed_by from absurd.r_%1$s as r where r.state = 'running'
    $f$;
  $sql$, queue);

  -- Runs whose lease ran out fail, to be tried again; and chosen runs are claimed, as absurd.claim_task does both.
  execute format($sql$
    create function app.expire_%1$s(most integer) returns integer language plpgsql as $f$
    declare
      x record;
      n integer := 0;
    begin
      for x in
        select r.run_id, r.claimed_by, r.claim_expires_at, r.attempt from absurd.r_%1$s as r
        where r.state = 'running' and r.claim_expires_at <= clock_timestamp()
        order by r.claim_expires_at limit most for update skip locked
      loop
        perform absurd.fail_run('%1$s', x.run_id, jsonb_build_object('name', '$ClaimTimeout',
          'message', 'worker did not finish task within claim interval', 'workerId', x.claimed_by,
          'claimExpiredAt', x.claim_expires_at, 'attempt', x.attempt), null);
        n := n + 1;
      end loop;
      return n;
    end $f$;
    create function app.take_%1$s(ids uuid[], worker text, lease integer)
    returns table (queue text, run_id uuid, task_id uuid, attempt integer, task_name text, params jsonb,
      wake_event text, event_payload jsonb, checkpoints jsonb)
    language sql as $f$
      with chosen as (
        select r.run_id from absurd.r_%1$s as r
        inner join absurd.t_%1$s as t on t.task_id = r.task_id
        where r.run_id = any (ids) and r.state in ('pending', 'sleeping') and t.state in ('pending', 'sleeping', 'running')
        order by r.run_id for update of r skip locked
      ),
      claimed as (
        update absurd.r_%1$s as r
        set state = 'running', claimed_by = worker, claim_expires_at = clock_timestamp() + make_interval(secs => lease),
          started_at = clock_timestamp(), available_at = clock_timestamp()
        where r.run_id in (select c.run_id from chosen as c)
        returning r.run_id, r.task_id, r.attempt, r.wake_event, r.event_payload
      ),
      marked as (
        update absurd.t_%1$s as t
        set state = 'running', attempts = greatest(t.attempts, c.attempt),
          first_started_at = coalesce(t.first_started_at, clock_timestamp()), last_attempt_run = c.run_id
        from claimed as c where t.task_id = c.task_id
        returning t.task_id, t.task_name, t.params
      ),
      woken as (
        delete from absurd.w_%1$s as w using claimed as c
        where w.run_id = c.run_id and w.timeout_at <= clock_timestamp()
      )
      select '%1$s'::text, c.run_id, c.task_id, c.attempt, m.task_name, m.params, c.wake_event, c.event_payload,
        (select jsonb_object_agg(k.checkpoint_name, k.state) from absurd.c_%1$s as k where k.task_id = c.task_id)
      from claimed as c inner join marked as m on m.task_id = c.task_id
    $f$;
  $sql$, queue);

  -- A step's result and the end of a run, refused once the run is no longer the caller's. The lease is made longer only
  -- where `lease` says so: its index makes that dear.
  execute format($sql$
    create function app.keep_%1$s(task uuid, step text, value jsonb, run uuid, lease integer) returns void
    language plpgsql as $f$
    begin
      insert into absurd.c_%1$s as k (task_id, checkpoint_name, state, owner_run_id)
      select task, step, value, run from absurd.r_%1$s as r where r.run_id = run and r.state = 'running'
      on conflict (task_id, checkpoint_name) do update
      set state = excluded.state, owner_run_id = excluded.owner_run_id, updated_at = clock_timestamp();
      if not found then
        raise exception sqlstate 'AB002' using message = 'This run is no longer ours.';
      end if;
      if lease > 0 then
        update absurd.r_%1$s set claim_expires_at = clock_timestamp() + make_interval(secs => lease)
        where run_id = run and state = 'running';
      end if;
    end $f$;
    create function app.finish_%1$s(run uuid, value jsonb) returns void language plpgsql as $f$
    declare
      task uuid;
    begin
      update absurd.r_%1$s set state = 'completed', completed_at = clock_timestamp(), result = value
      where run_id = run and state = 'running' returning task_id into task;
      if task is null then
        raise exception sqlstate 'AB002' using message = 'This run is no longer ours.';
      end if;
      update absurd.t_%1$s set state = 'completed', completed_payload = value, last_attempt_run = run where task_id = task;
      delete from absurd.w_%1$s where run_id = run;
    end $f$;
  $sql$, queue);
end
$make$;

select app.make_fair(queue) from unnest('{p0,p1,p2,p3}'::text[]) as queue;

-- Claims for one worker. Order: rank within the organisation (what it has running counts) plus eight for each step of
-- priority, less one for every ten seconds of waiting, so that nothing waits for ever.
--   share  how many slots of this worker one organisation may hold
--   caps   {"workflow": at once for each organisation}
--   after  the organisation to begin at, so that everybody's turn comes however many there are
create function app.claim_work(
  queues text[], worker text, lease integer, free integer, names text[], caps jsonb, share integer, after uuid
)
returns table (queue text, run_id uuid, task_id uuid, attempt integer, task_name text, params jsonb,
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
  ),
  ranked as (
    select d.queue, d.run_id, d.available_at, d.weight,
      (select count(*) from busy as b where b.org_id = d.org_id and b.claimed_by = worker) as held,
      (select count(*) from busy as b where b.org_id = d.org_id and b.task_name = d.task_name) as running,
      row_number() over (partition by d.org_id order by d.weight + d.rank, d.available_at) as overall,
      row_number() over (partition by d.org_id, d.task_name order by d.weight, d.available_at) as alike,
      d.rank, (caps ->> d.task_name)::integer as cap
    from weighed as d
  ),
  first as (
    select r.queue, r.run_id from ranked as r
    where r.held + r.overall <= share and (r.cap is null or r.running + r.alike <= r.cap)
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
comment on function app.claim_work(text[], text, integer, integer, text[], jsonb, integer, uuid) is
  'Claims work for one worker, fairly between organisations.';

create function app.ids(list jsonb) returns uuid[]
language sql immutable
as $$ select array_agg(e::uuid) from jsonb_array_elements_text(list) as e $$;

create function app.expire_work() returns integer
language sql
as $$ select app.expire_p0(20) + app.expire_p1(20) + app.expire_p2(20) + app.expire_p3(20) $$;
comment on function app.expire_work() is 'Gives back what a worker that died was doing.';

create or replace function app.checkpoint(queue text, task uuid, step text, state jsonb, run uuid, lease_seconds integer)
returns void
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  case queue
    when 'p0' then perform app.keep_p0(task, step, state, run, lease_seconds);
    when 'p1' then perform app.keep_p1(task, step, state, run, lease_seconds);
    when 'p2' then perform app.keep_p2(task, step, state, run, lease_seconds);
    else perform app.keep_p3(task, step, state, run, lease_seconds);
  end case;
end
$$;
comment on function app.checkpoint(text, uuid, text, jsonb, uuid, integer) is
  'Keeps a step''s result in the caller''s transaction, if the run is still the caller''s.';

create function app.finish_work(queue text, run uuid, value jsonb) returns void
language plpgsql
as $$
begin
  case queue
    when 'p0' then perform app.finish_p0(run, value);
    when 'p1' then perform app.finish_p1(run, value);
    when 'p2' then perform app.finish_p2(run, value);
    else perform app.finish_p3(run, value);
  end case;
end
$$;
comment on function app.finish_work(text, uuid, jsonb) is 'A run has ended well.';
