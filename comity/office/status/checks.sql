-- name: ping
-- Whether the database answers and can be written to.
select pg_is_in_recovery() as reading_only;

-- name: waiting
-- For how many seconds the oldest fact waits for its work.
select coalesce((
  select extract(epoch from now() - f.at)::integer from app.facts as f where f.dispatched_at is null order by f.id limit 1
), 0) as seconds;
