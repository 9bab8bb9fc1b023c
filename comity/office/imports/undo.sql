-- name: next_created
-- Some records that this import created and that nobody has looked at yet, the latest first.
select c.first_row, c.relation, c.ids, k.loaded_at
from app.import_created as c
inner join app.import_chunks as k on k.org_id = :org_id and k.job_id = c.job_id and k.first_row = c.first_row
where c.org_id = :org_id and c.job_id = :job
order by c.first_row desc, array_position('{taggings,contact_points}'::text[], c.relation), c.relation
limit 1;

-- name: take_back
-- Moves created records to the trash, except those that were changed since they were loaded; the ids that stayed.
select app.import_take_back(:relation, :ids, :loaded_at);

-- name: done_created
-- That chunk is seen to.
delete from app.import_created as c
where c.org_id = :org_id and c.job_id = :job and c.first_row = :first and c.relation = :relation;

-- name: put_back
-- Some changed records get their old values back, unless they were changed again; how many were looked at, and the ids
-- that stayed as they are.
select looked_at, relation, stayed from app.import_put_back(:job, :most);

-- name: keep
-- What was left alone, and why.
insert into app.import_kept (org_id, job_id, relation, record_id, reason)
select :org_id, :job, :relation, i, :reason from unnest(:ids::uuid[]) as i
on conflict do nothing;

-- name: kept
-- What was left alone, for people to read.
select k.relation, k.record_id, k.reason from app.import_kept as k
where k.org_id = :org_id and k.job_id = :job
order by k.relation, k.record_id
limit :most;
