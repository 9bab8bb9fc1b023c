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
select app.dispatch_facts(:handlers::jsonb);
