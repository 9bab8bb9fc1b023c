-- Work that starts later, or only once people are done changing something; and work that waits for a fact.

create table app.work_later (
  org_id uuid not null,
  workflow text not null,
  key text not null,
  queue text not null,
  attempts integer not null,
  payload jsonb not null,
  who jsonb not null,
  first_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null,
  primary key (org_id, workflow, key)
);
comment on table app.work_later is
  'Work to start at a time. Asked for again under the same key it starts later, with what was said last (debouncing).';
create index work_later_due on app.work_later (due_at);

-- Asks for work `seconds` after the last time it was asked for, but at most ten times as long after the first.
create function app.start_later(
  queue text, workflow text, payload jsonb, key text, attempts integer, seconds double precision, as_who jsonb default null
) returns timestamptz
language sql security definer set search_path = pg_catalog
as $$
  insert into app.work_later as w (org_id, workflow, key, queue, attempts, payload, who, due_at)
  values (
    coalesce(auth.org_id(), '00000000-0000-0000-0000-000000000000'), workflow, key, queue, attempts, payload,
    case when auth.role() = 'service_role' then coalesce(as_who, app.whoami()) else app.whoami() end,
    clock_timestamp() + make_interval(secs => seconds))
  on conflict (org_id, workflow, key) do update
  set payload = excluded.payload, who = excluded.who, queue = excluded.queue, attempts = excluded.attempts,
    due_at = least(excluded.due_at, w.first_at + make_interval(secs => seconds * 10))
  returning due_at
$$;
comment on function app.start_later(text, text, jsonb, text, integer, double precision, jsonb) is
  'Starts a workflow once nobody asked for it again for a while.';
alter function app.start_later(text, text, jsonb, text, integer, double precision, jsonb) owner to service_role;
grant execute on function app.start_later(text, text, jsonb, text, integer, double precision, jsonb) to authenticated;
grant select, insert, update, delete on app.work_later to service_role;

create function app.start_due(at_most integer default 200) returns integer
language plpgsql
as $$
declare
  w app.work_later;
  started integer := 0;
begin
  for w in
    delete from app.work_later as l
    where (l.org_id, l.workflow, l.key) in (
      select d.org_id, d.workflow, d.key from app.work_later as d
      where d.due_at <= clock_timestamp() order by d.due_at limit at_most for update skip locked)
    returning l.*
  loop
    perform absurd.spawn_task(w.queue, w.workflow, jsonb_build_object('payload', w.payload, 'who', w.who),
      jsonb_build_object('max_attempts', w.attempts, 'retry_strategy', app.retries()));
    started := started + 1;
  end loop;
  return started;
end
$$;

create function app.retries() returns jsonb
language sql immutable
as $$ select '{"kind": "exponential", "base_seconds": 1, "factor": 2, "max_seconds": 600}'::jsonb $$;

-- Who waits for which fact. The name is the event that wakes them; each is used once.
create table app.work_waits (
  event text primary key,
  queue text not null,
  org_id uuid not null,
  kind text not null,
  subject uuid,
  until timestamptz,
  created_at timestamptz not null default clock_timestamp()
);
comment on table app.work_waits is 'Workflows that wait for a fact of a kind, about one record or any.';
create index work_waits_kind on app.work_waits (org_id, kind);
grant select, insert, update, delete on app.work_waits to service_role;

create function app.await_fact(which text, on_queue text, fact_kind text, fact_subject uuid, seconds double precision)
returns void
language sql security definer set search_path = pg_catalog
as $$
  insert into app.work_waits (event, queue, org_id, kind, subject, until)
  values (which, on_queue, auth.org_id(), fact_kind, fact_subject, clock_timestamp() + make_interval(secs => seconds))
  on conflict do nothing
$$;
alter function app.await_fact(text, text, text, uuid, double precision) owner to service_role;
grant execute on function app.await_fact(text, text, text, uuid, double precision) to authenticated;

-- Wakes whoever waits for facts that were just dispatched.
create function app.wake_waiting(f app.facts) returns void
language plpgsql
as $$
declare
  w app.work_waits;
begin
  for w in
    delete from app.work_waits as x
    where x.org_id = f.org_id and x.kind = f.kind and (x.subject is null or x.subject = f.subject)
    returning x.*
  loop
    perform absurd.emit_event(w.queue, w.event, f.payload || jsonb_build_object('subject', f.subject, 'fact_id', f.id));
  end loop;
end
$$;

-- An event of one's own: its name is the organisation's alone.
create function app.emit_event(event text, payload jsonb) returns void
language sql security definer set search_path = pg_catalog
as $$
  select absurd.emit_event(q, coalesce(auth.org_id()::text, '-') || ':' || event, payload)
  from unnest('{p0,p1,p2,p3}'::text[]) as q
$$;
comment on function app.emit_event(text, jsonb) is 'Wakes work of the caller''s organisation that waits for this event.';
alter function app.emit_event(text, jsonb) owner to service_role;
grant execute on function app.emit_event(text, jsonb) to authenticated;

-- Facts are handed over as before; automations hear of those their organisation asked for; who waits is woken.
create or replace function app.dispatch_facts(handlers jsonb, at_most integer default 500) returns integer
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
          'retry_strategy', app.retries()));
    end loop;
    if f.org_id is not null then
      perform app.hear_fact(f);
      perform app.wake_waiting(f);
    end if;
    update app.facts set dispatched_at = clock_timestamp() where id = f.id;
    handled := handled + 1;
  end loop;
  perform app.start_due();
  return handled;
end
$$;

-- Filled in by whoever lets organisations subscribe to facts (automations, webhooks).
create function app.hear_fact(f app.facts) returns void
language sql
as $$ select $$;

-- At most so many at one outside service, whoever they are: a slot is held until it is given back or its time is up.
create unlogged table app.slots (
  service text not null,
  holder text not null,
  until timestamptz not null,
  primary key (service, holder)
);
comment on table app.slots is 'Who is at an outside service now. Unlogged: after a crash nobody is.';

create function app.take_slot(at_service text, most integer, who_holds text, seconds double precision) returns boolean
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('slot ' || at_service, 0));
  delete from app.slots where service = at_service and until < clock_timestamp();
  if (select count(*) from app.slots where service = at_service and holder <> who_holds) >= most then
    return false;
  end if;
  insert into app.slots (service, holder, until)
  values (at_service, who_holds, clock_timestamp() + make_interval(secs => seconds))
  on conflict (service, holder) do update set until = excluded.until;
  return true;
end
$$;
alter function app.take_slot(text, integer, text, double precision) owner to service_role;
revoke all on function app.take_slot(text, integer, text, double precision) from public, anon, authenticated;
grant execute on function app.take_slot(text, integer, text, double precision) to service_role;
grant select, insert, update, delete on app.slots to service_role;

-- Some failures are for good: the task gets no further run.
create function app.give_up_work(queue text, run uuid, reason jsonb) returns void
language plpgsql
as $$
begin
  execute format('update absurd.%I as t set max_attempts = r.attempt from absurd.%I as r'
    ' where r.run_id = $1 and t.task_id = r.task_id', 't_' || queue, 'r_' || queue) using run;
  perform absurd.fail_run(queue, run, reason, null);
end
$$;
comment on function app.give_up_work(text, uuid, jsonb) is 'Ends a task whose failure trying again will not mend.';
