-- name: pipelines
-- Every pipeline, in order.
select p.id, p.name, p.is_default from pipelines as p where p.org_id = :org_id
order by p.is_default desc, p.position, lower(p.name);

-- name: stages
-- A pipeline's columns, in order.
select s.id, s.name, s.kind, s.probability, s.rotting_days, s.required_fields from stages as s
where s.org_id = :org_id and s.pipeline_id = :pipeline_id
order by s.position, s.id;

-- name: sums
-- Exact counts and sums of a pipeline's columns in the base currency. Won and lost columns count the last 90 days.
select l.stage_id, count(*) as leads, coalesce(sum(l.amount_base), 0) as amount_base,
  coalesce(sum(l.weighted_base), 0) as weighted_base
from leads as l
where l.org_id = :org_id and l.pipeline_id = :pipeline_id and l.deleted_at is null
  and (l.closed_at is null or l.closed_at > now() - interval '90 days')
  and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
  and (:words::text is null or l.search @@ app.prefix_query(:words::text))
group by l.stage_id;

-- name: cards
-- The first cards of every column.
select c.*, m.name as owner
from stages as s
cross join lateral (
  select
    l.id, l.stage_id, l.position, l.title, l.company, l.contact_id, l.amount, l.currency, l.amount_base, l.status,
    l.health_score, l.health_partial, l.rots_at < now() as stale, l.expected_close_on, l.owner_id, l.stage_entered_at,
    l.last_contact_at
  from leads as l
  where l.org_id = :org_id and l.stage_id = s.id and l.deleted_at is null
    and (l.closed_at is null or l.closed_at > now() - interval '90 days')
    and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
    and (:words::text is null or l.search @@ app.prefix_query(:words::text))
  order by l.position, l.id
  limit :limit
) as c
left join org_members as m on m.org_id = :org_id and m.user_id = c.owner_id
where s.org_id = :org_id and s.pipeline_id = :pipeline_id
order by s.position, c.position, c.id;

-- name: more_cards
-- The next cards of one column.
select
  l.id, l.stage_id, l.position, l.title, l.company, l.contact_id, l.amount, l.currency, l.amount_base, l.status,
  l.health_score, l.health_partial, l.rots_at < now() as stale, l.expected_close_on, l.owner_id, l.stage_entered_at,
  l.last_contact_at, m.name as owner
from leads as l
left join org_members as m on m.org_id = :org_id and m.user_id = l.owner_id
where l.org_id = :org_id and l.stage_id = :stage_id and l.deleted_at is null
  and (l.closed_at is null or l.closed_at > now() - interval '90 days')
  and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
  and (:words::text is null or l.search @@ app.prefix_query(:words::text))
  and (l.position, l.id) > (:position::numeric, :after::uuid)
order by l.position, l.id
limit :limit;

-- name: base_currency
-- What sums are in.
select o.base_currency from organizations as o where o.org_id = :org_id;

-- name: people
-- Who can own a lead.
select m.user_id, m.name, m.email from org_members as m
where m.org_id = :org_id and m.deleted_at is null and m.role <> 'readonly'
order by lower(m.name), m.email;
