-- name: recent
-- Work of the organisation, newest first.
select * from app.work_list(:state, :workflow, :before::uuid, :most::integer);

-- name: depth
-- How full the queues are.
select * from app.work_depth();

-- name: one
-- One piece of work, whole.
select app.work_one(:id::uuid);

-- name: cancel
-- Stops it.
select app.work_cancel(:id::uuid);

-- name: retry
-- Runs it again.
select app.work_retry(:id::uuid, :step);

-- name: replay
-- Starts the same once more.
select app.work_replay(:id::uuid);

-- name: facts
-- What happened.
select * from app.fact_list(:before::uuid, :most::integer);

-- name: fact_work
-- What facts started.
select * from app.fact_work(:facts::uuid[]);

-- name: timezone
-- The organisation's own hours.
select timezone from organizations where org_id = :org_id;
