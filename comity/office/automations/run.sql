-- name: begin
-- Begins a run of an automation that is on, or of any as a test.
with a as (
  update automations set last_run_at = now()
  where org_id = :org_id and id = :id and (state = 'on' or :mode = 'test')
  returning id, owner_id, name, version, relation, condition, steps
),
r as (
  insert into automation_runs (org_id, automation_id, version, mode, cause, subject, work_id)
  select :org_id, a.id, a.version, :mode, :cause, :subject::uuid, :work::uuid from a
  returning id
)
select r.id as run_id, a.owner_id, a.name, a.relation, a.condition, a.steps from a cross join r;

-- name: end
-- The run is over.
update automation_runs set state = :state, why = :why, finished_at = now() where org_id = :org_id and id = :id;

-- name: stop
-- The automation is stopped, with the reason.
update automations set state = 'stopped', stopped_why = :why where org_id = :org_id and id = :id;

-- name: tell
-- Its maker hears that it was stopped.
select app.notify(array[a.owner_id], 'automation', :said::jsonb, '/settings/automations/' || a.id::text, 'automations', a.id)
from automations as a where a.org_id = :org_id and a.id = :id;

-- name: due
-- What the clock and views may set off.
select a.org_id, a.id, a.owner_id, a.trigger_kind, a.trigger_value, a.relation, a.condition, a.primed_at, a.updated_at,
  o.timezone
from automations as a
inner join organizations as o on o.org_id = a.org_id
where a.state = 'on' and a.trigger_kind in ('schedule', 'view');

-- name: entered
-- Records that were not in the view before; those that left it are forgotten.
with left_it as (
  delete from automation_members
  where org_id = :org_id and automation_id = :automation::uuid and record_id <> all (:ids::uuid[])
)
insert into automation_members (org_id, automation_id, record_id)
select :org_id, :automation::uuid, i from unnest(:ids::uuid[]) as i
on conflict do nothing
returning record_id;

-- name: primed
-- What the view holds is known now.
update automations set primed_at = now() where org_id = :org_id and id = :id;
