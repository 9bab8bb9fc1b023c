-- name: leads
-- Leads by the beginning of their name, then by any word of theirs; open ones first, the largest first.
select
  l.id, l.title, concat_ws(' · ', l.company, l.location) as subtitle, s.name as detail
from (
  select x.id, min(x.rank) as rank from (
    (
      select p.id, 0 as rank from leads as p
      where p.org_id = :org_id and p.deleted_at is null and :words <> ''
        and p.sort_name >= app.sort_key(:words) and p.sort_name < app.sort_key(:words) || chr(1114111)
      order by p.sort_name limit :limit
    )
    union all
    (
      select p.id, 1 from leads as p
      where p.org_id = :org_id and p.deleted_at is null and p.search @@ :wanted::tsquery
        and (length(:words) <> 1)
      limit 200
    )
  ) as x group by x.id
) as f
inner join leads as l on l.org_id = :org_id and l.id = f.id
inner join stages as s on s.org_id = :org_id and s.id = l.stage_id
order by l.status in ('open', 'cold') desc, f.rank, l.amount_base desc nulls last, l.id
limit :limit;

-- name: stages
-- Stages by name, for questions that mention one.
select lower(s.name) as name, s.id from stages as s where s.org_id = :org_id;

-- name: pipelines
-- Pipelines by name, for questions that mention one.
select lower(p.name) as name, p.id from pipelines as p where p.org_id = :org_id;
