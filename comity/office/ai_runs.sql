-- name: runs
-- Runs of agents, newest first; a filter that is null does not filter.
select
  r.id, r.agent, r.status, r.engine, r.model, r.subject_table, r.subject_id, r.tokens_in, r.tokens_out, r.cost_usd,
  r.latency_ms, r.confidence, r.evidence_kept, r.evidence_dropped, r.created_at, coalesce(m.name, m.email) as person
from ai_agent_runs as r
left join org_members as m on m.org_id = r.org_id and m.user_id = r.user_id
where r.org_id = :org_id
  and (:before::uuid is null or r.id < :before)
  and (:agent::text is null or r.agent = :agent)
  and (:state::text is null or r.status = :state)
  and (:engine::text is null or r.engine = :engine)
  and (:subject::uuid is null or r.subject_id = :subject)
order by r.id desc
limit :most;

-- name: run
-- One run with all it was given and said, the archive included.
with one as (
  select * from ai_agent_runs where org_id = :org_id and id = :id
  union all
  select * from ai_agent_runs_archive where org_id = :org_id and id = :id
)
select r.*, coalesce(m.name, m.email) as person from one as r
left join org_members as m on m.org_id = r.org_id and m.user_id = r.user_id
limit 1;

-- name: month
-- What the agents did this month, and what they may cost.
select
  count(*) as runs, count(*) filter (where r.status = 'failed') as failed,
  count(*) filter (where r.status = 'fallback') as fallback, count(*) filter (where r.status = 'cached') as cached,
  coalesce(sum(r.tokens_in + r.tokens_out), 0)::bigint as tokens, coalesce(sum(r.cost_usd), 0) as cost,
  coalesce(percentile_cont(0.5) within group (order by r.latency_ms), 0)::integer as median_ms,
  (select q.monthly_limit from ai_usage_quotas as q where q.org_id = :org_id) as monthly_limit
from ai_agent_runs as r
where r.org_id = :org_id and r.created_at >= date_trunc('month', now());

-- name: known
-- Which agents and engines have run.
select distinct r.agent, r.engine from ai_agent_runs as r where r.org_id = :org_id order by 1, 2;
