-- A question that is answered while somebody is about to ask it is not asked again: the cache is looked at once more.

create or replace function app.ai_begin(
  cache_key text, for_agent text, with_priority text, costs numeric, seconds double precision, about jsonb
) returns table (state text, output jsonb, engine text, model text, request uuid)
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  kept record;
  quota public.ai_usage_quotas;
  made uuid;
begin
  select c.* into kept from app.ai_cached(cache_key) as c;
  if kept.fresh then
    return query select 'cached', kept.output, kept.engine, kept.model, null::uuid;
    return;
  end if;
  perform app.ai_sweep();
  if costs > 0 then
    quota := app.ai_quota();
    if quota.current_spend + quota.reserved + costs > quota.monthly_limit then
      perform app.ai_tell(quota, 100);
      return query select 'broke', kept.output, kept.engine, kept.model, null::uuid;
      return;
    end if;
  end if;
  insert into public.ai_requests (org_id, agent, priority, key, reserved, subject_table, subject_id, expires_at)
  values (
    auth.org_id(), for_agent, with_priority, cache_key, costs, about ->> 'table', (about ->> 'id')::uuid,
    now() + make_interval(secs => seconds))
  on conflict do nothing returning id into made;
  if made is null then
    return query select 'flying', kept.output, kept.engine, kept.model, null::uuid;
    return;
  end if;
  select c.* into kept from app.ai_cached(cache_key) as c;
  if kept.fresh then -- answered between the first look and now
    delete from public.ai_requests as r where r.org_id = auth.org_id() and r.id = made;
    return query select 'cached', kept.output, kept.engine, kept.model, null::uuid;
    return;
  end if;
  if costs > 0 then
    update public.ai_usage_quotas as u set reserved = u.reserved + costs where u.org_id = auth.org_id();
  end if;
  return query select 'yours', kept.output, kept.engine, kept.model, made;
end
$$;
