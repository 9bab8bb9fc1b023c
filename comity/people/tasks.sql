-- name: create
-- A new task.
insert into activities
  (org_id, kind, status, subject, body, due_at, assigned_to, contact_id, company_id, lead_id, call_id, priority, metadata)
values (:org_id, 'task', 'pending', :subject, :body, :due_at, coalesce(:assigned_to::uuid, :user_id), :contact, :company,
  :lead, :call, :priority, :metadata::jsonb)
returning id;

-- name: complete
-- Marks a task done.
update activities set status = 'completed' where org_id = :org_id and id = :id and kind = 'task' and deleted_at is null;

-- name: reopen
-- Opens a task again.
update activities set status = 'pending' where org_id = :org_id and id = :id and kind = 'task' and deleted_at is null;

-- name: open
-- Open tasks by due time, everybody's or one person's, with when they are due in the reader's zone.
select
  a.id, a.subject, a.preview, a.due_at, a.priority, a.status, a.assigned_to, a.contact_id, a.company_id, a.lead_id,
  a.call_id, a.created_at, coalesce(m.name, m.email) as assignee, c.name as contact_name,
  co.name as company_name, (select l.title from leads as l where l.org_id = a.org_id and l.id = a.lead_id) as lead_title,
  case when a.due_at is null then 'undated'
    when a.due_at < now() then 'overdue'
    when a.due_at < (date_trunc('day', now() at time zone :zone) + interval '1 day') at time zone :zone then 'today'
    when a.due_at < (date_trunc('day', now() at time zone :zone) + interval '7 days') at time zone :zone then 'week'
    else 'later' end as bucket
from activities as a
left join org_members as m on m.org_id = a.org_id and m.user_id = a.assigned_to
left join contacts as c on c.org_id = a.org_id and c.id = a.contact_id
left join companies as co on co.org_id = a.org_id and co.id = a.company_id
where a.org_id = :org_id and a.kind = 'task' and a.status = 'pending' and a.deleted_at is null
  and (:person::uuid is null or a.assigned_to = :person)
  and (:contact::uuid is null or a.contact_id = :contact)
order by a.due_at, array_position(array['high', 'normal', 'low'], a.priority), a.id
limit :limit;

-- name: counts
-- How many open tasks are due when.
select case when a.due_at is null then 'undated'
    when a.due_at < now() then 'overdue'
    when a.due_at < (date_trunc('day', now() at time zone :zone) + interval '1 day') at time zone :zone then 'today'
    when a.due_at < (date_trunc('day', now() at time zone :zone) + interval '7 days') at time zone :zone then 'week'
    else 'later' end as bucket, count(*)::integer as n
from activities as a
where a.org_id = :org_id and a.kind = 'task' and a.status = 'pending' and a.deleted_at is null
  and (:person::uuid is null or a.assigned_to = :person)
group by 1;

-- name: done
-- Tasks finished last.
select a.id, a.subject, a.preview, a.due_at, a.priority, a.status, a.assigned_to, a.contact_id, a.company_id, a.lead_id,
  a.call_id, a.completed_at, coalesce(m.name, m.email) as assignee,
  c.name as contact_name, co.name as company_name, 'done' as bucket,
  (select l.title from leads as l where l.org_id = a.org_id and l.id = a.lead_id) as lead_title
from activities as a
left join org_members as m on m.org_id = a.org_id and m.user_id = a.assigned_to
left join contacts as c on c.org_id = a.org_id and c.id = a.contact_id
left join companies as co on co.org_id = a.org_id and co.id = a.company_id
where a.org_id = :org_id and a.kind = 'task' and a.status = 'completed' and a.deleted_at is null
  and a.completed_at > now() - interval '30 days' and (:person::uuid is null or a.assigned_to = :person)
order by a.completed_at desc, a.id desc
limit :limit;
