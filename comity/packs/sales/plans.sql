-- name: begin
-- A new plan, unless the deal has one of this kind under way.
insert into deal_plans (kind, lead_id, title, reasons, score, playbook_id)
values (:kind, :lead, left(:title, 300), :reasons::jsonb, :score, :playbook)
on conflict (org_id, lead_id, kind) where state = 'active' do nothing
returning id;

-- name: steps
-- The tasks a plan consists of.
update deal_plans set task_ids = :tasks::uuid[] where org_id = :org_id and id = :id;

-- name: drop
-- The plan is given up; its tasks stay for whoever has them.
update deal_plans set state = 'dropped', finished_at = now() where org_id = :org_id and id = :id and state = 'active'
returning lead_id;

-- name: of_lead
-- The plans of a deal, those under way first, each with its steps.
select p.id, p.kind, p.title, p.state, p.created_at, p.finished_at, p.score, p.reasons, coalesce(t.steps, '[]') as steps,
  coalesce(t.done, 0) as done
from deal_plans as p
left join lateral (
  select count(*) filter (where a.status = 'completed') as done, jsonb_agg(jsonb_build_object(
    'id', a.id, 'subject', a.subject, 'body', a.body, 'due_at', a.due_at::date, 'done', a.status = 'completed',
    'late', a.status = 'pending' and a.due_at < now(), 'assignee', coalesce(m.name, m.email)) order by k.place) as steps
  from unnest(p.task_ids) with ordinality as k (id, place)
  inner join activities as a on a.org_id = p.org_id and a.id = k.id and a.deleted_at is null
  left join org_members as m on m.org_id = a.org_id and m.user_id = a.assigned_to) as t on true
where p.org_id = :org_id and p.lead_id = :lead
order by p.state <> 'active', p.created_at desc
limit 10;

-- name: active
-- Plans under way, the newest first, with how far they are and what is late.
select p.id, p.kind, p.title, p.created_at, p.score, p.lead_id, l.title as lead, l.company, l.health_score, l.health_partial,
  m.name as owner, coalesce(t.every, 0) as every, coalesce(t.done, 0) as done, coalesce(t.late, 0) as late, t.next
from deal_plans as p
inner join leads as l on l.org_id = p.org_id and l.id = p.lead_id and l.deleted_at is null
left join org_members as m on m.org_id = l.org_id and m.user_id = l.owner_id
left join lateral (
  select count(*) as every, count(*) filter (where a.status = 'completed') as done,
    count(*) filter (where a.status = 'pending' and a.due_at < now()) as late,
    (array_agg(a.subject order by a.due_at) filter (where a.status = 'pending'))[1] as next
  from activities as a where a.org_id = p.org_id and a.id = any (p.task_ids) and a.deleted_at is null) as t on true
where p.org_id = :org_id and p.state = 'active' and (:kind::text is null or p.kind = :kind::text)
order by t.late desc, p.created_at desc
limit :most;

-- name: tick
-- Which deal a step belongs to, when it is a step of this plan.
select p.lead_id from deal_plans as p where p.org_id = :org_id and p.id = :id and :task::uuid = any (p.task_ids);

-- name: playbook
-- The organisation's own onboarding, if it wrote one.
select b.id, b.name, b.steps from playbooks as b
where b.org_id = :org_id and b.kind = 'onboarding' and b.deleted_at is null
order by b.updated_at desc limit 1;

-- name: deal
-- What plans are made from.
select l.id, l.title, l.company, l.contact_id, l.company_id, l.owner_id, l.team_id, l.status, l.health_score,
  c.first_name, c.full_name as contact
from leads as l
left join contacts as c on c.org_id = l.org_id and c.id = l.contact_id
where l.org_id = :org_id and l.id = :lead and l.deleted_at is null;

-- name: heard
-- What the customer said is needed, the surest first: what onboarding must deliver.
select s.call_id, s.quote, s.span_start as start, s.speaker, s.value from call_signals as s
inner join calls as c on c.org_id = s.org_id and c.id = s.call_id and c.deleted_at is null
where s.org_id = :org_id and c.lead_id = :lead and s.kind = 'need' and s.value <> 'no_need' and s.side <> 'us'
order by s.confidence desc, c.started_at desc
limit 3;

-- name: promised
-- What we promised in calls and have not done.
select a.id, a.text, a.quote, a.call_id, a.span_start as start, a.due_on from action_items as a
where a.org_id = :org_id and a.lead_id = :lead and a.side = 'us' and not a.done and a.task_id is null and a.deleted_at is null
order by a.due_on nulls last, a.id
limit 5;

-- name: leads_team
-- Who leads the deal's team: whom an intervention is told beside the owner.
select m.user_id from org_members as m
where m.org_id = :org_id and m.deleted_at is null and (
  m.user_id = :owner or (m.role = 'manager' and (m.team_id is null or :team::uuid is null or m.team_id = :team::uuid)));
