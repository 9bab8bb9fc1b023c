-- name: create
-- A file has arrived.
insert into import_jobs (org_id, id, kind, name, source_system, file, file_size, layout, plan, total_rows)
values (:org_id, :id, :kind, :name, :source, :file, :size, :layout, :plan, :rows)
returning id;

-- name: get
-- One import.
select id, kind, name, source_system, status, file, file_size, layout, plan, total_rows, staged_rows, processed_rows,
  new_count, changed_count, same_count, duplicate_count, error_count, created_count, updated_count, undone_count,
  kept_count, message, background_job_id, started_at, completed_at, owner_id, created_at
from import_jobs where org_id = :org_id and id = :id;

-- name: recent
-- Imports, newest first.
select id, kind, name, source_system, status, total_rows, processed_rows, created_count, updated_count, error_count,
  duplicate_count, same_count, message, owner_id, created_at, completed_at
from import_jobs where org_id = :org_id
order by created_at desc, id
limit :most;

-- name: status
-- How far it is meant to go.
select status from import_jobs where org_id = :org_id and id = :id;

-- name: understand
-- Another reading or mapping of the file: whatever was staged is void.
update import_jobs
set layout = :layout, plan = :plan, total_rows = :rows, staged_rows = 0, status = 'uploaded', message = ''
where org_id = :org_id and id = :id and status in ('uploaded', 'checked', 'failed', 'cancelled', 'checking')
returning id;

-- name: move
-- From one of these states to another; nothing when it is in none of them.
update import_jobs
set status = :to, message = :message,
  started_at = case when :to in ('checking', 'loading', 'undoing') and status <> 'paused' then now() else started_at end,
  completed_at = case when :to in ('done', 'failed', 'cancelled', 'undone') then now() end
where org_id = :org_id and id = :id and status = any (:from_states)
returning id;

-- name: attach
-- The job of the tray that shows this import.
update import_jobs set background_job_id = :job where org_id = :org_id and id = :id;

-- name: quietly
-- Progress is no change that anyone would look up later.
select set_config('app.derived', 'on', true);

-- name: staged
-- So many rows have been read.
update import_jobs set staged_rows = :rows, total_rows = greatest(total_rows, :rows)
where org_id = :org_id and id = :id;

-- name: total
-- So many rows there are.
update import_jobs set total_rows = :rows, staged_rows = :rows where org_id = :org_id and id = :id;

-- name: found
-- What the rehearsal found.
update import_jobs set
  new_count = :new, changed_count = :changed, same_count = :same, duplicate_count = :repeated, error_count = :bad
where org_id = :org_id and id = :id;

-- name: progress
-- How far loading is: the sum of the chunks.
update import_jobs as j set
  processed_rows = s.rows, created_count = s.created, updated_count = s.updated,
  error_count = greatest(j.error_count, s.bad)
from (
  select coalesce(sum(c.rows), 0) as rows, coalesce(sum(c.created), 0) as created,
    coalesce(sum(c.updated), 0) as updated,
    (select count(*) from app.import_rows as r where r.org_id = :org_id and r.job_id = :id and r.action = 'b') as bad
  from app.import_chunks as c where c.org_id = :org_id and c.job_id = :id and c.first_row > 0
) as s
where j.org_id = :org_id and j.id = :id
returning j.status, j.processed_rows, j.total_rows, j.background_job_id;

-- name: undo_progress
-- How far undoing is.
update import_jobs set undone_count = undone_count + :undone, kept_count = kept_count + :kept
where org_id = :org_id and id = :id
returning undone_count, kept_count;

-- name: forget
-- An import that never loaded anything is taken away with its file.
delete from import_jobs
where org_id = :org_id and id = :id and status in ('uploaded', 'checked', 'failed', 'cancelled')
  and not exists (select from app.import_chunks as c where c.org_id = :org_id and c.job_id = :id)
returning id;

-- name: remember
-- The mapping of files with these columns.
insert into import_mappings (org_id, kind, fingerprint, plan) values (:org_id, :kind, :fingerprint, :plan)
on conflict on constraint import_mappings_once do update set plan = excluded.plan;

-- name: recall
-- The mapping last used for files with these columns.
select plan from import_mappings where org_id = :org_id and kind = :kind and fingerprint = :fingerprint;

-- name: home_of
-- Where the organisation is at home: how national phone numbers, dates and amounts without currency are read.
select country, base_currency, timezone, language from organizations where org_id = :org_id;

-- name: members
-- Whom an owner column may mean.
select user_id, name, email from org_members where org_id = :org_id and deleted_at is null order by name, email;
