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
