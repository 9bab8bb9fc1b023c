-- name: analyse
-- Statistics for rows that have just been copied in.
select app.import_analyse();

-- name: analyse_targets
-- Statistics for what rows are matched with, where it has grown: the last import may have ended seconds ago.
select app.import_analyse_targets();

-- name: unmatch
-- Forgets what an earlier rehearsal found.
update app.import_rows as r
set action = case when r.problems @> '[{"weight": "row"}]' then 'b' else 'n' end, twin = null, matched = null,
  record_id = app.uuid7()
where r.org_id = :org_id and r.job_id = :job and r.action in ('u', '=', 'd');

-- name: counts
-- How many rows there are of each sort.
select
  count(*) filter (where r.action = 'n') as new,
  count(*) filter (where r.action = 'u') as changed,
  count(*) filter (where r.action = '=') as same,
  count(*) filter (where r.action = 'd') as repeated,
  count(*) filter (where r.action = 'b') as bad,
  count(*) filter (where r.problems is not null) as troubled,
  count(*) as rows
from app.import_rows as r where r.org_id = :org_id and r.job_id = :job;

-- name: clear_errors
-- Takes away what an earlier rehearsal complained about.
delete from import_errors where org_id = :org_id and import_id = :job;

-- name: write_errors
-- What is wrong with rows, the worst first, up to a number that a person might still look at.
insert into import_errors (org_id, import_id, row_number, column_name, value, reason, weight)
select :org_id, :job, t.row_no, t.col, t.value, t.reason, t.weight
from (
  select r.row_no, p.value ->> 'column' as col, p.value ->> 'value' as value, p.value ->> 'reason' as reason,
    p.value ->> 'weight' as weight
  from app.import_rows as r
  cross join lateral jsonb_array_elements(r.problems) as p
  where r.org_id = :org_id and r.job_id = :job and r.problems is not null
  order by array_position('{row,cell,note}'::text[], p.value ->> 'weight'), r.row_no
  limit :most
) as t
returning id;

-- name: causes
-- What is wrong, by column and reason, most frequent first.
select e.column_name, e.reason, e.weight, count(*) as times, min(e.row_number) as first_row, min(e.value) as example
from import_errors as e
where e.org_id = :org_id and e.import_id = :job
group by 1, 2, 3
order by array_position('{row,cell,note}'::text[], e.weight), count(*) desc
limit 50;

-- name: page
-- Rows of one sort, for looking at before they are loaded.
select r.row_no, r.action, r.record_id, r.matched, r.twin, r.data, r.problems
from app.import_rows as r
where r.org_id = :org_id and r.job_id = :job and r.row_no > :after
  and case :sort when 'bad' then r.action = 'b' when 'troubled' then r.problems is not null
    when 'new' then r.action = 'n' when 'changed' then r.action = 'u' when 'same' then r.action = '='
    when 'repeated' then r.action = 'd' else true end
order by r.row_no
limit :most;

-- name: fix
-- A corrected cell.
insert into app.import_fixes (org_id, job_id, row_no, cells) values (:org_id, :job, :row, :cells)
on conflict (org_id, job_id, row_no) do update set cells = app.import_fixes.cells || excluded.cells;

-- name: unread
-- The file is to be read again, with the corrections.
update import_jobs set staged_rows = -1 where org_id = :org_id and id = :job and status in ('checked', 'failed');
