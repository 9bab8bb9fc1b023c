-- name: note
-- A request that left the house.
insert into outside_calls (org_id, service, method, host, path, status, attempts, ms, cost_usd, problem)
values (:org_id, :service, :method, :host, :path, :status, :attempts, :ms, :cost, :problem);

-- name: recent
-- The latest requests, of one service or all.
select id, service, method, host, path, status, attempts, ms, cost_usd, problem, created_at
from outside_calls
where org_id = :org_id and (:service::text is null or service = :service)
order by id desc
limit :most;

-- name: tidy
-- Requests of more than 30 days ago.
delete from outside_calls where org_id is not null and created_at < now() - interval '30 days';
