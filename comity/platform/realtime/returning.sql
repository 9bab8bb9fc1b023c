-- name: take_over
-- Everyone whom a feed's former process told is without anybody now, from where it had told them.
with known as (
  insert into app.realtime_feeds (feed) values (:feed)
  on conflict (feed) do update set seen_at = clock_timestamp()
  returning feed, position
), old as (
  delete from app.realtime_listeners where left_at < now() - interval '2 minutes'
), silent as (  -- a polling process has no slot to be taken over: it is known by its silence
  delete from app.realtime_feeds where starts_with(feed, 'polled') and feed <> :feed and seen_at < now() - interval '2 minutes'
  returning feed
), forgotten as (
  delete from app.realtime_listeners as l using silent as s where l.feed = s.feed
)
update app.realtime_listeners as l set left_at = clock_timestamp(), position = k.position
from known as k where l.feed = k.feed and l.left_at is null;

-- name: claim
-- A membership whose line broke less than a minute ago, or whose process is gone; it is the newcomer's now.
with found as (
  select l.id, coalesce(l.position, f.position) as position
  from app.realtime_listeners as l left join app.realtime_feeds as f on f.feed = l.feed
  where l.fingerprint = :fingerprint
    and (l.left_at > clock_timestamp() - interval '70 seconds'
      or (l.left_at is null and f.seen_at > clock_timestamp() - interval '70 seconds'
        and not exists (select from pg_replication_slots as s where s.slot_name = l.feed and s.active)))
  order by l.left_at nulls last limit 1 for update of l skip locked
)
delete from app.realtime_listeners as l using found where l.id = found.id
returning found.position::text as position;

-- name: note
-- Who came, who left for good, whose line broke and where, and how far everyone else was told.
with here as (
  insert into app.realtime_feeds (feed, position) values (:feed, (:position::text)::pg_lsn)
  on conflict (feed) do update set position = excluded.position, seen_at = clock_timestamp()
), fresh as (
  insert into app.realtime_listeners (id, feed, fingerprint)
  select c.id, :feed, c.fingerprint from unnest(:came::uuid[], :fingerprints::bytea[]) as c (id, fingerprint)
  on conflict (id) do nothing
), gone as (
  delete from app.realtime_listeners where id = any (:gone::uuid[])
)
insert into app.realtime_listeners (id, feed, fingerprint, left_at, position)
select b.id, :feed, b.fingerprint, clock_timestamp(), b.position::pg_lsn
from unnest(:broken::uuid[], :broken_fingerprints::bytea[], :positions::text[]) as b (id, fingerprint, position)
on conflict (id) do update set left_at = excluded.left_at, position = excluded.position;
