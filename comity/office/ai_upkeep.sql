-- name: admins
-- Who is told about the organisation's AI budget.
select user_id from org_members where org_id = :org_id and role in ('owner', 'admin') and deleted_at is null;

-- name: waiting
-- Organisations with something that waits for a budget.
select distinct r.org_id from ai_requests as r where r.state = 'waiting';

-- name: verdicts
-- How often each agent was right in people's eyes in the last 30 days.
select f.agent, count(*) as judged, count(*) filter (where f.verdict = 'right') as correct
from ai_feedback as f
where f.org_id = :org_id and f.created_at > now() - interval '30 days'
group by f.agent having count(*) >= :least::integer order by f.agent;

-- name: told
-- Whether admins were told of this agent in the last week.
select exists (
  select from notifications
  where org_id = :org_id and kind = 'ai.accuracy' and url = :url and created_at > now() - interval '7 days'
);
