-- name: stale_rows
-- Waiting rows of imports that ended days ago, across organisations: some at a time.
delete from app.import_rows as r
using (
  select i.org_id, i.job_id, i.row_no from app.import_rows as i
  inner join import_jobs as j on j.org_id = i.org_id and j.id = i.job_id
  where j.status in ('done', 'undone', 'cancelled', 'failed') and j.completed_at < now() - interval '2 days'
  limit 50000
) as s
where r.org_id = s.org_id and r.job_id = s.job_id and r.row_no = s.row_no;

-- name: old_files
-- Imports whose file has been kept long enough, across organisations.
update import_jobs set file = null
where file is not null and coalesce(completed_at, created_at) < now() - interval '30 days'
returning org_id, id;
