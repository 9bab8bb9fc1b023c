-- Answers worth keeping for a while, found again by what was asked.  seed: D24, AC11, C07

create table ai_cache (
  org_id uuid not null default auth.org_id(),
  key text not null constraint ai_cache_key_form check (key ~ '^[0-9a-f]{64}$'),
  agent text not null,
  engine text not null,
  model text,
  output jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (org_id, key)
);
comment on table ai_cache is
  'Answers of agents by hash of agent, version and input. Nobody reads it directly; whoever has the whole input may ask for '
  'its answer. Not audited: it holds copies that expire.';
create index ai_cache_expiry on ai_cache (org_id, expires_at);
select app.protect('ai_cache', read_roles => '{}', write_roles => '{}', audit => false);
revoke all on ai_cache from authenticated;

-- An answer younger than four times its life is given as stale when nobody else answers.
create function app.ai_cached(cache_key text) returns table (output jsonb, engine text, model text, fresh boolean)
language sql stable security definer set search_path = pg_catalog
as $$
  select c.output, c.engine, c.model, c.expires_at > now()
  from public.ai_cache as c
  where c.org_id = auth.org_id() and c.key = cache_key and c.created_at + 4 * (c.expires_at - c.created_at) > now()
$$;
comment on function app.ai_cached(text) is 'The kept answer of the caller''s organisation to this very input.';
alter function app.ai_cached(text) owner to service_role;
grant execute on function app.ai_cached(text) to authenticated, service_role;

create function app.ai_keep(cache_key text, for_agent text, by_engine text, by_model text, answer jsonb, seconds integer)
returns void
language sql security definer set search_path = pg_catalog
as $$
  insert into public.ai_cache as c (org_id, key, agent, engine, model, output, expires_at)
  values (auth.org_id(), cache_key, for_agent, by_engine, by_model, answer, now() + make_interval(secs => seconds))
  on conflict (org_id, key) do update set
    engine = excluded.engine, model = excluded.model, output = excluded.output, created_at = now(),
    expires_at = excluded.expires_at
$$;
comment on function app.ai_keep(text, text, text, text, jsonb, integer) is 'Keeps an answer for some seconds.';
alter function app.ai_keep(text, text, text, text, jsonb, integer) owner to service_role;
grant execute on function app.ai_keep(text, text, text, text, jsonb, integer) to authenticated, service_role;
