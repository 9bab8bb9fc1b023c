-- Work whose worker died each time is run once more, only to say so: its record would have said for ever that it is at work.
-- And a death after a step was done is none of the attempts: whatever kills workers at one place does not let them come further.
--   wake_event '$lost'   marks that last run; it is of the run and not of the task, so whoever tries the task again begins anew

do $$
declare
  queue text;
begin
  foreach queue in array '{p0,p1,p2,p3}'::text[] loop
    execute format($sql$
      create or replace function app.expire_%1$s(most integer) returns integer language plpgsql as $f$
      declare
        x record;
        n integer := 0;
        last_word boolean;
      begin
        for x in
          select r.run_id, r.task_id, r.claimed_by, r.claim_expires_at, r.attempt, r.wake_event from absurd.r_%1$s as r
          where r.state = 'running' and r.claim_expires_at <= clock_timestamp()
          order by r.claim_expires_at limit most for update skip locked
        loop
          last_word := false;
          if x.wake_event is distinct from '$lost' then
            update absurd.t_%1$s as t set max_attempts = t.max_attempts + 1
            where t.task_id = x.task_id and exists (
              select from absurd.c_%1$s as k where k.task_id = x.task_id and k.owner_run_id = x.run_id);
            update absurd.t_%1$s as t set max_attempts = x.attempt + 1
            where t.task_id = x.task_id and t.max_attempts <= x.attempt;
            last_word := found;
          end if;
          perform absurd.fail_run('%1$s', x.run_id, jsonb_build_object('name', '$ClaimTimeout',
            'message', 'worker did not finish task within claim interval', 'workerId', x.claimed_by,
            'claimExpiredAt', x.claim_expires_at, 'attempt', x.attempt), clock_timestamp());
          if last_word then
            update absurd.r_%1$s as r set wake_event = '$lost' where r.task_id = x.task_id and r.attempt = x.attempt + 1;
          end if;
          n := n + 1;
        end loop;
        return n;
      end $f$;
    $sql$, queue);
  end loop;
end
$$;
