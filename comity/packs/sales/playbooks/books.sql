-- name: all
-- Every playbook, with how many open leads follow it.
select p.id, p.name, p.kind, p.language, p.summary, p.steps, p.updated_at,
  (select count(*) from lead_playbooks as a
    inner join leads as l on l.org_id = a.org_id and l.id = a.lead_id
    where a.org_id = p.org_id and a.playbook_id = p.id and l.deleted_at is null and l.status in ('open', 'cold')) as leads
from playbooks as p
where p.org_id = :org_id and p.deleted_at is null
order by lower(p.name);

-- name: find
-- One playbook.
select p.* from playbooks as p where p.org_id = :org_id and p.id = :id and p.deleted_at is null;

-- name: create
-- A new playbook.
insert into playbooks (name, kind, summary, language, steps)
values (:name, :kind, :summary, :language, :steps::jsonb) returning id;

-- name: change
-- What a playbook says, unless somebody changed it since it was read.
update playbooks set name = :name, kind = :kind, summary = :summary, steps = :steps::jsonb
where org_id = :org_id and id = :id and deleted_at is null
  and (:seen::timestamptz is null or date_trunc('milliseconds', updated_at) = date_trunc('milliseconds', :seen::timestamptz))
returning id;

-- name: trash
-- Away with it.
update playbooks set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null returning id;

-- name: restore
-- Back again.
update playbooks set deleted_at = null where org_id = :org_id and id = :id and deleted_at is not null returning id;

-- name: stages
-- The names of open stages, in the order of their pipelines.
select s.name from stages as s
inner join pipelines as p on p.org_id = s.org_id and p.id = s.pipeline_id
where s.org_id = :org_id
group by s.name order by min(s.position), s.name;

-- name: followers
-- The leads that follow a playbook, with their stage and how many ticks they have.
select a.id, l.id as lead_id, l.title, l.status, s.name as stage, m.name as owner,
  (select array_agg(jsonb_build_array(t.step, t.item)) from playbook_ticks as t
    where t.org_id = a.org_id and t.attached_id = a.id) as ticks
from lead_playbooks as a
inner join leads as l on l.org_id = a.org_id and l.id = a.lead_id and l.deleted_at is null
inner join stages as s on s.org_id = l.org_id and s.id = l.stage_id
left join org_members as m on m.org_id = l.org_id and m.user_id = l.owner_id
where a.org_id = :org_id and a.playbook_id = :id
order by l.status in ('open', 'cold') desc, l.updated_at desc
limit 50;

-- name: of_lead
-- The playbooks a lead follows, with their ticks.
select a.id, p.id as playbook_id, p.name, p.steps,
  (select array_agg(jsonb_build_array(t.step, t.item)) from playbook_ticks as t
    where t.org_id = a.org_id and t.attached_id = a.id) as ticks
from lead_playbooks as a
inner join playbooks as p on p.org_id = a.org_id and p.id = a.playbook_id and p.deleted_at is null
where a.org_id = :org_id and a.lead_id = :lead
order by a.created_at;

-- name: lead_stage
-- The stage a lead is in.
select s.name as stage, s.kind from leads as l
inner join stages as s on s.org_id = l.org_id and s.id = l.stage_id
where l.org_id = :org_id and l.id = :lead and l.deleted_at is null;

-- name: suggested
-- Playbooks the lead does not follow: those with a step for its stage first.
select p.id, p.name, p.kind, exists (
  select from jsonb_array_elements(p.steps) as s
  where lower(s ->> 'stage') = lower(:stage)) as fits
from playbooks as p
where p.org_id = :org_id and p.deleted_at is null
  and not exists (
    select from lead_playbooks as a where a.org_id = p.org_id and a.lead_id = :lead and a.playbook_id = p.id)
order by fits desc, lower(p.name)
limit 20;

-- name: attach
-- A lead follows a playbook from now on.
insert into lead_playbooks (lead_id, playbook_id) values (:lead, :playbook)
on conflict (org_id, lead_id, playbook_id) do nothing returning id;

-- name: detach
-- A lead follows a playbook no more.
delete from lead_playbooks where org_id = :org_id and lead_id = :lead and id = :id returning id;

-- name: attached
-- A playbook as a lead follows it.
select a.id, a.playbook_id, p.steps from lead_playbooks as a
inner join playbooks as p on p.org_id = a.org_id and p.id = a.playbook_id
where a.org_id = :org_id and a.lead_id = :lead and a.id = :id;

-- name: tick
-- Done.
insert into playbook_ticks (lead_id, attached_id, step, item) values (:lead, :attached, :step, :item)
on conflict (org_id, attached_id, step, item) do nothing returning id;

-- name: untick
-- Not done after all.
delete from playbook_ticks where org_id = :org_id and attached_id = :attached and step = :step and item = :item returning id;
