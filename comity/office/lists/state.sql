-- name: views
-- The saved views of a list the caller may use: own ones first.
select
  id, name, query, columns, shared, is_default and owner_id = :user_id as is_default, owner_id = :user_id as mine
from saved_views
where org_id = :org_id and relation = :relation
order by owner_id = :user_id desc, position, lower(name);

-- name: members
-- Everybody who can own a record.
select user_id, coalesce(name, email) as name from org_members
where org_id = :org_id and deleted_at is null order by lower(coalesce(name, email));

-- name: tags
-- The organisation's tags.
select id, name, color from tags where org_id = :org_id and deleted_at is null order by lower(name);

-- name: teams
-- The organisation's teams.
select id, name from teams where org_id = :org_id order by lower(name);

-- name: custom_fields
-- The fields the organisation added to a relation.
select key, label, type, options from custom_fields
where org_id = :org_id and relation = :relation and deleted_at is null order by position, label;
