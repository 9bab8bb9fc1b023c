-- name: members
-- Everybody who can own a record.
select user_id, coalesce(nullif(name, ''), email) as name from org_members
where org_id = :org_id and deleted_at is null order by lower(coalesce(nullif(name, ''), email));

-- name: tags
-- The organisation's tags.
select id, name, color from tags where org_id = :org_id and deleted_at is null order by lower(name);

-- name: fields
-- The fields the organisation added to a relation.
select id, relation, key, label, type, options, required, help, position from custom_fields
where org_id = :org_id and relation = :relation and deleted_at is null order by position, created_at, id;

-- name: base
-- The organisation's currency.
select base_currency from organizations where org_id = :org_id;
