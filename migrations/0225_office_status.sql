-- The status page: what is well, what was, and what the operator says about it. Of the installation, not of a tenant.
-- seed: MO09, MO11, MO12

create table app.status_now (
  component text primary key,
  state text not null check (state in ('up', 'down')),
  since timestamptz not null,
  checked_at timestamptz not null,
  ms integer not null,
  detail text not null default ''
);
comment on table app.status_now is 'How each component was when it was last looked at.';

create table app.status_days (
  component text not null,
  day date not null,
  up_seconds double precision not null default 0,
  down_seconds double precision not null default 0,
  checks integer not null default 0,
  failures integer not null default 0,
  ms_sum bigint not null default 0,
  primary key (component, day)
);
comment on table app.status_days is
  'For how much of a day (UTC) a component was seen up and seen down. What nobody measured is in neither.';

create table app.incidents (
  id uuid primary key default app.uuid7(),
  title text not null check (length(btrim(title)) between 1 and 200),
  body text not null default '' check (length(body) <= 4000),
  impact text not null default 'minor' check (impact in ('maintenance', 'minor', 'major')),
  opened_at timestamptz not null default now(),
  opened_by text not null default '',
  resolved_at timestamptz
);
comment on table app.incidents is 'What the operator tells everybody: on the status page and, while open, above every page.';

-- Writes one look down. The time since the last look counts as the state it had then, if that was not too long ago:
-- what was longer is not known, and counts as neither up nor down.
create function app.note_status(what text, up boolean, took integer, said text, every double precision) returns void
language plpgsql security definer set search_path = pg_catalog
as $$
declare
  was app.status_now;
  now_is constant timestamptz := clock_timestamp();
  today constant date := (now_is at time zone 'UTC')::date;
  span double precision := 0;
begin
  select * into was from app.status_now as s where s.component = what for update;
  if found and now_is - was.checked_at <= make_interval(secs => every * 2.5) then
    span := extract(epoch from now_is - was.checked_at);
  end if;
  insert into app.status_days as d (component, day, up_seconds, down_seconds, checks, failures, ms_sum)
  values (what, today, case when was.state = 'up' then span else 0 end, case when was.state = 'down' then span else 0 end,
    1, case when up then 0 else 1 end, took)
  on conflict (component, day) do update set
    up_seconds = d.up_seconds + excluded.up_seconds, down_seconds = d.down_seconds + excluded.down_seconds,
    checks = d.checks + 1, failures = d.failures + excluded.failures, ms_sum = d.ms_sum + excluded.ms_sum;
  insert into app.status_now as s (component, state, since, checked_at, ms, detail)
  values (what, case when up then 'up' else 'down' end, now_is, now_is, took, left(said, 300))
  on conflict (component) do update set
    state = excluded.state, checked_at = excluded.checked_at, ms = excluded.ms, detail = excluded.detail,
    since = case when s.state = excluded.state then s.since else excluded.since end;
end
$$;
comment on function app.note_status(text, boolean, integer, text, double precision) is
  'Remembers how a component was found; `every` is how often it is looked at, in seconds.';
alter function app.note_status(text, boolean, integer, text, double precision) owner to service_role;
revoke all on function app.note_status(text, boolean, integer, text, double precision) from public, anon, authenticated;
grant execute on function app.note_status(text, boolean, integer, text, double precision) to service_role;
grant select, insert, update, delete on app.status_now, app.status_days, app.incidents to service_role;
