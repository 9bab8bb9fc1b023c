-- name: start
-- A piece of work appears in the tray.
insert into background_jobs (org_id, user_id, kind, title, total) values (:org_id, :person, :kind, :title, :total)
returning id;

-- name: update
-- How far the work is; what was not said stays.
update background_jobs set
  state = coalesce(:state, state), done = coalesce(:done, done), total = coalesce(:total, total),
  message = coalesce(:message, message)
where org_id = :org_id and id = :id and state in ('queued', 'running', 'paused')
returning state;

-- name: finish
-- The work has ended.
update background_jobs
set state = :state, message = :message, result_url = coalesce(:result_url, result_url), finished_at = now(),
  done = case when :state = 'done' then coalesce(total, done) else done end
where org_id = :org_id and id = :id;

-- name: state
-- Whether the work should go on.
select state from background_jobs where org_id = :org_id and id = :id;

-- name: mine
-- What runs for a person, and what ended lately.
select id, kind, title, state, done, total, message, result_url, created_at, updated_at, finished_at
from background_jobs
where org_id = :org_id and user_id = :user_id
  and (finished_at is null or finished_at > now() - interval '1 day')
order by id desc
limit :most;
