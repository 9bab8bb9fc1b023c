-- name: begin
-- What is known of a question, or the right to ask it. The books are written through within the second (0101).
with soon as materialized (select set_config('synchronous_commit', 'off', true))
select b.state, b.output, b.engine, b.model, b.request
from soon, app.ai_begin(:key, :agent, :priority, :costs::numeric, :seconds::double precision, :about::jsonb) as b;

-- name: end
-- Writes a run down, settles its cost, keeps its answer.
with soon as materialized (select set_config('synchronous_commit', 'off', true))
select app.ai_end(:run::jsonb, :request::uuid, :keep::jsonb) as id from soon;

-- name: wait
-- Something to start again once there is a budget.
select app.ai_wait(:agent, :priority, :workflow, :payload::jsonb, :about::jsonb) as waits;

-- name: cancel
-- Stops a request.
select app.ai_cancel(:id::uuid);

-- name: cancelled
-- Which of these requests were stopped.
select app.ai_cancelled(:ids::uuid[]) as id;

-- name: money_left
-- Whether paid models may be asked.
select app.ai_money_left();

-- name: waiting
-- What waits for a budget and may go on, oldest first: for the plan, no more than it has left.
select w.id, w.workflow, w.payload, w.as_who, w.priority
from (
  select r.id, r.workflow, r.payload, r.as_who, r.priority, r.created_at, r.metric,
    row_number() over (partition by r.metric order by r.priority, r.created_at) as place
  from ai_requests as r where r.org_id = :org_id and r.state = 'waiting'
) as w
where w.metric is null or coalesce(w.place <= app.plan_left(w.metric), true)
order by w.priority, w.created_at limit 100;

-- name: released
-- It has been started.
delete from ai_requests where org_id = :org_id and id = :id and state = 'waiting';

-- name: left
-- What is left of the month's budget; null where nothing was ever spent.
select u.monthly_limit, u.current_spend, u.reserved, u.reset_date
from ai_usage_quotas as u where u.org_id = :org_id;

-- name: under_way
-- What is being asked, waits or lies with a provider.
select r.id, r.state, r.agent, r.priority, r.reserved, r.metric, r.subject_table, r.subject_id, r.created_at,
  coalesce(m.name, m.email) as person
from ai_requests as r
left join org_members as m on m.org_id = r.org_id and m.user_id = r.user_id
where r.org_id = :org_id and r.expires_at > now()
order by r.priority, r.created_at limit 200;

-- name: sweep
-- Ends what dead askers held back.
select app.ai_sweep() as swept;

-- name: forget_cache
-- Answers past four times their life.
delete from ai_cache where org_id = :org_id and created_at + 4 * (expires_at - created_at) < now();

-- name: archive
-- Runs older than three months move out of the way.  seed: GD08
with old as (
  delete from ai_agent_runs where org_id = :org_id and created_at < now() - interval '3 months' returning *
)
insert into ai_agent_runs_archive select * from old returning id;

-- name: batched
-- This request lies with a provider.
select app.ai_batched(:id::uuid) as batched;

-- name: let_go
-- Gives back what a request held.
select app.ai_let_go(:id::uuid) as gone;

-- name: outlook
-- What is known before many questions are asked.
select cached, tokens_out, left_usd from app.ai_outlook(:keys::text[], :agent);

-- name: plan
-- The organisation's plan, what it holds a month and what is used of it.
select plan, beyond, call_analyses, call_analyses_most, searches, searches_most, period_start, period_end from app.plan_now();

-- name: plan_left
-- How many are left of what the plan holds; null where it holds any number.
select app.plan_left(:metric) as n;
