-- name: join
-- Makes somebody a member; who was removed comes back.
insert into org_members (org_id, user_id, role, team_id, name, email, invited_by)
values (:org, :person, :role, :team, :name, :email, :invited_by)
on conflict on constraint org_members_user_unique do update
set role = excluded.role, team_id = excluded.team_id, deleted_at = null, invited_by = excluded.invited_by
returning id;

-- name: all
-- Everyone in the organisation, and their teams.
select m.id, m.user_id, m.role, m.team_id, m.name, m.email, m.avatar_url, m.created_at, t.name as team
from org_members as m
left join teams as t on t.org_id = m.org_id and t.id = m.team_id
where m.org_id = :org_id and m.deleted_at is null
order by lower(m.name), m.email;

-- name: find
-- One member.
select m.id, m.user_id, m.role, m.team_id, m.name, m.email from org_members as m
where m.org_id = :org_id and m.id = :id and m.deleted_at is null;

-- name: change
-- Another role or team.
update org_members set role = :role, team_id = :team where org_id = :org_id and id = :id and deleted_at is null;

-- name: remove
-- The member leaves; their name stays under what they did.
update org_members set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null;

-- name: leave
-- Ends one's own membership.
select leave_organization();

-- name: leave_all
-- Somebody whose account ends leaves, across organisations, but where they are the last owner.
update org_members as m set deleted_at = now()
where m.user_id = :person and m.deleted_at is null and (m.role <> 'owner' or exists (
  select from org_members as o
  where o.org_id = m.org_id and o.id <> m.id and o.role = 'owner' and o.deleted_at is null));

-- name: drop_keys
-- A member's keys go with the member.
delete from api_keys where org_id = :org_id and user_id = (select user_id from org_members where org_id = :org_id and id = :id);

-- name: membership
-- How somebody belongs to an organisation.
select m.*, u.email from auth.membership(:person, :org) as m, auth.users as u where u.id = :person and m.org_id = :org;

-- name: known
-- Whether somebody is or was a member, as the service.
select role, deleted_at from org_members where org_id = :org and user_id = :person;
