-- name: start
-- A new upload.
insert into storage.resumable_uploads
(id, bucket_id, name, org_id, owner_id, role, signed, size, upsert, metadata, user_metadata, said, expires_at)
values (:id, :bucket, :name, :org, :owner, :role, :signed, :size, :upsert, :metadata, :user_metadata, :said,
  now() + make_interval(hours => :hours::integer))
returning id, bucket_id, name, org_id, owner_id, role, signed, size, upsert, metadata, user_metadata, said,
  expires_at, completed_at;

-- name: find
-- An upload that has not expired.
select id, bucket_id, name, org_id, owner_id, role, signed, size, upsert, metadata, user_metadata, said,
  expires_at, completed_at
from storage.resumable_uploads where id = :id and expires_at > now();

-- name: completed
-- Its object is there.
select storage.complete_upload(:id);

-- name: drop
-- Forgets an upload.
delete from storage.resumable_uploads where id = :id;
