-- name: defined
-- The fields of a relation.
select id, relation, key, label, type, options, required, help, position from custom_fields
where org_id = :org_id and relation = :relation and deleted_at is null
order by position, created_at, id;

-- name: every
-- All added fields.
select id, relation, key, label, type, options, required, help, position from custom_fields
where org_id = :org_id and deleted_at is null
order by relation, position, created_at, id;

-- name: taken
-- Every key of a relation, also of fields in the trash.
select key, label from custom_fields where org_id = :org_id and relation = :relation;

-- name: create
-- A new field at the end.
insert into custom_fields (org_id, relation, key, label, type, options, required, help, position)
select :org_id, :relation, :key, :label, :type, :options::jsonb, :required::boolean, :help,
  coalesce((select max(f.position) + 1 from custom_fields as f where f.org_id = :org_id and f.relation = :relation), 0)
returning id;

-- name: change
-- Gives a field another label or other options.
update custom_fields set label = :label, options = :options::jsonb, required = :required::boolean, help = :help
where org_id = :org_id and id = :id and deleted_at is null;

-- name: trash
-- Moves a field to the trash.
update custom_fields set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null;

-- name: restore
-- Takes a field out of the trash.
update custom_fields set deleted_at = null where org_id = :org_id and id = :id;
