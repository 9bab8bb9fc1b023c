-- name: log
-- A new entry of the timeline.
insert into activities
  (org_id, kind, contact_id, company_id, lead_id, call_id, about_kind, about_id, subject, body, direction, occurred_at,
   duration_seconds, actor_kind, actor_name, metadata)
values (:org_id, :kind, :contact, :company, :lead, :call, :about_kind, :about_id, :subject, :body, :direction,
  coalesce(:occurred_at::timestamptz, now()), :duration::integer, :actor_kind, :actor_name, :metadata::jsonb)
returning id;

-- name: of_contact
-- A page of the timeline of a contact, newest first.
select
  a.id, a.kind, a.contact_id, a.company_id, a.lead_id, a.call_id, a.about_kind, a.about_id, a.subject, a.preview,
  octet_length(a.body) > 500 as longer, a.direction, a.status, a.priority, a.assigned_to, a.due_at, a.completed_at,
  a.occurred_at, a.duration_seconds, a.actor_kind, a.actor_id, a.actor_name, a.metadata, a.owner_id, a.created_at,
  coalesce(m.name, m.email) as person, coalesce(t.name, t.email) as assignee,
  (select l.title from leads as l where l.org_id = a.org_id and l.id = a.lead_id) as lead_title, null::text as contact_name
from activities as a
left join org_members as m on m.org_id = a.org_id and m.user_id = a.actor_id
left join org_members as t on t.org_id = a.org_id and t.user_id = a.assigned_to
where a.org_id = :org_id and a.contact_id = :id and a.deleted_at is null
  and (:every::boolean or a.kind = any (:kinds::text[]))
  and (a.occurred_at, a.id)
    < (coalesce(:at::timestamptz, 'infinity'), coalesce(:before::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
order by a.occurred_at desc, a.id desc
limit :limit;

-- name: of_company
-- A page of the timeline of a company, newest first.
select
  a.id, a.kind, a.contact_id, a.company_id, a.lead_id, a.call_id, a.about_kind, a.about_id, a.subject, a.preview,
  octet_length(a.body) > 500 as longer, a.direction, a.status, a.priority, a.assigned_to, a.due_at, a.completed_at,
  a.occurred_at, a.duration_seconds, a.actor_kind, a.actor_id, a.actor_name, a.metadata, a.owner_id, a.created_at,
  coalesce(m.name, m.email) as person, coalesce(t.name, t.email) as assignee,
  (select l.title from leads as l where l.org_id = a.org_id and l.id = a.lead_id) as lead_title, c.name as contact_name
from activities as a
left join org_members as m on m.org_id = a.org_id and m.user_id = a.actor_id
left join org_members as t on t.org_id = a.org_id and t.user_id = a.assigned_to
left join contacts as c on c.org_id = a.org_id and c.id = a.contact_id
where a.org_id = :org_id and a.company_id = :id and a.deleted_at is null
  and (:every::boolean or a.kind = any (:kinds::text[]))
  and (a.occurred_at, a.id)
    < (coalesce(:at::timestamptz, 'infinity'), coalesce(:before::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
order by a.occurred_at desc, a.id desc
limit :limit;

-- name: of_lead
-- A page of the timeline of a lead, newest first.
select
  a.id, a.kind, a.contact_id, a.company_id, a.lead_id, a.call_id, a.about_kind, a.about_id, a.subject, a.preview,
  octet_length(a.body) > 500 as longer, a.direction, a.status, a.priority, a.assigned_to, a.due_at, a.completed_at,
  a.occurred_at, a.duration_seconds, a.actor_kind, a.actor_id, a.actor_name, a.metadata, a.owner_id, a.created_at,
  coalesce(m.name, m.email) as person, coalesce(t.name, t.email) as assignee,
  (select l.title from leads as l where l.org_id = a.org_id and l.id = a.lead_id) as lead_title, c.name as contact_name
from activities as a
left join org_members as m on m.org_id = a.org_id and m.user_id = a.actor_id
left join org_members as t on t.org_id = a.org_id and t.user_id = a.assigned_to
left join contacts as c on c.org_id = a.org_id and c.id = a.contact_id
where a.org_id = :org_id and a.lead_id = :id and a.deleted_at is null
  and (:every::boolean or a.kind = any (:kinds::text[]))
  and (a.occurred_at, a.id)
    < (coalesce(:at::timestamptz, 'infinity'), coalesce(:before::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
order by a.occurred_at desc, a.id desc
limit :limit;

-- name: get
-- One entry with its whole text.
select
  a.id, a.kind, a.contact_id, a.company_id, a.lead_id, a.call_id, a.about_kind, a.about_id, a.subject, a.preview,
  octet_length(a.body) > 500 as longer, a.direction, a.status, a.priority, a.assigned_to, a.due_at, a.completed_at,
  a.occurred_at, a.duration_seconds, a.actor_kind, a.actor_id, a.actor_name, a.metadata, a.owner_id, a.created_at,
  coalesce(m.name, m.email) as person, coalesce(t.name, t.email) as assignee,
  (select l.title from leads as l where l.org_id = a.org_id and l.id = a.lead_id) as lead_title,
  a.body, a.deleted_at, c.name as contact_name, co.name as company_name
from activities as a
left join org_members as m on m.org_id = a.org_id and m.user_id = a.actor_id
left join org_members as t on t.org_id = a.org_id and t.user_id = a.assigned_to
left join contacts as c on c.org_id = a.org_id and c.id = a.contact_id
left join companies as co on co.org_id = a.org_id and co.id = a.company_id
where a.org_id = :org_id and a.id = :id;

-- name: edit
-- Gives an entry another text.
update activities set subject = :subject, body = :body where org_id = :org_id and id = :id and deleted_at is null;

-- name: trash
-- Moves an entry to the trash.
update activities set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null;

-- name: restore
-- Takes an entry out of the trash.
update activities set deleted_at = null where org_id = :org_id and id = :id;
