-- name: new_id
-- An id for a key, known before the key is wrapped.
select app.uuid7() as id;

-- name: current
-- The data key an organisation seals with now.
select id, wrapped from app.vault_keys where org_id = :org::uuid and retired_at is null;

-- name: of_id
-- A data key, retired or not.
select wrapped from app.vault_keys where org_id = :org::uuid and id = :id::uuid;

-- name: add
-- A new data key; whoever was first has the current one.
insert into app.vault_keys (org_id, id, wrapped, master_id) values (:org::uuid, :id::uuid, :wrapped::bytea, :master)
on conflict do nothing;

-- name: retire
-- The current data key seals nothing more.
update app.vault_keys set retired_at = now() where org_id = :org::uuid and retired_at is null;

-- name: wrapped_by
-- Every data key wrapped by a master key.
select org_id, id, wrapped from app.vault_keys where master_id = :master order by org_id, id for update;

-- name: rewrap
-- The same data key under another master key.
update app.vault_keys set wrapped = :wrapped::bytea, master_id = :master where org_id = :org::uuid and id = :id::uuid;
