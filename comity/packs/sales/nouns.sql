-- name: leads
-- Leads by the beginning of their name, then by any word of theirs; open ones first, the largest first.
with hits as materialized (  -- planned to find them all: with the limit inside, rare words would be sought row by row
  select p.id from leads as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ :wanted::tsquery and length(:words) <> 1
),
found as (
  (
    select p.id, 0 as rank from leads as p
    where p.org_id = :org_id and p.deleted_at is null and :words <> ''
      and p.sort_name >= app.sort_key(:words) and p.sort_name < app.sort_key(:words) || chr(1114111)
    order by p.sort_name limit :limit
  )
  union all
  (select h.id, 1 from hits as h limit 200)
)
select l.id, l.title, concat_ws(' · ', l.company, l.location) as subtitle, s.name as detail,
  l.amount, l.currency
from (select f.id, min(f.rank) as rank from found as f group by f.id) as f
inner join leads as l on l.org_id = :org_id and l.id = f.id
inner join stages as s on s.org_id = :org_id and s.id = l.stage_id
order by l.status in ('open', 'cold') desc, f.rank, l.amount_base desc nulls last, l.id
limit :limit;

-- name: leads_near
-- Which of these words any of them has.
select w.word from unnest(:near::text[]) as w (word)
where (
  select count(*) from leads as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ w.word::tsquery
) > 0;

-- name: stages
-- Stages by name, for questions that mention one.
select lower(s.name) as name, s.id from stages as s where s.org_id = :org_id;

-- name: pipelines
-- Pipelines by name, for questions that mention one.
select lower(p.name) as name, p.id from pipelines as p where p.org_id = :org_id;
