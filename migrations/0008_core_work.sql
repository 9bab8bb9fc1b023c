-- Durable work: started in the transaction that causes it, checkpointed in the transaction of each step.
-- The tables and functions of schema absurd come with the library (comity/core/migrate.py installs them).

-- Starts a workflow as the caller, on the queue of its priority. The same key starts it once.
create function app.start_work(
  queue text, workflow text, payload jsonb, key text default null, attempts integer default 5,
  as_who jsonb default null
) returns uuid
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  who constant jsonb := case when auth.role() = 'service_role' then coalesce(as_who, app.whoami()) else app.whoami() end;
begin
  return (
    select t.task_id from absurd.spawn_task(
      queue, workflow, jsonb_build_object('payload', payload, 'who', who),
      jsonb_strip_nulls(jsonb_build_object(
        'idempotency_key', case when key is not null then coalesce(auth.org_id()::text, '-') || ':' || key end,
        'max_attempts', attempts,
        'retry_strategy', jsonb_build_object('kind', 'exponential', 'base_seconds', 1, 'factor', 2, 'max_seconds', 600)
      ))
    ) as t);
end
$$;

create function app.whoami() returns jsonb
language sql stable
as $$ select jsonb_build_object('claims', auth.jwt(), 'actor', app.actor()) $$;
comment on function app.whoami() is 'The caller, in the shape background work carries (comity/core/who.py).';

-- A step's result, kept in the same transaction as its effects: both or neither, so nothing is done twice.
create function app.checkpoint(
  queue text, task uuid, step text, state jsonb, run uuid, lease_seconds integer
) returns void
language sql security definer set search_path = pg_catalog
as $$ select absurd.set_task_checkpoint_state(queue, task, step, state, run, lease_seconds) $$;

-- Hands waiting facts, oldest first, to the workflows that asked for their kind. Each fact once: it is marked in the
-- transaction that starts its workflows, and their keys carry its id.
--   handlers  {"sales.lead_won": [{"queue": "p2", "workflow": "sales.onboard", "attempts": 5}, ...], ...}
create function app.dispatch_facts(handlers jsonb, at_most integer default 500) returns integer
language plpgsql
as $$
declare
  f app.facts;
  h jsonb;
  handled integer := 0;
begin
  for f in
    select * from app.facts where dispatched_at is null order by id limit at_most for update skip locked
  loop
    for h in select * from jsonb_array_elements(coalesce(handlers -> f.kind, '[]')) loop
      perform absurd.spawn_task(
        h ->> 'queue', h ->> 'workflow',
        jsonb_build_object('payload', f.payload || jsonb_build_object('subject', f.subject, 'fact_id', f.id), 'who', f.who),
        jsonb_build_object(
          'idempotency_key', f.id::text || ':' || (h ->> 'workflow'), 'max_attempts', (h ->> 'attempts')::integer,
          'retry_strategy', jsonb_build_object('kind', 'exponential', 'base_seconds', 1, 'factor', 2, 'max_seconds', 600)));
    end loop;
    update app.facts set dispatched_at = clock_timestamp() where id = f.id;
    handled := handled + 1;
  end loop;
  return handled;
end
$$;

alter function app.start_work(text, text, jsonb, text, integer, jsonb) owner to service_role;
alter function app.checkpoint(text, uuid, text, jsonb, uuid, integer) owner to service_role;
grant execute on function app.start_work(text, text, jsonb, text, integer, jsonb) to authenticated;
grant execute on function app.checkpoint(text, uuid, text, jsonb, uuid, integer) to authenticated;
grant execute on function app.whoami() to authenticated;
grant select, insert, update on app.facts to service_role;
