-- name: months
-- The months from this one on: what is won, and the first three cumulants of what open deals may bring, each won or not.
with span as (
  select date_trunc('month', now())::date as first, (date_trunc('month', now()) + make_interval(months => :months))::date as after
),
deals as (
  select greatest(date_trunc('month', l.expected_close_on)::date, s.first) as month, l.amount_base::float8 as a,
    coalesce(l.health_likelihood, (:rates::jsonb ->> l.stage_id::text)::float8, l.probability / 100.0)::float8 as p
  from leads as l
  cross join span as s
  where l.org_id = :org_id and l.pipeline_id = :pipeline and l.deleted_at is null and l.closed_at is null
    and l.amount_base > 0 and l.expected_close_on < s.after and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
),
likely as (
  select d.month, count(*) as deals, sum(d.a) as open, sum(d.a * d.p) as mean, sum(d.a * d.a * d.p * (1 - d.p)) as variance,
    sum(d.a * d.a * d.a * d.p * (1 - d.p) * (1 - 2 * d.p)) as third, sum(d.a * d.p * (1 - d.p)) as swing
  from deals as d group by d.month
),
won as (
  select date_trunc('month', l.closed_at)::date as month, sum(l.amount_base)::float8 as won
  from leads as l cross join span as s
  where l.org_id = :org_id and l.pipeline_id = :pipeline and l.deleted_at is null and l.status = 'won'
    and l.closed_at >= s.first and (:owner_id::uuid is null or l.owner_id = :owner_id::uuid)
  group by 1
)
select m.month::date as month, coalesce(k.deals, 0)::integer as deals, coalesce(k.open, 0)::float8 as open,
  coalesce(k.mean, 0)::float8 as mean, coalesce(k.variance, 0)::float8 as variance, coalesce(k.third, 0)::float8 as third,
  coalesce(k.swing, 0)::float8 as swing, coalesce(w.won, 0)::float8 as won
from span as s
cross join lateral generate_series(s.first, s.after - interval '1 day', interval '1 month') as m (month)
left join likely as k on k.month = m.month::date
left join won as w on w.month = m.month::date
order by m.month;

-- name: pipelines
-- Every pipeline of the organisation.
select p.id from pipelines as p where p.org_id = :org_id order by p.position, p.id;

-- name: keep
-- What is foretold today, for some months.
insert into forecast_snapshots (
  org_id, pipeline_id, month, taken_on, p10, p50, p90, weighted_base, won_base, open_base, deals)
select :org_id, :pipeline, r.month, current_date, r.p10, r.p50, r.p90, r.weighted_base, r.won_base, r.open_base, r.deals
from jsonb_populate_recordset(null::forecast_snapshots, :rows::jsonb) as r
on conflict (org_id, pipeline_id, month, taken_on) do update
set p10 = excluded.p10, p50 = excluded.p50, p90 = excluded.p90, weighted_base = excluded.weighted_base,
  won_base = excluded.won_base, open_base = excluded.open_base, deals = excluded.deals
returning id;

-- name: past
-- Forecasts of months that are over, with what came: so many weeks before the month's end.
select f.month, f.taken_on, f.p10::float8 as p10, f.p50::float8 as p50, f.p90::float8 as p90, f.won_base::float8 as won,
  ((f.month + interval '1 month')::date - f.taken_on) / 7 as weeks, coalesce(k.came, 0)::float8 as came
from forecast_snapshots as f
left join lateral (
  select sum(l.amount_base) as came from leads as l
  where l.org_id = f.org_id and l.pipeline_id = f.pipeline_id and l.status = 'won' and l.deleted_at is null
    and l.closed_at >= f.month and l.closed_at < f.month + interval '1 month') as k on true
where f.org_id = :org_id and f.pipeline_id = :pipeline and f.month + interval '1 month' <= current_date
  and f.month > current_date - interval '18 months'
order by f.month desc, f.taken_on desc
limit 500;
