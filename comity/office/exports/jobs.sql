-- name: create
-- A list is wanted as a file.
insert into export_jobs (org_id, relation, query, columns, format, name)
values (:org_id, :relation, :query, :columns, :format, :name)
returning id;

-- name: attach
-- The job of the tray that shows it.
update export_jobs set background_job_id = :job where org_id = :org_id and id = :id;

-- name: get
-- One export.
select id, user_id, relation, query, columns, format, name, status, row_count, file_size, message, background_job_id,
  created_at, completed_at, expires_at
from export_jobs where org_id = :org_id and id = :id;

-- name: recent
-- Exports the caller may see, newest first.
select e.id, e.user_id, e.relation, e.query, e.columns, e.format, e.name, e.status, e.row_count, e.file_size, e.message,
  e.background_job_id, e.created_at, e.completed_at, e.expires_at
from export_jobs as e where e.org_id = :org_id
order by e.created_at desc, e.id
limit :most;

-- name: begin
-- Somebody writes it now.
update export_jobs set status = 'running' where org_id = :org_id and id = :id and status in ('queued', 'running')
returning id;

-- name: quietly
-- Progress is no change that anyone would look up later.
select set_config('app.derived', 'on', true);

-- name: progress
-- So many rows are written.
update export_jobs set row_count = :rows where org_id = :org_id and id = :id returning status;

-- name: finish
-- It is there, or it failed.
update export_jobs
set status = :status, row_count = :rows, file_size = :size, message = :message, completed_at = now()
where org_id = :org_id and id = :id and status in ('queued', 'running')
returning id;

-- name: cancel
-- Nobody wants it any more.
update export_jobs set status = 'cancelled', completed_at = now()
where org_id = :org_id and id = :id and status in ('queued', 'running')
returning id;

-- name: remove
-- The file is taken away before its time.
update export_jobs set status = 'expired', expires_at = now()
where org_id = :org_id and id = :id and status in ('done', 'failed', 'cancelled')
returning id;

-- name: expire
-- Files nobody fetched within their week, across organisations.
update export_jobs set status = 'expired'
where expires_at < now() and status in ('done', 'failed', 'cancelled')
returning org_id, id;

-- name: members
-- Names behind owner columns.
select user_id as id, email as name from org_members where org_id = :org_id;

-- name: tags
-- Names behind tag columns.
select id, name from tags where org_id = :org_id;

-- name: told
-- The audit log keeps that data left the house.
select app.audit_event(:org_id, 'export', :relation, :id, :said);
