-- name: current
-- The organisation's rubric.
select r.id, r.name, r.automatic from rubrics as r where r.org_id = :org_id order by r.created_at, r.id limit 1;

-- name: criteria
-- The criteria of a rubric, in order.
select c.id, c.name, c.good, c.weight, c.measure, c.phrases, c.position
from rubric_criteria as c
where c.org_id = :org_id and c.rubric_id = :rubric and c.deleted_at is null
order by c.position, c.created_at, c.id;

-- name: language
-- The language to write the usual rubric in.
select o.language from organizations as o where o.org_id = :org_id;

-- name: create
-- A rubric, where there is none yet.
insert into rubrics (org_id, id, name)
select :org_id, app.uuid_of(:org_id, 'rubric'), :name
where not exists (select from rubrics as r where r.org_id = :org_id)
returning id;

-- name: add
-- A criterion, after those that are there.
insert into rubric_criteria (rubric_id, name, good, weight, measure, phrases, position)
select :rubric, :name, :good, :weight, :measure, coalesce(:phrases::text[], '{}'), coalesce(max(c.position) + 1, 0)
from rubric_criteria as c
where c.org_id = :org_id and c.rubric_id = :rubric and c.deleted_at is null
returning id;

-- name: change
-- A criterion's words, weight and measure.
update rubric_criteria set name = :name, good = :good, weight = :weight, measure = :measure, phrases = :phrases::text[]
where org_id = :org_id and id = :id and deleted_at is null
returning id;

-- name: move
-- A criterion goes, or comes back; what was judged by it stays.
update rubric_criteria set deleted_at = case when :gone::boolean then now() end where org_id = :org_id and id = :id returning id;

-- name: rename
-- The rubric's name, and whether calls are judged by themselves.
update rubrics set name = :name, automatic = :automatic where org_id = :org_id and id = :id returning id;
