-- name: member
-- A member with what decides their rights.
select m.role, m.team_id, m.name, m.email, o.visibility, app.spoken_in(o.language, o.country) as language, o.timezone
from org_members as m
inner join organizations as o on o.org_id = m.org_id
where m.org_id = :org_id and m.user_id = :person and m.deleted_at is null;
