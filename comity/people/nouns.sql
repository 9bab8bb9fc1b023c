-- name: contacts
-- Contacts by any of their numbers and addresses, by the beginning of their last name, then by any word of theirs; lately
-- contacted first. A word many have is found among the thousand contacted last; only for others the word index is asked, and
-- for all of them: with a limit inside, rare words would be sought row by row.
with lately as materialized (
  select p.id from (
    select x.id, x.search from contacts as x
    where x.org_id = :org_id and x.deleted_at is null and length(:words) <> 1
    order by x.last_contact_at desc nulls last, x.id limit 1000
  ) as p
  where p.search @@ :wanted::tsquery limit :limit
),
hits as materialized (
  select p.id from contacts as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ :wanted::tsquery and length(:words) <> 1
    and (select count(*) from lately) < :limit
),
found as (
  (
    select p.contact_id as id, 0 as rank from contact_points as p
    where p.org_id = :org_id and p.kind = case when :words like '%@%' then 'email' else 'phone' end
      and (:words like '%_@_%' or :words ~ '^[0-9 ()+./-]{6,}$')
      and p.normalised = app.normal_point(case when :words like '%@%' then 'email' else 'phone' end, :words,
        (select o.country from organizations as o where o.org_id = :org_id))
    limit :limit
  )
  union all
  (
    select p.id, 0 as rank from contacts as p
    where p.org_id = :org_id and p.deleted_at is null and :words <> ''
      and p.sort_name >= app.sort_key(:words) and p.sort_name < app.sort_key(:words) || chr(1114111)
    order by p.sort_name limit :limit
  )
  union all
  select y.id, 1 from lately as y
  union all
  (select h.id, 1 from hits as h limit 200)
)
select
  c.id, coalesce(c.full_name, c.email, c.company_name, c.phone) as title,
  concat_ws(' · ', c.title, c.company_name) as subtitle, coalesce(c.email, c.phone, c.city) as detail
from (select f.id, min(f.rank) as rank from found as f group by f.id) as f
inner join contacts as c on c.org_id = :org_id and c.id = f.id and c.deleted_at is null
order by f.rank, c.last_contact_at desc nulls last, c.sort_name, c.id
limit :limit;

-- name: contacts_near
-- Which of these words any of them has.
select w.word from unnest(:near::text[]) as w (word)
where (
  select count(*) from contacts as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ w.word::tsquery
) > 0;

-- name: companies
-- Companies by the beginning of their name, then by any word of theirs.
with hits as materialized (  -- planned to find them all: with the limit inside, rare words would be sought row by row
  select p.id from companies as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ :wanted::tsquery and length(:words) <> 1
),
found as (
  (
    select p.id, 0 as rank from companies as p
    where p.org_id = :org_id and p.deleted_at is null and :words <> ''
      and p.sort_name >= app.sort_key(:words) and p.sort_name < app.sort_key(:words) || chr(1114111)
    order by p.sort_name limit :limit
  )
  union all
  (select h.id, 1 from hits as h limit 200)
)
select c.id, c.name as title, concat_ws(' · ', c.industry, c.city) as subtitle, c.domain as detail
from (select f.id, min(f.rank) as rank from found as f group by f.id) as f
inner join companies as c on c.org_id = :org_id and c.id = f.id
order by f.rank, c.last_contact_at desc nulls last, c.sort_name, c.id
limit :limit;

-- name: companies_near
-- Which of these words any of them has.
select w.word from unnest(:near::text[]) as w (word)
where (
  select count(*) from companies as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ w.word::tsquery
) > 0;

-- name: activities
-- What was written or said, with the place where the words stand; the latest first. A frequent word is found among the
-- latest two thousand; only for others the word index is asked.
with lately as materialized (
  select p.id from (
    select x.id, x.search from activities as x
    where x.org_id = :org_id and x.deleted_at is null and length(:words) > 2
    order by x.created_at desc limit 2000
  ) as p
  where p.search @@ :wanted::tsquery limit :limit
),
hits as materialized (
  select p.id from activities as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ :wanted::tsquery and length(:words) > 2
    and (select count(*) from lately) < :limit
)
select
  a.id, coalesce(a.subject, left(a.preview, 80)) as title, coalesce(c.full_name, co.name) as subtitle,
  a.occurred_at as detail,
  substring(a.body from greatest(position(split_part(app.words(:words), ' ', 1) in app.fold(left(a.body, 20000))) - 60, 1)
    for 220) as passage,
  case when a.call_id is not null then '/calls/' || a.call_id when a.lead_id is not null then '/leads/' || a.lead_id
    when a.contact_id is not null then '/contacts/' || a.contact_id else '/companies/' || a.company_id end as href
from (select y.id from lately as y union (select h.id from hits as h limit 200)) as f
inner join activities as a on a.org_id = :org_id and a.id = f.id
left join contacts as c on c.org_id = a.org_id and c.id = a.contact_id
left join companies as co on co.org_id = a.org_id and co.id = a.company_id
where (a.kind <> 'task' or a.status <> 'pending') and a.call_id is null  -- a call is found as a call
order by a.occurred_at desc, a.id desc
limit :limit;

-- name: tasks
-- Open tasks by any word of theirs, the next due first.
select
  a.id, a.subject as title,
  concat_ws(' · ', coalesce(c.full_name, co.name),
    (select l.title from leads as l where l.org_id = a.org_id and l.id = a.lead_id)) as subtitle, a.due_at as detail,
  case when a.lead_id is not null then '/leads/' || a.lead_id
    when a.contact_id is not null then '/contacts/' || a.contact_id else '/tasks' end as href
from activities as a
left join contacts as c on c.org_id = a.org_id and c.id = a.contact_id
left join companies as co on co.org_id = a.org_id and co.id = a.company_id
where a.org_id = :org_id and a.kind = 'task' and a.status = 'pending' and a.deleted_at is null
  and a.search @@ :wanted::tsquery and length(:words) > 1
order by a.due_at nulls last, a.id
limit :limit;

-- name: files
-- Files of records by any word of their name, the latest first.
with hits as materialized (
  select p.id from attachments as p
  where p.org_id = :org_id and p.deleted_at is null and p.object_id is not null and p.search @@ :wanted::tsquery
    and length(:words) > 1
)
select
  a.id, a.name as title, coalesce(c.full_name, co.name,
    (select l.title from leads as l where l.org_id = a.org_id and l.id = a.about_id and a.about_kind = 'leads'),
    (select k.title from calls as k where k.org_id = a.org_id and k.id = a.about_id and a.about_kind = 'calls')) as subtitle,
  a.created_at as detail
from hits as h
inner join attachments as a on a.org_id = :org_id and a.id = h.id
left join contacts as c on c.org_id = a.org_id and c.id = a.contact_id
left join companies as co on co.org_id = a.org_id and co.id = a.company_id
order by a.created_at desc, a.id desc
limit :limit;
