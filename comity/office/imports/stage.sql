-- name: rows
-- How many rows wait.
select count(*) from app.import_rows as r where r.org_id = :org_id and r.job_id = :job;

-- name: clear
-- Starts over.
delete from app.import_rows as r where r.org_id = :org_id and r.job_id = :job;

-- name: patience
-- Reading and matching a million rows takes longer than a page may.
select set_config('statement_timeout', '0', true);

-- name: fixes
-- Cells that people corrected.
select row_no, cells from app.import_fixes as f where f.org_id = :org_id and f.job_id = :job;
