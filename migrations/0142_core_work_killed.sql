-- A run whose worker was killed is tried again as soon as its lease is over: the lease was the pause. Growing pauses are for
-- work that fails; an import killed ten times would have waited ten minutes for its next chunk.

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
      begin
        for x in
          select r.run_id, r.claimed_by, r.claim_expires_at, r.attempt from absurd.r_%1$s as r
          where r.state = 'running' and r.claim_expires_at <= clock_timestamp()
          order by r.claim_expires_at limit most for update skip locked
        loop
          perform absurd.fail_run('%1$s', x.run_id, jsonb_build_object('name', '$ClaimTimeout',
            'message', 'worker did not finish task within claim interval', 'workerId', x.claimed_by,
            'claimExpiredAt', x.claim_expires_at, 'attempt', x.attempt), clock_timestamp());
          n := n + 1;
        end loop;
        return n;
      end $f$;
    $sql$, queue);
  end loop;
end
$$;
