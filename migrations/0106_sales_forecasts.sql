-- The forecast: what the open leads of each stage and month come to, in the base currency.  seed: D19, AN08

create view forecasts with (security_invoker = true) as
select
  l.org_id,
  l.pipeline_id,
  l.stage_id,
  s.name as stage,
  s.kind,
  s.position,
  l.owner_id,
  date_trunc('month', l.expected_close_on)::date as month,
  count(*) as leads,
  coalesce(sum(l.amount_base), 0) as amount_base,
  coalesce(sum(l.weighted_base), 0) as weighted_base
from leads as l
inner join stages as s on s.org_id = l.org_id and s.id = l.stage_id
where l.deleted_at is null
group by l.org_id, l.pipeline_id, l.stage_id, s.name, s.kind, s.position, l.owner_id, date_trunc('month', l.expected_close_on);
comment on view forecasts is
  'Leads by stage, owner and expected month: how many, their sum, and the sum weighted by probability, in base currency.';
grant select on forecasts to authenticated, service_role;
