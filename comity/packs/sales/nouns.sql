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

-- name: contracts
-- Contracts by any word of their name or of what stands in their latest version, with the place; the latest first.
with hits as materialized (
  select p.id from contracts as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ :wanted::tsquery and length(:words) <> 1
  union
  select v.contract_id from contract_versions as v
  inner join contracts as p on p.org_id = v.org_id and p.id = v.contract_id and p.versions = v.number
  where v.org_id = :org_id and p.deleted_at is null and v.search @@ :wanted::tsquery and length(:words) > 2
)
select
  c.id, c.title, coalesce(o.name, l.title) as subtitle, c.status as detail,
  substring(v.text from greatest(position(split_part(app.words(:words), ' ', 1) in app.fold(v.text)) - 60, 1) for 220) as passage
from hits as h
inner join contracts as c on c.org_id = :org_id and c.id = h.id
left join contract_versions as v on v.org_id = c.org_id and v.contract_id = c.id and v.number = c.versions
left join companies as o on o.org_id = c.org_id and o.id = c.company_id
left join leads as l on l.org_id = c.org_id and l.id = c.lead_id
order by c.created_at desc, c.id desc
limit :limit;

-- name: contracts_near
-- Which of these words the name of any of them has.
select w.word from unnest(:near::text[]) as w (word)
where (
  select count(*) from contracts as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ w.word::tsquery
) > 0;

-- name: battle_cards
-- Battle cards by any word of their head, or of a line of theirs, with that line.
with lines as materialized (
  select b.competitor_id, b.text, b.answer from battle_points as b
  where b.org_id = :org_id and b.state <> 'refused' and b.search @@ :wanted::tsquery and length(:words) > 2
),
hits as materialized (
  select p.id from competitors as p
  where p.org_id = :org_id and p.search @@ :wanted::tsquery and length(:words) <> 1
  union
  select x.competitor_id from lines as x
)
select c.id, c.name as title, left(c.summary, 120) as subtitle,
  (select left(concat_ws(' – ', x.text, nullif(x.answer, '')), 220) from lines as x
    where x.competitor_id = c.id limit 1) as passage
from hits as h
inner join competitors as c on c.org_id = :org_id and c.id = h.id and c.deleted_at is null
order by lower(c.name), c.id
limit :limit;

-- name: battle_cards_near
-- Which of these words the head of any of them has.
select w.word from unnest(:near::text[]) as w (word)
where (
  select count(*) from competitors as p
  where p.org_id = :org_id and p.deleted_at is null and p.search @@ w.word::tsquery
) > 0;

-- name: playbooks
-- Playbooks by any word of theirs.
select p.id, p.name as title, left(p.summary, 120) as subtitle
from playbooks as p
where p.org_id = :org_id and p.deleted_at is null and p.search @@ :wanted::tsquery and length(:words) <> 1
order by ts_rank(p.search, :wanted::tsquery) desc, lower(p.name), p.id
limit :limit;

-- name: stages
-- Stages by name, for questions that mention one.
select lower(s.name) as name, s.id from stages as s where s.org_id = :org_id;

-- name: pipelines
-- Pipelines by name, for questions that mention one.
select lower(p.name) as name, p.id from pipelines as p where p.org_id = :org_id;
