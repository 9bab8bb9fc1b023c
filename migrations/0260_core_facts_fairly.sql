-- Facts are handed over fairly: an organisation that tells a hundred thousand at once (an import) delays nobody else's one.
-- And a fact that cannot be handed over is set aside with the reason, instead of standing before everybody's for ever.

alter table app.facts add column problem text;
comment on column app.facts.problem is 'Why this fact could not be handed to those who asked for it.';
create index facts_due on app.facts (coalesce(org_id, '00000000-0000-0000-0000-000000000000'), id)
where dispatched_at is null;

-- One fact, to all who asked for its kind.
create function app.hand_over(f app.facts, handlers jsonb) returns void
language plpgsql
as $$
declare
  h jsonb;
begin
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
end
$$;

-- The next facts: the oldest of each organisation that has any, from organisation to organisation by the index.
create function app.facts_next(after uuid, at_most integer) returns table (id uuid)
language sql stable
as $$
  with recursive orgs (org, n) as (
    (select coalesce(f.org_id, '00000000-0000-0000-0000-000000000000'), 1 from app.facts as f
     where f.dispatched_at is null and coalesce(f.org_id, '00000000-0000-0000-0000-000000000000') >= after
     order by 1 limit 1)
    union all
    select x.org, o.n + 1 from orgs as o
    cross join lateral (
      select coalesce(f.org_id, '00000000-0000-0000-0000-000000000000') as org from app.facts as f
      where f.dispatched_at is null and coalesce(f.org_id, '00000000-0000-0000-0000-000000000000') > o.org
      order by 1 limit 1) as x
    where o.n < 100
  )
  select d.id from orgs as o
  cross join lateral (
    select f.id from app.facts as f
    where f.dispatched_at is null and coalesce(f.org_id, '00000000-0000-0000-0000-000000000000') = o.org
    order by f.id limit greatest(1, at_most / (select count(*) from orgs))) as d
$$;
comment on function app.facts_next(uuid, integer) is 'Facts that wait, so many of each organisation.';

-- Hands facts over. Each in a transaction with the work it starts, whose keys carry its id.
--   after      the organisation to begin at, so that everybody's turn comes however many there are
--   carefully  each by itself, and what cannot be handed over is set aside: for when all together were refused
drop function app.dispatch_facts(jsonb, integer);
create function app.dispatch_facts(
  handlers jsonb, after uuid, carefully boolean default false, at_most integer default 300,
  out handled integer, out last_org uuid
)
language plpgsql
as $$
declare
  f app.facts;
  told text;
begin
  handled := 0;
  for f in
    select x.* from app.facts as x
    where x.id = any (array(select n.id from app.facts_next(after, at_most) as n)) and x.dispatched_at is null
    order by x.id for update skip locked
  loop
    told := null;
    if carefully then
      begin
        perform app.hand_over(f, handlers);
      exception when others then
        if left(sqlstate, 2) in ('08', '40', '53', '55', '57') then
          raise;
        end if;
        told := sqlerrm;
      end;
    else
      perform app.hand_over(f, handlers);
    end if;
    update app.facts set dispatched_at = clock_timestamp(), problem = told where id = f.id;
    handled := handled + 1;
    last_org := greatest(last_org, coalesce(f.org_id, '00000000-0000-0000-0000-000000000000'));
  end loop;
  perform app.start_due();
end
$$;
comment on function app.dispatch_facts(jsonb, uuid, boolean, integer) is
  'Hands waiting facts, fairly between organisations, to the workflows that asked for their kind.';
