-- name: stages
-- The open stages of the default pipeline with their deals and sums in the base currency, as the board counts them.
select
  s.id, s.name, count(l.id) as leads, coalesce(sum(l.amount_base), 0) as amount,
  coalesce(sum(l.weighted_base), 0) as weighted
from pipelines as p
inner join stages as s on s.org_id = p.org_id and s.pipeline_id = p.id and s.kind = 'open'
left join leads as l
  on l.org_id = s.org_id and l.stage_id = s.id and l.status in ('open', 'cold') and l.deleted_at is null
where p.org_id = :org_id and p.is_default
group by s.id, s.name, s.position
order by s.position;

-- name: won
-- What was won this month, and the currency it is counted in.
select o.base_currency, coalesce(sum(l.amount_base), 0) as amount
from organizations as o
left join leads as l
  on l.org_id = o.org_id and l.status = 'won' and l.deleted_at is null and l.closed_at >= date_trunc('month', now())
where o.org_id = :org_id
group by o.base_currency;
