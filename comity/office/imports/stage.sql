-- name: rows
-- How many rows wait.
select count(*) from app.import_rows as r where r.org_id = :org_id and r.job_id = :job;

-- name: clear
-- Starts over.
delete from app.import_rows as r where r.org_id = :org_id and r.job_id = :job;

-- name: patience
-- Reading and matching a million rows takes longer than a page may.
select set_config('statement_timeout', '0', true);

-- name: quietly
-- Progress is no change that anyone would look up later, and what a crash takes back is read again.
select set_config('app.derived', 'on', true), set_config('synchronous_commit', 'off', true);

-- name: fixes
-- Cells that people corrected.
select row_no, cells from app.import_fixes as f where f.org_id = :org_id and f.job_id = :job;
