-- name: next
-- A person's open tasks, the late ones first, those without a date last.
select
  t.id, t.subject, t.due_at, t.priority, t.contact_id, t.lead_id, t.call_id, c.full_name as contact,
  t.due_at < now() as late
from activities as t
left join contacts as c on c.org_id = t.org_id and c.id = t.contact_id
where t.org_id = :org_id and t.assigned_to = :user_id
  and t.kind = 'task' and t.status = 'pending' and t.deleted_at is null
order by t.due_at nulls last, t.id
limit :most;

-- name: counts
-- How many open tasks a person has, and how many of them are late.
select count(*) as open, count(*) filter (where due_at < now()) as late
from activities
where org_id = :org_id and assigned_to = :user_id and kind = 'task' and status = 'pending' and deleted_at is null;
