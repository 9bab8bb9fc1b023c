-- Questions handed in together, and what many would cost.  seed: AC05, AC07

create function app.ai_batched(made uuid) returns void
language sql security definer set search_path = pg_catalog
as $$
  update public.ai_requests as r set state = 'batched' where r.org_id = auth.org_id() and r.id = made
$$;
comment on function app.ai_batched(uuid) is 'This request lies with a provider as a batch.';
alter function app.ai_batched(uuid) owner to service_role;
grant execute on function app.ai_batched(uuid) to authenticated, service_role;

-- The costs of its answers were each written down with their runs.
create function app.ai_let_go(made uuid) returns void
language sql security definer set search_path = pg_catalog
as $$
  select app.ai_settle(made, 0)
$$;
comment on function app.ai_let_go(uuid) is 'Gives back what a request held.';
alter function app.ai_let_go(uuid) owner to service_role;
grant execute on function app.ai_let_go(uuid) to authenticated, service_role;

-- How many of these questions have a fresh answer, how long an agent's answers usually are, and what is left of the month.
create function app.ai_outlook(keys text[], for_agent text)
returns table (cached integer, tokens_out integer, left_usd numeric)
language sql stable security definer set search_path = pg_catalog
as $$
  select
    (select count(*)::integer from public.ai_cache as c
      where c.org_id = auth.org_id() and c.key = any (keys) and c.expires_at > now()),
    (select avg(r.tokens_out)::integer from (
      select x.tokens_out from public.ai_agent_runs as x
      where x.org_id = auth.org_id() and x.agent = for_agent and x.tokens_out > 0 order by x.created_at desc limit 50) as r),
    coalesce((
      select greatest(0, u.monthly_limit - u.reserved - case when u.reset_date <= now()::date then 0 else u.current_spend end)
      from public.ai_usage_quotas as u where u.org_id = auth.org_id()), 50)
$$;
comment on function app.ai_outlook(text[], text) is 'What is known before many questions are asked: for showing the price.';
alter function app.ai_outlook(text[], text) owner to service_role;
grant execute on function app.ai_outlook(text[], text) to authenticated, service_role;
