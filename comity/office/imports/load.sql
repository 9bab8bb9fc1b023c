-- name: quietly
-- What this connection writes is not told row by row; and a chunk that a crash takes back is simply loaded again, so
-- its commit need not wait for the disk. The last word ("done") waits, and with it everything before.
select app.quietly(), set_config('synchronous_commit', 'off', true);

-- name: span
-- First and last row that waits, and whether any of them matched something.
select min(r.row_no) as first, max(r.row_no) as last, count(*) as rows,
  count(*) filter (where r.action = 'u') > 0 as matches
from app.import_rows as r where r.org_id = :org_id and r.job_id = :job;

-- name: latest
-- One record this import created, if any.
select c.ids[1] from app.import_created as c
where c.org_id = :org_id and c.job_id = :job and c.relation = :relation
order by c.first_row desc limit 1;

-- name: loaded
-- The chunks that are loaded.
select c.first_row, c.last_row from app.import_chunks as c where c.org_id = :org_id and c.job_id = :job order by c.first_row;

-- name: alone
-- Two imports that name the same new company or tag make it once: what rows share is prepared one import after the other.
select pg_advisory_xact_lock(hashtextextended('import ' || :org_id::text, 0));

-- name: claim
-- This chunk is being loaded, here and now; nothing when it has been already.
insert into app.import_chunks (org_id, job_id, first_row, last_row) values (:org_id, :job, :first, :last)
on conflict do nothing
returning first_row;

-- name: count
-- What came of a chunk.
update app.import_chunks as c
set created = :created, updated = :updated, refused = :refused,
  rows = (select count(*) from app.import_rows as r
    where r.org_id = :org_id and r.job_id = :job and r.row_no between :first and :last)
where c.org_id = :org_id and c.job_id = :job and c.first_row = :first;

-- name: keep_created
-- The records a chunk created, for undo.
insert into app.import_created (org_id, job_id, first_row, relation, ids)
values (:org_id, :job, :first, :relation, :ids);

-- name: refuse
-- Rows that were not taken after all.
update app.import_rows as r
set action = 'b', problems = coalesce(r.problems, '[]') || jsonb_build_array(jsonb_build_object(
  'column', '', 'value', '', 'weight', 'row', 'reason', x.reason))
from unnest(:rows::integer[], :reasons::text[]) as x (row_no, reason)
where r.org_id = :org_id and r.job_id = :job and r.row_no = x.row_no;

-- name: tell_refused
-- The same, for people to read.
insert into import_errors (org_id, import_id, row_number, reason, weight)
select :org_id, :job, x.row_no, x.reason, 'row'
from unnest(:rows::integer[], :reasons::text[]) as x (row_no, reason)
returning id;
