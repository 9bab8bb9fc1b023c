-- name: alone
-- One at a time: who comes second sees what the first one told.
select pg_advisory_xact_lock(hashtext('people.remind'));

-- name: due
-- Tasks whose hour came within a day and of which nobody was told since, across organisations.
select
  a.org_id, a.id, a.subject, m.user_id as person, coalesce(p.language, o.language) as language,
  coalesce(c.full_name, co.name) as about
from activities as a
inner join org_members as m
  on m.org_id = a.org_id and m.user_id = coalesce(a.assigned_to, a.owner_id) and m.deleted_at is null
inner join organizations as o on o.org_id = a.org_id
left join profiles as p on p.org_id = a.org_id and p.id = m.user_id
left join contacts as c on c.org_id = a.org_id and c.id = a.contact_id
left join companies as co on co.org_id = a.org_id and co.id = a.company_id
where a.kind = 'task' and a.status = 'pending' and a.deleted_at is null
  and a.due_at <= now() and a.due_at > now() - interval '1 day'
  and not exists (
    select from notifications as n
    where n.org_id = a.org_id and n.user_id = m.user_id and n.subject_id = a.id and n.kind = 'task_due'
      and n.created_at >= a.due_at)
order by a.due_at limit 1000;

-- name: tell
-- A note for each task that is due.
insert into notifications (org_id, user_id, kind, title, body, url, subject_table, subject_id, actor_id)
select n.org_id, n.person, 'task_due', n.title, n.body, '/activities/' || n.task, 'activities', n.task, null
from unnest(:orgs::uuid[], :people::uuid[], :titles::text[], :bodies::text[], :tasks::uuid[])
  as n (org_id, person, title, body, task)
returning id;
