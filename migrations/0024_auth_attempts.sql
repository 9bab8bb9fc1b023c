-- How often something was tried lately, as a sliding window: five wrong passwords in fifteen minutes.  seed: AU13, SC08

create table auth.attempts (
  subject text not null,
  at timestamptz not null default clock_timestamp()
);
comment on table auth.attempts is 'Recent attempts by subject (what, which account, from where); forgotten after a day.';
create index attempts_subject on auth.attempts (subject, at);

-- Counts this attempt and answers 0, or the seconds to wait when there were too many. It takes turns per subject, so that
-- guesses sent at the same moment are counted one by one. To be committed before the secret is looked at.
create function auth.attempt(what text, allowed integer, within interval) returns integer
language plpgsql
as $$
declare
  made integer;
  oldest timestamptz;
begin
  if random() < 0.01 then
    delete from auth.attempts where at < clock_timestamp() - interval '1 day';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('auth.attempt ' || what, 0));
  delete from auth.attempts where subject = what and at <= clock_timestamp() - within;
  select count(*), min(at) into made, oldest from auth.attempts where subject = what;
  if made >= allowed then
    return greatest(1, ceil(extract(epoch from oldest + within - clock_timestamp())))::integer;
  end if;
  insert into auth.attempts (subject) values (what);
  return 0;
end
$$;
comment on function auth.attempt(text, integer, interval) is 'Counts an attempt; answers the seconds to wait, or 0.';

revoke all on auth.attempts from anon, authenticated;
revoke all on function auth.attempt(text, integer, interval) from anon, authenticated;
