-- name: start
-- Starts a workflow when this transaction commits.
select app.start_work(
  :queue, :workflow, :payload::jsonb, :key, :attempts::integer, :as_who::jsonb
);

-- name: checkpoint
-- Remembers a step's result together with its effects.
select app.checkpoint(
  :queue, :task::uuid, :step, :state::jsonb, :run::uuid, :lease::integer
);

-- name: dispatch
-- Hands waiting facts to the workflows that asked for their kind.
select handled, last_org from app.dispatch_facts(:handlers::jsonb, :after::uuid, :carefully::boolean);

-- name: later
-- Starts a workflow once nobody asked for it again for a while.
select app.start_later(
  :queue, :workflow, :payload::jsonb, :key, :attempts::integer, :seconds::double precision, :as_who::jsonb
);

-- name: emit
-- Wakes work that waits for an event.
select app.emit_event(:event, :payload::jsonb);

-- name: await_fact
-- Says which fact a workflow waits for.
select app.await_fact(:event, :queue, :kind, :subject::uuid, :seconds::double precision);

-- name: take_slot
-- A place at an outside service.
select app.take_slot(:service, :most::integer, :holder, :seconds::double precision) as taken;

-- name: free_slot
-- The place is somebody else's.
delete from app.slots where service = :service and holder = :holder;

-- name: timezones
-- Organisations by timezone, for what is due at their own hours.
select timezone, array_agg(org_id) as organisations from organizations group by timezone;
