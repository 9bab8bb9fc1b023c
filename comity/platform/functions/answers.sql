-- name: begin
-- Takes the key; a row left at work for longer than any call takes is somebody's crash, and one from yesterday is stale.
with made as (
  insert into app.function_answers as a (caller, function, key, asked) values (:caller, :function, :key, :asked)
  on conflict (caller, function, key) do update
  set asked = excluded.asked, status = null, content_type = null, body = null, at = clock_timestamp()
  where a.at < now() - interval '1 day' or (a.status is null and a.at < now() - interval '10 minutes')
  returning 1
)
select exists (select from made) as began;

-- name: stored
-- What was answered under the key.
select asked, status, content_type, body from app.function_answers
where caller = :caller and function = :function and key = :key;

-- name: keep
-- The answer, for whoever asks again.
update app.function_answers
set status = :status, content_type = :content_type, body = :body
where caller = :caller and function = :function and key = :key;

-- name: forget
-- Nothing was carried out under the key.
delete from app.function_answers where caller = :caller and function = :function and key = :key;

-- name: tidy
-- Answers older than a day.
delete from app.function_answers where at < now() - interval '1 day';
