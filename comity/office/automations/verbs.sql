-- name: create
-- A new automation.
insert into automations (name, trigger_kind, trigger_value, relation, condition, steps)
values (:name, :trigger_kind, :trigger_value, :relation, :condition, :steps::jsonb)
returning id;

-- name: change
-- Another version of it.
update automations
set name = :name, trigger_kind = :trigger_kind, trigger_value = :trigger_value, relation = :relation,
  condition = :condition, steps = :steps::jsonb, version = version + 1, primed_at = null,
  state = case when state = 'stopped' then 'off' else state end
where org_id = :org_id and id = :id
returning version;

-- name: version
-- Keeps what it is now.
insert into automation_versions (automation_id, version, definition)
select a.id, a.version, jsonb_build_object('name', a.name, 'trigger_kind', a.trigger_kind, 'trigger_value', a.trigger_value,
  'relation', a.relation, 'condition', a.condition, 'steps', a.steps)
from automations as a where a.org_id = :org_id and a.id = :id
on conflict do nothing;

-- name: turn
-- On or off.
update automations set state = :state, stopped_why = null, primed_at = null where org_id = :org_id and id = :id;

-- name: remove
-- Gone.
delete from automations where org_id = :org_id and id = :id;

-- name: find
-- One automation.
select id, owner_id, name, state, stopped_why, version, trigger_kind, trigger_value, relation, condition, steps, last_run_at
from automations where org_id = :org_id and id = :id;

-- name: everything
-- All of them.
select a.id, a.name, a.state, a.stopped_why, a.version, a.trigger_kind, a.trigger_value, a.relation, a.last_run_at,
  m.name as owner
from automations as a
left join org_members as m on m.org_id = a.org_id and m.user_id = a.owner_id
where a.org_id = :org_id order by lower(a.name);

-- name: versions
-- What it was.
select v.version, v.definition, v.created_at, m.name as by
from automation_versions as v
left join org_members as m on m.org_id = v.org_id and m.user_id = v.created_by
where v.org_id = :org_id and v.automation_id = :id order by v.version desc limit 20;

-- name: runs
-- What it did lately.
select id, version, mode, cause, subject, state, why, log, work_id, created_at, finished_at
from automation_runs where org_id = :org_id and automation_id = :id order by id desc limit 50;

-- name: facts
-- What happened of a kind.
select * from app.facts_of_kind(:kind, :days::integer, :most::integer);
