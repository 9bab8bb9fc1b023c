-- name: tell
-- Somebody says something about a page.
insert into user_feedback (kind, body, page, request_id, browser) values (:kind, :body, :page, :request, :browser);

-- name: all
-- What was said, the open first.
select f.id, f.kind, f.body, f.page, f.request_id, f.browser, f.done_at, f.created_at, m.name as person
from user_feedback as f
left join org_members as m on m.org_id = f.org_id and m.user_id = f.user_id
where f.org_id = :org_id
order by f.done_at is not null, f.created_at desc
limit :most;

-- name: close
-- It was dealt with, or not after all.
update user_feedback set done_at = case when :done then now() end where org_id = :org_id and id = :id returning id;
