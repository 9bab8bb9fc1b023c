-- name: of_call
-- The comments of a call, in the order of its words; answers under what they answer.
select c.id, c.parent_id, c.body, c.quote, c.span_start, c.span_end, c.author_id, c.author_name, c.created_at, c.resolved_at,
  m.name as resolver, c.author_id = :user_id as mine,
  coalesce(substring(k.transcript from c.span_start + 1 for c.span_end - c.span_start) = c.quote, false) as stands
from call_comments as c
inner join calls as k on k.org_id = c.org_id and k.id = c.call_id
left join org_members as m on m.org_id = c.org_id and m.user_id = c.resolved_by
where c.org_id = :org_id and c.call_id = :call and c.deleted_at is null
order by c.span_start nulls first, c.created_at, c.id
limit 500;

-- name: add
-- A comment on the words between two places, or on the call.
insert into call_comments (call_id, parent_id, body, quote, span_start, span_end)
select c.id, p.id, :body,
  left(nullif(substring(c.transcript from :start::integer + 1 for :end::integer - :start::integer), ''), 2000),
  case when :start::integer < length(c.transcript) then :start::integer end,
  case when :start::integer < length(c.transcript) then least(:end::integer, length(c.transcript), :start::integer + 2000) end
from calls as c
left join call_comments as p on p.org_id = c.org_id and p.call_id = c.id and p.id = :parent::uuid and p.parent_id is null
where c.org_id = :org_id and c.id = :call and c.deleted_at is null
returning id;

-- name: heard_by
-- Who spoke about the call, and whose it is: whom a new comment is told.
select distinct x.user_id from (
  select c.author_id as user_id from call_comments as c
  where c.org_id = :org_id and c.call_id = :call and c.deleted_at is null
  union all
  select c.owner_id from calls as c where c.org_id = :org_id and c.id = :call
) as x
where x.user_id is not null and x.user_id is distinct from :user_id;

-- name: settle
-- Settled, or open after all.
update call_comments set resolved_at = case when :done then now() end, resolved_by = case when :done then :user_id::uuid end
where org_id = :org_id and id = :id and deleted_at is null
returning call_id;

-- name: trash
-- Away with one's own comment.
update call_comments set deleted_at = now()
where org_id = :org_id and id = :id and author_id = :user_id and deleted_at is null
returning call_id;

-- name: restore
-- Back again.
update call_comments set deleted_at = null
where org_id = :org_id and id = :id and author_id = :user_id and deleted_at is not null
returning call_id;
