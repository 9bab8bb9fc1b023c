-- name: notify
-- Leaves a note for members, for each in their language.
select app.notify(:people::uuid[], :kind, :said::jsonb, :url, :subject_table, :subject_id);

-- name: mine
-- A person's notes, newest first.
select id, kind, title, body, url, subject_table, subject_id, actor_id, read_at, created_at
from notifications
where org_id = :org_id and user_id = :user_id and (:before::uuid is null or id < :before)
order by id desc
limit :most;

-- name: unread
-- How many notes a person has not read.
select count(*) from notifications where org_id = :org_id and user_id = :user_id and read_at is null;

-- name: read_one
-- A note was read.
update notifications set read_at = now()
where org_id = :org_id and user_id = :user_id and id = :id and read_at is null;

-- name: read_all
-- All notes were read.
update notifications set read_at = now() where org_id = :org_id and user_id = :user_id and read_at is null;
