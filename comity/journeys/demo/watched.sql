-- name: forecasts
-- What might have been foretold of the last six months, five and two weeks before each was over.
insert into forecast_snapshots (
  org_id, pipeline_id, month, taken_on, p10, p50, p90, weighted_base, won_base, open_base, deals)
select :org_id, :pipeline, m.month::date, ((m.month + interval '1 month')::date - w.days), 0.62 * k.likely, k.likely,
  1.45 * k.likely, k.likely, 0, 3 * k.likely, 9
from generate_series(
  date_trunc('month', now()) - interval '6 months', now() - interval '1 month', interval '1 month') as m (month)
cross join (values (35), (14)) as w (days)
cross join lateral (
  select coalesce(sum(l.amount_base), 0) * (0.78 + (abs(hashtext(m.month::date::text || w.days::text)) % 50) / 100.0) as likely
  from leads as l
  where l.org_id = :org_id and l.pipeline_id = :pipeline and l.status = 'won' and l.closed_at >= m.month
    and l.closed_at < m.month + interval '1 month') as k
on conflict do nothing
returning id;

-- name: won_lately
-- The deals won last, whose customers are being welcomed.
select l.id from leads as l where l.org_id = :org_id and l.status = 'won' order by l.closed_at desc limit 3;

-- name: at_risk
-- The open deals that fare worst.
select l.id from leads as l
where l.org_id = :org_id and l.status = 'open' and l.health_score < 50 and l.contact_id is not null
order by l.amount_base desc nulls last limit 3;

-- name: tick_some
-- What has been done of the plans already.
update activities as a set status = 'completed', completed_at = now()
where a.org_id = :org_id and a.metadata ? 'plan' and (a.metadata ->> 'step')::integer = 1;
