-- What an organisation used of its plan, a row a month of its own calendar.  seed: D58, BI02, AC10

create table usage_tracking (
  org_id uuid not null default auth.org_id(),
  id uuid not null default app.uuid7(),
  period_start date not null,
  period_end date not null,
  call_analyses integer not null default 0 constraint usage_tracking_call_analyses_not_negative check (call_analyses >= 0),
  searches integer not null default 0 constraint usage_tracking_searches_not_negative check (searches >= 0),
  told jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (org_id, id),
  constraint usage_tracking_month_once unique (org_id, period_start),
  constraint usage_tracking_month check (period_end > period_start)
);
comment on table usage_tracking is
  'What models of the operator answered for an organisation in a month: calls analysed and questions read. Owners and admins '
  'read it, the program counts. Not audited: it counts runs, and the runs are logged.';
comment on column usage_tracking.period_end is 'The first day after it.';
comment on column usage_tracking.told is 'What admins were told of, a counter: {"searches": {"most": 50, "percent": 80}}.';
select app.protect('usage_tracking', read_roles => '{owner,admin}', audit => false);
revoke insert, update, delete on usage_tracking from authenticated;

-- A call is one analysis, however many agents hear it and however often: known by the hash of its words.
create table app.usage_units (
  org_id uuid not null,
  period_start date not null,
  metric text not null,
  unit text not null,
  primary key (org_id, period_start, metric, unit),
  constraint usage_units_month foreign key (org_id, period_start)
    references public.usage_tracking (org_id, period_start) on delete cascade
);
comment on table app.usage_units is 'What was counted in a month, by a hash of it. Gone with the next month.';
grant select, insert, delete on app.usage_units to service_role;

-- The first day of the month, where the caller's organisation is.
create function app.month_here() returns date
language plpgsql stable security definer set search_path = pg_catalog
as $$
begin
  return date_trunc('month', now() at time zone (
    select o.timezone from public.organizations as o where o.org_id = auth.org_id()))::date;
exception when invalid_parameter_value then -- no such timezone
  return date_trunc('month', now() at time zone 'UTC')::date;
end
$$;
comment on function app.month_here() is 'The first day of this month in the timezone of the caller''s organisation.';

-- The month's row of the caller's organisation, locked.
create function app.usage_now() returns public.usage_tracking
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  first constant date := app.month_here();
  kept public.usage_tracking;
begin
  select u.* into kept from public.usage_tracking as u
  where u.org_id = auth.org_id() and u.period_start = first for update;
  if not found then
    insert into public.usage_tracking as u (org_id, period_start, period_end)
    values (auth.org_id(), first, (first + interval '1 month')::date) on conflict (org_id, period_start) do nothing;
    delete from app.usage_units as x where x.org_id = auth.org_id() and x.period_start < first - 62;
    select u.* into kept from public.usage_tracking as u
    where u.org_id = auth.org_id() and u.period_start = first for update;
  end if;
  return kept;
end
$$;
comment on function app.usage_now() is 'This month''s counters of the caller''s organisation, locked until the transaction ends.';

-- Admins are told at 80 and at 100 percent, once a month and limit.
create function app.usage_tell(kept public.usage_tracking, metric text, used integer, most integer) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  step constant integer := case when used >= most then 100 when used >= 0.8 * most then 80 else 0 end;
  told constant jsonb := kept.told -> metric;
begin
  if step > 0 and not coalesce((told ->> 'most')::integer = most and (told ->> 'percent')::integer >= step, false) then
    update public.usage_tracking as u
    set told = u.told || jsonb_build_object(metric, jsonb_build_object('most', most, 'percent', step))
    where u.org_id = kept.org_id and u.id = kept.id;
    perform app.announce('ai.plan_reached', null, jsonb_build_object('metric', metric, 'percent', step, 'most', most));
  end if;
end
$$;
comment on function app.usage_tell(public.usage_tracking, text, integer, integer) is
  'Announces that 80 or 100 percent of what a plan holds are used.';

-- Takes one of what the plan holds: taken, known (counted this month already), or how it goes on past the limit.
create function app.usage_take(metric text, unit text) returns text
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  plan record;
  kept constant public.usage_tracking := app.usage_now();
  used integer;
begin
  select p.beyond, case metric when 'call_analyses' then p.call_analyses when 'searches' then p.searches end as most into plan
  from public.organizations as o inner join app.plans as p on p.plan = o.plan where o.org_id = auth.org_id();
  if unit is not null and exists (
    select from app.usage_units as x where x.org_id = auth.org_id() and x.period_start = kept.period_start
      and x.metric = usage_take.metric and x.unit = usage_take.unit) then
    return 'known';
  end if;
  used := (to_jsonb(kept) ->> metric)::integer;
  if used >= plan.most then
    perform app.usage_tell(kept, metric, used, plan.most);
    return plan.beyond;
  end if;
  perform app.usage_add(kept.period_start, metric, unit);
  perform app.usage_tell(kept, metric, used + 1, plan.most);
  return 'taken';
end
$$;
comment on function app.usage_take(text, text) is
  'Takes one of what the plan of the caller''s organisation holds this month, or says that nothing is left.';

-- Counts one; nothing where it was counted before.
create function app.usage_add(period date, metric text, unit text) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  if unit is not null then
    insert into app.usage_units as x (org_id, period_start, metric, unit)
    values (auth.org_id(), period, usage_add.metric, usage_add.unit) on conflict do nothing;
    if not found then
      return;
    end if;
  end if;
  update public.usage_tracking as u
  set call_analyses = u.call_analyses + (metric = 'call_analyses')::integer,
    searches = u.searches + (metric = 'searches')::integer
  where u.org_id = auth.org_id() and u.period_start = period;
end
$$;
comment on function app.usage_add(date, text, text) is 'Counts one of a month.';

-- Gives one back: nobody but the rules, the cache or a model of the organisation's own answered.
create function app.usage_give_back(period date, metric text, unit text) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  delete from app.usage_units as x
  where x.org_id = auth.org_id() and x.period_start = period and x.metric = usage_give_back.metric
    and x.unit = usage_give_back.unit;
  update public.usage_tracking as u
  set call_analyses = greatest(0, u.call_analyses - (metric = 'call_analyses')::integer),
    searches = greatest(0, u.searches - (metric = 'searches')::integer)
  where u.org_id = auth.org_id() and u.period_start = period;
end
$$;
comment on function app.usage_give_back(date, text, text) is 'Gives one of a month back.';

-- What the plan holds and what is left of it.
create function app.plan_now()
returns table (
  plan text, beyond text, call_analyses integer, call_analyses_most integer, searches integer, searches_most integer,
  period_start date, period_end date
)
language sql stable security definer set search_path = pg_catalog
as $$
  select o.plan, p.beyond, coalesce(u.call_analyses, 0), p.call_analyses, coalesce(u.searches, 0), p.searches,
    m.first, (m.first + interval '1 month')::date
  from (select app.month_here() as first) as m
  inner join public.organizations as o on o.org_id = auth.org_id()
  inner join app.plans as p on p.plan = o.plan
  left join public.usage_tracking as u on u.org_id = o.org_id and u.period_start = m.first
$$;
comment on function app.plan_now() is 'The plan of the caller''s organisation, what it holds a month and what is used of it.';

create function app.plan_left(metric text) returns integer
language sql stable security definer set search_path = pg_catalog
as $$
  select case metric when 'call_analyses' then p.call_analyses_most - p.call_analyses
    when 'searches' then p.searches_most - p.searches end
  from app.plan_now() as p
$$;
comment on function app.plan_left(text) is 'How many are left of what the plan holds this month; null where it holds any number.';

do $$
declare
  f regprocedure;
begin
  foreach f in array array[
    'app.month_here()', 'app.usage_now()', 'app.usage_tell(public.usage_tracking,text,integer,integer)',
    'app.usage_take(text,text)',
    'app.usage_add(date,text,text)', 'app.usage_give_back(date,text,text)', 'app.plan_now()', 'app.plan_left(text)'
  ]::regprocedure[]
  loop
    execute format('alter function %s owner to service_role', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to service_role', f);
  end loop;
end
$$;
grant execute on function app.plan_now() to authenticated;
grant execute on function app.plan_left(text) to authenticated;
