-- name: any_wrong
-- Whether any row of a file has something wrong: most files have none, and need not be read again to find that out.
select exists (select from app.import_rows as r
  where r.org_id = :org_id and r.job_id = :job and (r.problems is not null or r.action = 'd'));

-- name: between
-- Rows with something wrong in a stretch of the file, and the records that were made or changed in spite of it.
select r.row_no, r.action, r.twin, r.problems, case when r.action in ('n', 'u', '=') then r.record_id end as record_id
from app.import_rows as r
where r.org_id = :org_id and r.job_id = :job and r.row_no between :first and :last
  and (r.problems is not null or r.action = 'd');
