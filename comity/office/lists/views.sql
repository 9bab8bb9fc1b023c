-- name: save
-- Saves a view of the caller's.
insert into saved_views (org_id, relation, name, query, columns, shared, is_default)
values (:org_id, :relation, :name, :query, :columns, :shared, :default) returning id;

-- name: undefault
-- The caller's default view of a list is an ordinary one again.
update saved_views set is_default = false
where org_id = :org_id and owner_id = :user_id and relation = :relation and is_default;

-- name: update
-- Gives a view another state.
update saved_views set query = :query, columns = :columns where org_id = :org_id and id = :id;

-- name: remove
-- Removes a view.
delete from saved_views where org_id = :org_id and id = :id;
