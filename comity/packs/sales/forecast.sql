-- name: by_stage
-- Open leads of a pipeline by stage: at the rates they were booked at, and at today's.
select
  s.id, s.name, s.position, s.probability, coalesce(sum(t.leads), 0)::bigint as leads,
  coalesce(sum(t.amount_base), 0) as amount_base, coalesce(sum(t.weighted_base), 0) as weighted_base,
  coalesce(sum(round(t.amount * r.rate, 2)), 0) as amount_today
from stages as s
left join (
  select
    l.stage_id, l.currency, count(*) as leads, sum(l.amount) as amount, sum(l.amount_base) as amount_base,
    sum(l.weighted_base) as weighted_base
  from leads as l
  where l.org_id = :org_id and l.pipeline_id = :pipeline_id and l.deleted_at is null and l.closed_at is null
    and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
    and (:since::date is null or l.expected_close_on >= :since::date)
    and (:until::date is null or l.expected_close_on < :until::date)
  group by l.stage_id, l.currency
) as t on t.stage_id = s.id
left join lateral app.fx_rate(:org_id, t.currency, :base::char(3), current_date) as r on t.currency is not null
where s.org_id = :org_id and s.pipeline_id = :pipeline_id and s.kind = 'open'
group by s.id, s.name, s.position, s.probability
order by s.position, s.id;

-- name: by_month
-- What is expected to close in each month, and what was won in it.
with span as (
  select (date_trunc('month', now()) - interval '3 months')::date as first,
    (date_trunc('month', now()) + interval '7 months')::date as after
),
expected as (
  select date_trunc('month', l.expected_close_on)::date as month, sum(l.amount_base) as amount_base,
    sum(l.weighted_base) as weighted_base, count(*) as leads
  from leads as l
  where l.org_id = :org_id and l.pipeline_id = :pipeline_id and l.deleted_at is null and l.closed_at is null
    and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
    and l.expected_close_on >= (select s.first from span as s) and l.expected_close_on < (select s.after from span as s)
  group by 1
),
won as (
  select date_trunc('month', l.closed_at)::date as month, sum(l.amount_base) as won_base
  from leads as l
  where l.org_id = :org_id and l.pipeline_id = :pipeline_id and l.deleted_at is null and l.status = 'won'
    and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid) and l.closed_at >= (select s.first from span as s)
  group by 1
)
select m.month::date as month, coalesce(e.amount_base, 0) as amount_base, coalesce(e.weighted_base, 0) as weighted_base,
  coalesce(w.won_base, 0) as won_base, coalesce(e.leads, 0) as leads
from span as s
cross join lateral generate_series(s.first, s.after - interval '1 month', interval '1 month') as m (month)
left join expected as e on e.month = m.month::date
left join won as w on w.month = m.month::date
order by m.month;

-- name: undated
-- Open leads nobody has given a close date.
select count(*) as leads, coalesce(sum(l.amount_base), 0) as amount_base from leads as l
where l.org_id = :org_id and l.pipeline_id = :pipeline_id and l.deleted_at is null and l.closed_at is null
  and l.expected_close_on is null and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid);

-- name: closed
-- How the last ninety days went.
select
  count(*) filter (where l.status = 'won') as won, count(*) filter (where l.status = 'lost') as lost,
  coalesce(sum(l.amount_base) filter (where l.status = 'won'), 0) as won_base,
  coalesce(round(avg(extract(epoch from l.closed_at - l.created_at) / 86400) filter (where l.status = 'won'), 1), 0) as days
from leads as l
where l.org_id = :org_id and l.pipeline_id = :pipeline_id and l.deleted_at is null
  and l.closed_at > now() - interval '90 days' and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid);

-- name: rates
-- The rates today's sums were made with: of the currencies open leads are in.
select k.currency, r.rate, r.day
from (
  select distinct l.currency from leads as l
  where l.org_id = :org_id and l.pipeline_id = :pipeline_id and l.deleted_at is null and l.closed_at is null
    and l.amount is not null and l.currency <> :base::char(3)
) as k
cross join lateral app.fx_rate(:org_id, k.currency, :base::char(3), current_date) as r
order by k.currency;
