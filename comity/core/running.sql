-- name: sleep
-- Wakes the run at a time.
select absurd.schedule_run(:queue, :run::uuid, absurd.current_time() + make_interval(secs => :seconds::double precision));

-- name: wait
-- Wakes the run by an event, or too late.
select should_suspend, payload
from absurd.await_event(:queue, :task::uuid, :run::uuid, :step, :event, :timeout::integer);

-- name: extend
-- The run takes longer.
select absurd.extend_claim(:queue, :run::uuid, :lease::integer);

-- name: fail
-- The run failed, and is tried again if it may be.
select app.fail_work(:queue, :run::uuid, :reason::jsonb);

-- name: give_up
-- The run failed for good: trying again will not help.
select app.give_up_work(:queue, :run::uuid, :reason::jsonb);

-- name: last
-- Whether nothing more is tried when this run fails.
select app.last_attempt(:queue, :run::uuid) as last;
