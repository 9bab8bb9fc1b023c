-- Of two agents that hear one call the first takes the count. It is given back when that one fails, but not where the other was
-- answered meanwhile. Both lock the month first: given back and counted again at once, they waited for each other.

alter table app.usage_units add column answered boolean not null default false;
comment on column app.usage_units.answered is 'A model of the operator''s answered: nobody gives it back any more.';
comment on column ai_requests.counted_in is
  'The first day of the month it was counted in; null where it took nothing. It stays counted where whoever asked died, as its '
  'cost stays spent.';

create or replace function app.usage_give_back(period date, metric text, unit text) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  perform from public.usage_tracking as u where u.org_id = auth.org_id() and u.period_start = period for update;
  if unit is not null then
    delete from app.usage_units as x
    where x.org_id = auth.org_id() and x.period_start = period and x.metric = usage_give_back.metric
      and x.unit = usage_give_back.unit and not x.answered;
    if not found then
      return;
    end if;
  end if;
  update public.usage_tracking as u
  set call_analyses = greatest(0, u.call_analyses - (metric = 'call_analyses')::integer),
    searches = greatest(0, u.searches - (metric = 'searches')::integer)
  where u.org_id = auth.org_id() and u.period_start = period;
end
$$;

create or replace function app.usage_settle(asked public.ai_requests, run jsonb) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  counter constant text := coalesce(asked.metric, run ->> 'metric');
  counted constant text := coalesce(asked.unit, run ->> 'unit');
  month date := asked.counted_in;
begin
  if counter is null then
    return;
  elsif not coalesce((run ->> 'counts')::boolean, false) then
    if month is not null then
      perform app.usage_give_back(month, counter, counted);
    end if;
    return;
  end if;
  if month is null then -- what counted it before may have given it back
    month := (app.usage_now()).period_start;
    perform app.usage_add(month, counter, counted);
  end if;
  update app.usage_units as x set answered = true
  where x.org_id = auth.org_id() and x.period_start = month and x.metric = counter and x.unit = counted and not x.answered;
end
$$;
grant update (answered) on app.usage_units to service_role;
