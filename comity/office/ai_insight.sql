-- name: agents
-- Every agent of the last 30 days: how often, what it cost, who answered, how sure it was.
select
  r.agent, count(*) as runs, coalesce(sum(r.cost_usd), 0) as cost,
  count(*) filter (where r.status = 'failed') as failed, count(*) filter (where r.status = 'fallback') as fallback,
  count(*) filter (where r.status = 'cached') as cached, avg(r.confidence) as confidence,
  percentile_cont(0.1) within group (order by r.confidence) as unsure,
  percentile_cont(0.9) within group (order by r.confidence) as sure,
  percentile_cont(0.5) within group (order by r.latency_ms)::integer as median_ms, max(r.created_at) as last_at
from ai_agent_runs as r
where r.org_id = :org_id and r.created_at > now() - interval '30 days' and (:agent::text is null or r.agent = :agent)
group by r.agent order by r.agent;

-- name: verdicts
-- What people said of agents in the last 90 days.
select f.agent, count(*) as judged, count(*) filter (where f.verdict = 'right') as correct,
  count(*) filter (where f.verdict = 'corrected') as corrected
from ai_feedback as f
where f.org_id = :org_id and f.created_at > now() - interval '90 days' and (:agent::text is null or f.agent = :agent)
group by f.agent;

-- name: trials
-- The latest trial of each agent by each engine.
select distinct on (e.agent, e.engine) e.agent, e.engine, e.model, e.cases, e.score, e.created_at
from ai_evaluations as e
where e.org_id = :org_id and (:agent::text is null or e.agent = :agent)
order by e.agent, e.engine, e.created_at desc;

-- name: try_out
-- Keeps how an agent did on its own cases.
insert into ai_evaluations (agent, engine, model, cases, score) values (:agent, :engine, :model, :cases, :score) returning id;

-- name: days
-- What an agent, or all, cost on each of the last 30 days.
select d.day::date as day, coalesce(sum(r.cost_usd), 0)::float as cost, count(r.id) as runs
from generate_series(current_date - 29, current_date, interval '1 day') as d (day)
left join ai_agent_runs as r on r.org_id = :org_id and r.created_at >= d.day and r.created_at < d.day + interval '1 day'
  and (:agent::text is null or r.agent = :agent)
group by d.day order by d.day;

-- name: spread
-- How many runs of an agent were how sure, in ten steps.
select least(9, floor(r.confidence * 10))::integer as step, count(*) as runs
from ai_agent_runs as r
where r.org_id = :org_id and r.agent = :agent and r.confidence is not null and r.created_at > now() - interval '30 days'
group by 1 order by 1;

-- name: wrong
-- What people found wrong, newest first.
select f.id, f.verdict, f.note, f.subject_table, f.subject_id, f.snapshot, f.correction, f.engine, f.created_at,
  coalesce(m.name, m.email) as person
from ai_feedback as f
left join org_members as m on m.org_id = f.org_id and m.user_id = f.user_id
where f.org_id = :org_id and f.agent = :agent and f.verdict <> 'right'
order by f.id desc limit 20;

-- name: providers
-- How each provider did in the last day: answers, failures, and the last thing that went wrong.
with failed as (
  select a ->> 'engine' as engine, a ->> 'problem' as problem, r.created_at
  from ai_agent_runs as r, jsonb_array_elements(r.attempts) as a
  where r.org_id = :org_id and r.created_at > now() - interval '1 day' and a ->> 'engine' <> 'chain'
), answered as (
  select r.engine, count(*) as answers, percentile_cont(0.5) within group (order by r.latency_ms)::integer as median_ms
  from ai_agent_runs as r
  where r.org_id = :org_id and r.created_at > now() - interval '1 day' and r.status in ('ok', 'fallback')
  group by r.engine
), failures as (
  select f.engine, count(*) as failures, max(f.created_at) as last_at,
    (array_agg(f.problem order by f.created_at desc))[1] as last_problem
  from failed as f group by f.engine
)
select coalesce(a.engine, f.engine) as engine, coalesce(a.answers, 0) as answers, a.median_ms,
  coalesce(f.failures, 0) as failures, f.last_at, f.last_problem
from answered as a full join failures as f on f.engine = a.engine order by 1;

-- name: limit
-- Sets the month's limit.
insert into ai_usage_quotas (monthly_limit) values (:most)
on conflict (org_id) do update set monthly_limit = excluded.monthly_limit returning monthly_limit;

-- name: month
-- What each agent cost this month.
select r.agent, coalesce(sum(r.cost_usd), 0) as cost, count(*) as runs
from ai_agent_runs as r
where r.org_id = :org_id and r.created_at >= date_trunc('month', now())
group by r.agent order by 2 desc, 1 limit 50;
