-- name: known
-- A bucket's rules, for the service.
select id, coalesce(public, false) as public, file_size_limit, allowed_mime_types, reach
from storage.buckets where id = :id;

-- name: find
-- A bucket as its readers see it.
select id, name, coalesce(owner_id, '') as owner, public, type, file_size_limit, allowed_mime_types, created_at, updated_at
from storage.buckets where id = :id;

-- name: every
-- Buckets as their readers see them.
select id, name, coalesce(owner_id, '') as owner, public, type, file_size_limit, allowed_mime_types, created_at, updated_at
from storage.buckets
where :search::text is null or strpos(lower(name), lower(:search::text)) > 0
order by
  case when not :descending::boolean and :column::text = 'id' then id end,
  case when :descending::boolean and :column::text = 'id' then id end desc,
  case when not :descending::boolean and :column::text = 'name' then name end,
  case when :descending::boolean and :column::text = 'name' then name end desc,
  case when not :descending::boolean and :column::text = 'created_at' then created_at end,
  case when :descending::boolean and :column::text = 'created_at' then created_at end desc,
  case when not :descending::boolean and :column::text = 'updated_at' then updated_at end,
  case when :descending::boolean and :column::text = 'updated_at' then updated_at end desc, id
limit :most::integer offset :skip::integer;

-- name: create
-- A new bucket.
insert into storage.buckets (id, name, owner_id, public, file_size_limit, allowed_mime_types)
values (:id, :name, :owner_id, :public, :file_size_limit, :allowed_mime_types);

-- name: change
-- Those of its rules that were said.
update storage.buckets set
  public = case when 'public' = any (:said::text[]) then :public else public end,
  file_size_limit = case when 'file_size_limit' = any (:said::text[]) then :file_size_limit else file_size_limit end,
  allowed_mime_types = case
    when 'allowed_mime_types' = any (:said::text[]) then :allowed_mime_types else allowed_mime_types end
where id = :id;

-- name: holds
-- Whether anything is in a bucket.
select exists (select from storage.objects where bucket_id = :id) as held;

-- name: remove
-- Away with a bucket.
delete from storage.buckets where id = :id;

-- name: emptied
-- Removes what the caller may of a bucket, a batch at a time.
delete from storage.objects where bucket_id = :id and id = any (
  array(select o.id from storage.objects as o where o.bucket_id = :id limit 1000));
