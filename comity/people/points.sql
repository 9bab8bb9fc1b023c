-- name: of
-- A contact's e-mails, phones and web addresses.
select id, contact_id, kind, label, value, normalised, is_primary, verified_at, verified_by from contact_points
where org_id = :org_id and contact_id = :id
order by array_position(array['email', 'phone', 'url'], kind), is_primary desc, created_at, id;

-- name: add
-- Adds a contact point.
insert into contact_points (org_id, contact_id, kind, value, normalised, label, is_primary)
values (:org_id, :contact, :kind, :value, '', :label, :primary::boolean) returning id;

-- name: change
-- Gives a point another value.
update contact_points set value = :value, label = :label where org_id = :org_id and id = :id;

-- name: make_primary
-- Makes a point the primary one of its kind.
update contact_points set is_primary = true where org_id = :org_id and id = :id;

-- name: verify
-- Notes that a point was verified.
update contact_points set verified_at = now(), verified_by = :by where org_id = :org_id and id = :id;

-- name: remove
-- Removes a point.
delete from contact_points where org_id = :org_id and id = :id;
