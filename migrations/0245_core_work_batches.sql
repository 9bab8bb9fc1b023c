-- Steps and ends of many runs at once: a worker's runs share a commit, which is what a step costs most (decision 0140).

create function app.make_batched(queue text) returns void
language plpgsql
as $make$
begin
  -- Numbers of the entries whose run is still the caller's; the others changed nothing. A plan made while the tables
  -- are empty would read them whole once they are full, so it goes by the keys.
  execute format($sql$
    create function app.put_down_%1$s(entries jsonb) returns setof integer language plpgsql
    set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $f$
    begin
      return query
      with e as materialized (
        select * from jsonb_to_recordset(entries)
          as x (n integer, run uuid, task uuid, step text, state jsonb, lease integer)
      ),
      ended as (
        update absurd.r_%1$s as r set state = 'completed', completed_at = clock_timestamp(), result = e.state
        from e where e.step is null and r.run_id = e.run and r.state = 'running'
        returning e.n, e.run, r.task_id, e.state
      ),
      told as (
        update absurd.t_%1$s as t set state = 'completed', completed_payload = d.state, last_attempt_run = d.run
        from ended as d where t.task_id = d.task_id
      ),
      forgotten as (
        delete from absurd.w_%1$s as w using ended as d where w.run_id = d.run
      ),
      kept as (
        insert into absurd.c_%1$s as k (task_id, checkpoint_name, state, owner_run_id)
        select e.task, e.step, e.state, e.run from e
        inner join absurd.r_%1$s as r on r.run_id = e.run and r.state = 'running'
        where e.step is not null
        on conflict (task_id, checkpoint_name) do update
        set state = excluded.state, owner_run_id = excluded.owner_run_id, updated_at = clock_timestamp()
        returning k.task_id, k.checkpoint_name
      ),
      longer as (
        update absurd.r_%1$s as r set claim_expires_at = clock_timestamp() + make_interval(secs => e.lease)
        from e where e.step is not null and e.lease > 0 and r.run_id = e.run and r.state = 'running'
      )
      select d.n from ended as d
      union all
      select e.n from kept as k inner join e on e.task = k.task_id and e.step = k.checkpoint_name;
    end $f$;
  $sql$, queue);
end
$make$;

select app.make_batched(queue) from unnest('{p0,p1,p2,p3}'::text[]) as queue;

create function app.put_down(queue text, entries jsonb) returns setof integer
language plpgsql
as $$
begin
  case queue
    when 'p0' then return query select * from app.put_down_p0(entries);
    when 'p1' then return query select * from app.put_down_p1(entries);
    when 'p2' then return query select * from app.put_down_p2(entries);
    else return query select * from app.put_down_p3(entries);
  end case;
end
$$;
comment on function app.put_down(text, jsonb) is
  'Keeps results of steps and ends runs, many at once; the numbers of those whose run was still the caller''s.';

drop function app.finish_work(text, uuid, jsonb);
drop function app.finish_p0(uuid, jsonb), app.finish_p1(uuid, jsonb), app.finish_p2(uuid, jsonb), app.finish_p3(uuid, jsonb);
