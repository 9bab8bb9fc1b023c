-- name: latest
-- What was learned last.
select m.id, m.won, m.lost, m.scored, m.base_rate, m.spread, m.shift, m.slope, m.stages, m.weights, m.errors, m.created_at
from deal_health_models as m
where m.org_id = :org_id
order by m.created_at desc, m.id desc
limit 1;

-- name: keep
-- What was learned now.
insert into deal_health_models (
  org_id, version, won, lost, scored, base_rate, spread, shift, slope, stages, weights, errors, created_at)
select :org_id, :version, r.won, r.lost, r.scored, r.base_rate, r.spread, r.shift, r.slope, r.stages, r.weights, r.errors,
  clock_timestamp()
from jsonb_populate_record(null::deal_health_models, :learned::jsonb) as r
returning id;

-- name: tidy
-- Three months of models are kept, and the newest.
delete from deal_health_models as m
where m.org_id = :org_id and m.created_at < now() - interval '90 days' and m.id <> (
  select x.id from deal_health_models as x where x.org_id = :org_id order by x.created_at desc, x.id desc limit 1);

-- name: deals
-- How many deals closed in two years, and how.
select count(*) filter (where l.status = 'won')::integer as won, count(*) filter (where l.status = 'lost')::integer as lost
from leads as l
where l.org_id = :org_id and l.deleted_at is null and l.status in ('won', 'lost') and l.closed_at > now() - interval '2 years';

-- name: signs
-- In the last scores before deals closed: how often each sign stood in those won, and those lost.
with last as (
  select l.status, h.reasons
  from leads as l
  cross join lateral (
    select h.reasons from deal_health_scores as h
    where h.org_id = l.org_id and h.lead_id = l.id and h.created_at < l.closed_at
    order by h.created_at desc limit 1) as h
  where l.org_id = :org_id and l.deleted_at is null and l.status in ('won', 'lost') and l.closed_at > now() - interval '2 years'
)
select r.value ->> 'code' as code, count(*) filter (where k.status = 'won')::integer as won,
  count(*) filter (where k.status = 'lost')::integer as lost
from last as k
cross join lateral jsonb_array_elements(k.reasons) as r
group by 1
order by 1;

-- name: scored
-- The same scores in steps of five, by the stage the deal was in, with what became of them.
select coalesce(h.stage_id, l.open_stage_id)::text as stage_id, (h.score / 5 * 5 + 2.5)::float8 as score,
  count(*) filter (where l.status = 'won')::integer as won, count(*) filter (where l.status = 'lost')::integer as lost
from leads as l
cross join lateral (
  select h.score, h.stage_id from deal_health_scores as h
  where h.org_id = l.org_id and h.lead_id = l.id and h.created_at < l.closed_at
  order by h.created_at desc limit 1) as h
where l.org_id = :org_id and l.deleted_at is null and l.status in ('won', 'lost') and l.closed_at > now() - interval '2 years'
group by 1, 2
order by 1, 2;

-- name: stages
-- How deals went that came to each open stage.
select s.id::text as stage_id, s.name, greatest(0.03, least(0.97, s.probability / 100.0))::float8 as prior,
  count(k.id) filter (where k.status = 'won')::integer as won, count(k.id) filter (where k.status = 'lost')::integer as lost
from stages as s
left join lateral (
  select distinct l.id, l.status from lead_stages as e
  inner join leads as l on l.org_id = e.org_id and l.id = e.lead_id
  where e.org_id = s.org_id and e.stage_id = s.id and l.deleted_at is null and l.status in ('won', 'lost')
    and l.closed_at > now() - interval '2 years') as k on true
where s.org_id = :org_id and s.kind = 'open'
group by s.id, s.name, s.probability, s.pipeline_id, s.position
order by s.pipeline_id, s.position;

-- name: outcomes
-- Deals that closed, the newest, with the score they had so many days before: what a back-test goes by.
select coalesce(h.stage_id, l.open_stage_id)::text as stage_id, h.score, l.status = 'won' as won, l.closed_at::date as closed_on,
  h.likelihood
from leads as l
cross join lateral (
  select h.score, h.stage_id, h.likelihood from deal_health_scores as h
  where h.org_id = l.org_id and h.lead_id = l.id and h.created_at < l.closed_at - make_interval(days => :days)
  order by h.created_at desc limit 1) as h
where l.org_id = :org_id and l.deleted_at is null and l.status in ('won', 'lost') and l.closed_at > now() - interval '2 years'
order by l.closed_at desc, l.id
limit :most;
