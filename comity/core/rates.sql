-- name: take
-- Takes a token, or says how long to wait.
select app.take(:bucket, :most, :seconds) as wait;

-- name: tidy
-- Forgets buckets nobody has touched for a day.
delete from app.buckets where at < now() - interval '1 day';
