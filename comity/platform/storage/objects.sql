-- name: insert
-- A new object.
insert into storage.objects
(id, bucket_id, name, owner, owner_id, org_id, version, metadata, user_metadata, size, blob, sha256)
values (:id, :bucket, :name, :owner, :owner_id, :org, :version, :metadata, :user_metadata, :size, :blob, :sha256);

-- name: upsert
-- A new object, or an old one with other bytes.
insert into storage.objects
(id, bucket_id, name, owner, owner_id, org_id, version, metadata, user_metadata, size, blob, sha256)
values (:id, :bucket, :name, :owner, :owner_id, :org, :version, :metadata, :user_metadata, :size, :blob, :sha256)
on conflict (bucket_id, name) do update set
  owner = excluded.owner, owner_id = excluded.owner_id, version = excluded.version, metadata = excluded.metadata,
  user_metadata = excluded.user_metadata, size = excluded.size, blob = excluded.blob, sha256 = excluded.sha256,
  stored_at = now();

-- name: hold_sweeps
-- Until this commits, no sweep removes bytes.
select pg_advisory_xact_lock_shared(hashtext('comity storage sweep'));

-- name: id_of
-- The id under a name, for the answer of an upload.
select id from storage.objects where bucket_id = :bucket and name = :name;

-- name: find
-- An object as its readers see it.
select id, bucket_id, name, version, metadata, user_metadata, created_at, updated_at, last_accessed_at, stored_at,
  size, blob, sha256, reach, org_id
from storage.objects where bucket_id = :bucket and name = :name;

-- name: belongs
-- Whether somebody still belongs to the organisation whose file it is.
select exists (
  select from public.org_members as m where m.org_id = :org and m.user_id = :person and m.deleted_at is null
);

-- name: some
-- Which of these names the caller may see.
select name from storage.objects where bucket_id = :bucket and name = any (:names);

-- name: move
-- Another name for an object.
update storage.objects set bucket_id = :to_bucket, name = :to_name, version = :version
where bucket_id = :bucket and name = :name;

-- name: remove
-- Removes objects by name.
delete from storage.objects where bucket_id = :bucket and name = any (:names)
returning bucket_id, name, owner, owner_id, id, version, created_at, updated_at, last_accessed_at, metadata,
  user_metadata;

-- name: level
-- One level of a bucket.
select name, id, updated_at, created_at, last_accessed_at, metadata
from storage.search(:prefix, :bucket, :most::integer, :levels::integer, :skip::integer, :search, :column, :order);

-- name: after
-- A page of names after a name, with or without folders.
select n.entry, n.is_folder, o.id, o.name, o.updated_at, o.created_at, o.last_accessed_at, o.metadata
from (
  select e.entry, e.is_folder, row_number() over () as place
  from storage.names_below(:bucket, :prefix, :after, :most::integer, :descending::boolean, :delimited::boolean) as e
) as n
left join storage.objects as o on o.bucket_id = :bucket and o.name = n.entry and not n.is_folder
order by n.place;

-- name: after_time
-- A page of objects and folders below a prefix by a time, after one of them; a folder is as old as what is oldest in it.
with below as (
  select o.*, case when :column::text = 'updated_at' then o.updated_at else o.created_at end as moment,
    case when :delimited::boolean then strpos(substr(o.name, length(:prefix::text) + 1), '/') else 0 end as cut
  from storage.objects as o
  where o.bucket_id = :bucket and o.name >= :prefix::text and o.name < :prefix::text || chr(1114111)
)
select e.* from (
  select b.id, b.name, b.updated_at, b.created_at, b.last_accessed_at, b.metadata, b.moment, false as is_folder
  from below as b where b.cut = 0
  union all
  select null, left(b.name, length(:prefix::text) + b.cut), null, null, null, null, min(b.moment), true
  from below as b where b.cut > 0 group by 2
) as e
where :moment::timestamptz is null
  or (not :descending::boolean and (e.moment, e.name) > (:moment::timestamptz, :after::text))
  or (:descending::boolean and (e.moment, e.name) < (:moment::timestamptz, :after::text))
order by
  case when not :descending::boolean then e.moment end, case when :descending::boolean then e.moment end desc,
  case when not :descending::boolean then e.name end, case when :descending::boolean then e.name end desc
limit :most::integer;
