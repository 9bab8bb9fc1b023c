-- What always holds for a lead, whichever door it came through: stage and status agree, money carries its rate, a place on
-- the board, a date when it rots.

-- The stage a status means in a pipeline: won and lost by kind, open by order, anything else by the stage's name.
create function app.stage_for(in_org uuid, in_pipeline uuid, wanted text) returns uuid
language sql stable
as $$
  select s.id from public.stages as s
  where s.org_id = in_org and s.pipeline_id = in_pipeline
    and case when wanted in ('won', 'lost') then s.kind = wanted
      when wanted in ('open', 'cold') then s.kind = 'open'
      else lower(s.name) = lower(btrim(wanted)) end
  order by s.position, s.id limit 1
$$;

create function app.lead_stage() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  stage record;
  was text := '';
begin
  if tg_op = 'UPDATE' then
    was := old.status;
  end if;
  new.status := coalesce(lower(btrim(new.status)), 'open');
  if new.stage_id is null or (tg_op = 'UPDATE' and new.stage_id = old.stage_id) then
    if tg_op = 'INSERT' or new.pipeline_id is distinct from old.pipeline_id then
      new.pipeline_id := coalesce(new.pipeline_id, (
        select p.id from public.pipelines as p where p.org_id = new.org_id order by p.is_default desc, p.position limit 1));
      new.stage_id := app.stage_for(new.org_id, new.pipeline_id, new.status);
    elsif new.status in ('open', 'cold') and was in ('won', 'lost') then
      new.stage_id := coalesce(old.open_stage_id, app.stage_for(new.org_id, new.pipeline_id, 'open'));
    elsif new.status <> was and new.status not in ('open', 'cold') then
      new.stage_id := app.stage_for(new.org_id, new.pipeline_id, new.status);
    end if;
  end if;
  select s.id, s.pipeline_id, s.kind, s.probability, s.rotting_days into stage
  from public.stages as s where s.org_id = new.org_id and s.id = new.stage_id;
  if not found then
    raise exception 'There is no such stage in this pipeline.'
      using errcode = '23503', constraint = 'leads_stage_known', table = 'leads', detail = new.status;
  end if;
  new.pipeline_id := stage.pipeline_id;
  new.status := case when stage.kind <> 'open' then stage.kind when new.status = 'cold' then 'cold' else 'open' end;
  if stage.kind = 'open' then
    new.open_stage_id := stage.id;
    new.closed_at := null;
    new.lost_reason := null;
  elsif was is distinct from new.status then
    new.closed_at := coalesce(case when tg_op = 'INSERT' then new.closed_at end, now());
  end if;
  if stage.kind = 'won' then
    new.lost_reason := null;
  end if;
  if tg_op = 'INSERT' then
    new.position := coalesce(new.position, app.lead_top(new.org_id, new.stage_id));
  elsif new.stage_id <> old.stage_id then
    new.stage_entered_at := now();
    if new.probability = old.probability then
      new.probability := stage.probability;
    end if;
    if new.position = old.position then
      new.position := app.lead_top(new.org_id, new.stage_id);
    end if;
    if new.status = 'cold' and was = 'cold' then
      new.status := case when stage.kind = 'open' then 'open' else stage.kind end;
    end if;
  end if;
  new.probability := coalesce(new.probability, stage.probability);
  new.rots_at := case when stage.kind = 'open'
    then greatest(new.stage_entered_at, new.last_contact_at) + make_interval(days => stage.rotting_days) end;
  return new;
end
$$;

-- The place above every other card of a column.
create function app.lead_top(in_org uuid, in_stage uuid) returns numeric
language sql stable
as $$
  select coalesce(min(l.position), 0) - 1 from public.leads as l
  where l.org_id = in_org and l.stage_id = in_stage and l.deleted_at is null
$$;

-- Money: the amount in the base currency at the rate of its day.  data-model.md rule 6
create function app.lead_money() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  base char(3);
  found_rate record;
begin
  select o.base_currency into base from public.organizations as o where o.org_id = new.org_id;
  new.currency := coalesce(upper(new.currency), base);
  if new.amount is null then
    new.amount_base := null;
    new.fx_rate := null;
    new.fx_date := null;
    return new;
  end if;
  select r.rate, r.day into found_rate
  from app.fx_rate(new.org_id, new.currency, base, case
    when tg_op = 'INSERT' or new.fx_date is distinct from old.fx_date then coalesce(new.fx_date, current_date)
    else current_date end) as r;
  if not found then
    raise exception 'There is no exchange rate for %.', new.currency
      using errcode = '23514', constraint = 'leads_currency_rate', table = 'leads', column = 'currency';
  end if;
  new.fx_rate := found_rate.rate;
  new.fx_date := found_rate.day;
  new.amount_base := round(new.amount * found_rate.rate, 2);
  return new;
end
$$;

-- The company's name travels with the lead: the board needs no join, and search finds it.
create function app.lead_company() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
  new.company := (select left(c.name, 160) from public.companies as c where c.org_id = new.org_id and c.id = new.company_id);
  return new;
end
$$;

alter function app.lead_stage() owner to service_role;
alter function app.lead_money() owner to service_role;
alter function app.lead_company() owner to service_role;
grant execute on function app.stage_for(uuid, uuid, text), app.lead_top(uuid, uuid) to authenticated, service_role;

create trigger a_lead_stage_new before insert on leads for each row execute function app.lead_stage();
create trigger a_lead_stage before update on leads for each row
when (
  (new.stage_id, new.pipeline_id, new.status, new.last_contact_at)
  is distinct from (old.stage_id, old.pipeline_id, old.status, old.last_contact_at)
  or new.probability is null
)
execute function app.lead_stage();
create trigger b_lead_money_new before insert on leads for each row execute function app.lead_money();
create trigger b_lead_money before update on leads for each row
when ((new.amount, new.currency, new.fx_date) is distinct from (old.amount, old.currency, old.fx_date))
execute function app.lead_money();
create trigger c_lead_company_new before insert on leads for each row
when (new.company_id is not null) execute function app.lead_company();
create trigger c_lead_company before update on leads for each row
when (new.company_id is not null and new.company_id is distinct from old.company_id) execute function app.lead_company();

-- What the lead copied follows its source.
create function app.leads_follow_company() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.leads set company = left(new.name, 160)
  where org_id = new.org_id and company_id = new.id and company is distinct from left(new.name, 160);
  return null;
end
$$;
create function app.leads_follow_stage() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.leads as l set
    probability = case when l.probability = old.probability then new.probability else l.probability end,
    rots_at = greatest(l.stage_entered_at, l.last_contact_at) + make_interval(days => new.rotting_days)
  where l.org_id = new.org_id and l.stage_id = new.id and new.kind = 'open';
  return null;
end
$$;
create function app.leads_follow_currency() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  update public.leads as l set amount_base = round(l.amount * r.rate, 2), fx_rate = r.rate
  from (select distinct x.currency, x.fx_date from public.leads as x where x.org_id = new.org_id and x.amount is not null) as k
  cross join lateral app.fx_rate(new.org_id, k.currency, new.base_currency, k.fx_date) as r
  where l.org_id = new.org_id and l.currency = k.currency and l.fx_date = k.fx_date and l.amount is not null;
  return null;
end
$$;
-- Purging a contact or company lets go of its leads (scale.md rule 6).
create function app.leads_let_go() returns trigger
language plpgsql security definer set search_path = pg_catalog set app.derived = 'on'
as $$
begin
  if current_setting('app.purge', true) = 'on' then
    execute format('update public.leads set %I = null where org_id = $1 and %I = $2', tg_argv[0], tg_argv[0])
    using old.org_id, old.id;
  end if;
  return old;
end
$$;
alter function app.leads_follow_company() owner to service_role;
alter function app.leads_follow_stage() owner to service_role;
alter function app.leads_follow_currency() owner to service_role;
alter function app.leads_let_go() owner to service_role;

create trigger leads_follow_company after update of name on companies for each row
when (new.name is distinct from old.name) execute function app.leads_follow_company();
create trigger leads_follow_stage after update of probability, rotting_days on stages for each row
execute function app.leads_follow_stage();
create trigger leads_follow_currency after update of base_currency on organizations for each row
when (new.base_currency is distinct from old.base_currency) execute function app.leads_follow_currency();
create trigger leads_let_go before delete on contacts for each row execute function app.leads_let_go('contact_id');
create trigger leads_let_go before delete on companies for each row execute function app.leads_let_go('company_id');
