-- name: open
-- Something everybody should know.
insert into app.incidents (title, body, impact, opened_by) values (:title, :body, :impact, :opened_by) returning id;

-- name: change
-- Other words for it.
update app.incidents set title = :title, body = :body, impact = :impact where id = :id returning id;

-- name: resolve
-- It is over.
update app.incidents set resolved_at = now() where id = :id and resolved_at is null returning id;

-- name: recent
-- What is open, then what was lately.
select i.id, i.title, i.body, i.impact, i.opened_at, i.resolved_at
from app.incidents as i
where i.resolved_at is null or i.opened_at > now() - interval '90 days'
order by i.resolved_at is not null, i.opened_at desc
limit 30;

-- name: current
-- What stands above every page: the gravest that is open.
select i.id, i.title, i.impact, i.opened_at from app.incidents as i
where i.resolved_at is null
order by array_position('{major,minor,maintenance}'::text[], i.impact), i.opened_at desc
limit 1;
