-- name: state
-- The server's version, and for how many seconds the oldest announced fact has been waiting.
select
  current_setting('server_version') as version,
  coalesce(
    (select extract(epoch from now() - f.at)::integer from app.facts as f where f.dispatched_at is null order by f.id limit 1),
    0) as oldest_seconds;
