-- name: all
-- Pipelines with their stages and how many leads stand in each, for settings.
select p.id, p.name, p.is_default, s.id as stage_id, s.name as stage, s.kind, s.position, s.probability, s.rotting_days,
  s.required_fields, (
    select count(*) from leads as l where l.org_id = s.org_id and l.stage_id = s.id and l.deleted_at is null
  ) as leads
from pipelines as p
left join stages as s on s.org_id = p.org_id and s.pipeline_id = p.id
where p.org_id = :org_id
order by p.is_default desc, p.position, lower(p.name), s.position, s.id;

-- name: create
-- A pipeline with the usual stages.
select app.seed_pipeline(:org_id, :id::uuid, :name, not exists (select from pipelines as p where p.org_id = :org_id));

-- name: rename
-- Another name; and whether new leads go here.
update pipelines set name = :name, is_default = is_default or :is_default::boolean
where org_id = :org_id and id = :id returning id;

-- name: drop
-- Away with it; leads in it keep it alive.
delete from pipelines where org_id = :org_id and id = :id returning id;

-- name: add_stage
-- A new stage before the won ones.
insert into stages (pipeline_id, name, kind, position, probability, rotting_days, required_fields)
select
  :pipeline_id, :name, :kind, coalesce(max(s.position) filter (where s.kind = :kind), max(s.position), 0) + 1, :probability,
  :rotting_days, :required_fields
from stages as s where s.org_id = :org_id and s.pipeline_id = :pipeline_id
returning id;

-- name: change_stage
-- A stage's name, probability, rotting days and what it asks for.
update stages set
  name = :name, probability = :probability, rotting_days = :rotting_days, required_fields = :required_fields
where org_id = :org_id and id = :id returning id, pipeline_id, position;

-- name: order_stages
-- The stages in this order.
update stages as s set position = o.place
from unnest(:ids::uuid[]) with ordinality as o (id, place)
where s.org_id = :org_id and s.pipeline_id = :pipeline_id and s.id = o.id and s.position <> o.place;

-- name: drop_stage
-- A stage goes; its leads have to be elsewhere.
delete from stages where org_id = :org_id and id = :id returning id;

-- name: move_leads
-- Everything in a stage moves to another.
update leads set stage_id = :to_id where org_id = :org_id and stage_id = :id;

-- name: in_use
-- How many leads that are not in the trash stand in a stage, or anywhere in a pipeline.
select count(*) from leads as l
where l.org_id = :org_id and :id::uuid in (l.stage_id, l.pipeline_id) and l.deleted_at is null;

-- name: shift_trash
-- Leads in the trash give way too: to another stage of the same kind, first in the same pipeline.
update leads as l set stage_id = (
  select s.id from stages as s
  where s.org_id = l.org_id and s.id <> :id::uuid and s.pipeline_id <> :id::uuid
    and s.kind = case l.status when 'cold' then 'open' else l.status end
  order by s.pipeline_id = l.pipeline_id desc, s.position limit 1)
where l.org_id = :org_id and :id::uuid in (l.stage_id, l.pipeline_id) and l.deleted_at is not null;
