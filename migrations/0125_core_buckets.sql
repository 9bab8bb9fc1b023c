-- Rates: so many a while, for a caller of a function, an outside service, a webhook's endpoint. Shared by all processes.

create unlogged table app.buckets (
  bucket text primary key,
  tokens double precision not null,
  at timestamptz not null
);
comment on table app.buckets is
  'Token buckets: what is left of a rate, as of when. Unlogged: after a crash everybody starts full.';

-- Takes one token; answers 0, or the seconds until there will be one.
create function app.take(which text, most double precision, seconds double precision) returns double precision
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  now_is constant timestamptz := clock_timestamp();
  left_over double precision;
begin
  insert into app.buckets as b (bucket, tokens, at) values (which, most - 1, now_is)
  on conflict (bucket) do update set
    tokens = case
      when least(most, b.tokens + extract(epoch from now_is - b.at) * most / seconds) >= 1
        then least(most, b.tokens + extract(epoch from now_is - b.at) * most / seconds) - 1
      else b.tokens
    end,
    at = case
      when least(most, b.tokens + extract(epoch from now_is - b.at) * most / seconds) >= 1 then now_is
      else b.at
    end
  returning case when b.at = now_is then 0 else b.tokens + extract(epoch from now_is - b.at) * most / seconds end
  into left_over;
  return case when left_over = 0 then 0 else greatest((1 - left_over) * seconds / most, 0.001) end;
end
$$;
comment on function app.take(text, double precision, double precision) is
  'Takes a token of a rate; the seconds to wait where none is left.';
alter function app.take(text, double precision, double precision) owner to service_role;
revoke all on function app.take(text, double precision, double precision) from public, anon, authenticated;
grant execute on function app.take(text, double precision, double precision) to service_role;
grant select, insert, update, delete on app.buckets to service_role;
