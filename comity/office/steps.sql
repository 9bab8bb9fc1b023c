-- name: hidden
-- Whether a person has put the list of first steps away.
select coalesce((preferences ->> 'steps_hidden')::boolean, false) as hidden
from profiles
where org_id = :org_id and id = :user_id;

-- name: hide
-- A person puts the list of first steps away.
update profiles set preferences = preferences || '{"steps_hidden": true}'
where org_id = :org_id and id = :user_id;

-- name: invited
-- Whether anyone besides the founder is here or invited.
select (select count(*) from org_members where org_id = :org_id and deleted_at is null) > 1
  or exists (select from invitations where org_id = :org_id) as done;
