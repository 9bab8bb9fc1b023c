-- name: contacts
-- Contacts by the beginning of their last name, then by any word of theirs; lately contacted first.
select
  c.id, coalesce(c.full_name, c.email, c.company_name, c.phone) as title,
  concat_ws(' · ', c.title, c.company_name) as subtitle, coalesce(c.email, c.phone, c.city) as detail
from (
  select x.id, min(x.rank) as rank from (
    (
      select p.id, 0 as rank from contacts as p
      where p.org_id = :org_id and p.deleted_at is null and :words <> ''
        and p.sort_name >= app.sort_key(:words) and p.sort_name < app.sort_key(:words) || chr(1114111)
      order by p.sort_name limit :limit
    )
    union all
    (
      select p.id, 1 from contacts as p
      where p.org_id = :org_id and p.deleted_at is null and p.search @@ :wanted::tsquery
        and (length(:words) <> 1)
      limit 200
    )
  ) as x group by x.id
) as f
inner join contacts as c on c.org_id = :org_id and c.id = f.id
order by f.rank, c.last_contact_at desc nulls last, c.sort_name, c.id
limit :limit;

-- name: companies
-- Companies by the beginning of their name, then by any word of theirs.
select c.id, c.name as title, concat_ws(' · ', c.industry, c.city) as subtitle, c.domain as detail
from (
  select x.id, min(x.rank) as rank from (
    (
      select p.id, 0 as rank from companies as p
      where p.org_id = :org_id and p.deleted_at is null and :words <> ''
        and p.sort_name >= app.sort_key(:words) and p.sort_name < app.sort_key(:words) || chr(1114111)
      order by p.sort_name limit :limit
    )
    union all
    (
      select p.id, 1 from companies as p
      where p.org_id = :org_id and p.deleted_at is null and p.search @@ :wanted::tsquery
        and (length(:words) <> 1)
      limit 200
    )
  ) as x group by x.id
) as f
inner join companies as c on c.org_id = :org_id and c.id = f.id
order by f.rank, c.last_contact_at desc nulls last, c.sort_name, c.id
limit :limit;

-- name: activities
-- What was written or said, with the place where the words stand; the latest first.
select
  a.id, coalesce(a.subject, left(a.preview, 80)) as title, coalesce(c.full_name, co.name) as subtitle,
  to_char(a.occurred_at, 'YYYY-MM-DD') as detail,
  substring(a.body from greatest(position(split_part(app.words(:words), ' ', 1) in app.fold(left(a.body, 20000))) - 60, 1)
    for 220) as passage,
  case when a.call_id is not null then '/calls/' || a.call_id when a.lead_id is not null then '/leads/' || a.lead_id
    when a.contact_id is not null then '/contacts/' || a.contact_id else '/companies/' || a.company_id end as href
from (
  select p.id from activities as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ :wanted::tsquery and length(:words) > 2
  limit 200
) as f
inner join activities as a on a.org_id = :org_id and a.id = f.id
left join contacts as c on c.org_id = a.org_id and c.id = a.contact_id
left join companies as co on co.org_id = a.org_id and co.id = a.company_id
where a.kind <> 'task' or a.status <> 'pending'
order by a.occurred_at desc, a.id desc
limit :limit;

-- name: tasks
-- Open tasks by any word of theirs, the next due first.
select
  a.id, a.subject as title, coalesce(c.full_name, co.name) as subtitle, to_char(a.due_at, 'YYYY-MM-DD') as detail,
  case when a.lead_id is not null then '/leads/' || a.lead_id
    when a.contact_id is not null then '/contacts/' || a.contact_id else '/tasks' end as href
from activities as a
left join contacts as c on c.org_id = a.org_id and c.id = a.contact_id
left join companies as co on co.org_id = a.org_id and co.id = a.company_id
where a.org_id = :org_id and a.kind = 'task' and a.status = 'pending' and a.deleted_at is null
  and a.search @@ :wanted::tsquery and length(:words) > 1
order by a.due_at nulls last, a.id
limit :limit;
