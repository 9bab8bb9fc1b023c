-- name: allow
-- Lets this transaction delete rows of the storage.
select set_config('storage.allow_delete_query', 'true', true);

-- name: expired
-- Removes a batch of objects whose bucket keeps them no longer.
delete from storage.objects where id = any (array(
  select o.id from storage.objects as o
  inner join storage.buckets as b on b.id = o.bucket_id
  where b.delete_after_days is not null and o.stored_at < now() - make_interval(days => b.delete_after_days)
  limit 1000));

-- name: old
-- Objects old enough for the cold store.
select distinct on (o.blob) o.blob, o.size, o.sha256 from storage.objects as o
inner join storage.buckets as b on b.id = o.bucket_id
where b.cold_after_days is not null and o.blob not like 'cold:%' and o.sha256 is not null
  and o.stored_at < now() - make_interval(days => b.cold_after_days)
limit 100;

-- name: chilled
-- The objects of a blob that now lies in the cold store and belong there.
update storage.objects as o set blob = 'cold:' || :blob::text from storage.buckets as b
where o.blob = :blob and b.id = o.bucket_id and b.cold_after_days is not null
  and o.stored_at < now() - make_interval(days => b.cold_after_days);

-- name: over
-- Uploads whose time is over.
delete from storage.resumable_uploads where expires_at < now() returning id;

-- name: unnamed
-- Which of these blobs no object names.
select b.blob from unnest(:blobs::text[]) as b (blob)
where not exists (select from storage.objects as o where o.blob = b.blob);

-- name: alone
-- Whether nobody is writing the row of an upload now; until this ends, nobody can.
select pg_try_advisory_xact_lock(hashtext('comity storage sweep'));

-- name: unread
-- Blobs that were read longest ago, or never; not twice in a week.
select o.blob, min(o.size) as size, min(o.sha256) as sha256
from storage.objects as o
left join storage.scrubs as s on s.blob = o.blob
where o.blob is not null and o.sha256 is not null and (s.read_at is null or s.read_at < now() - interval '7 days')
group by o.blob, s.read_at order by s.read_at nulls first limit 100;

-- name: read
-- Notes what a scrub found of a blob.
insert into storage.scrubs (blob, sha256, size, whole) values (:blob, :sha256, :size, :whole)
on conflict (blob) do update set read_at = now(), whole = excluded.whole;
