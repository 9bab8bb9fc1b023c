-- name: all
-- Every team, and how many belong to it.
select t.id, t.name, count(m.id) as members
from teams as t
left join org_members as m on m.org_id = t.org_id and m.team_id = t.id and m.deleted_at is null
where t.org_id = :org_id
group by t.org_id, t.id
order by lower(t.name);

-- name: create
-- A new team.
insert into teams (org_id, name) values (:org_id, :name) returning id;

-- name: rename
-- Another name for a team.
update teams set name = :name where org_id = :org_id and id = :id;

-- name: dissolve
-- The team ends; its members stay.
delete from teams where org_id = :org_id and id = :id;
