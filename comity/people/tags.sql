-- name: every
-- The organisation's tags.
select id, name, color from tags where org_id = :org_id and deleted_at is null order by lower(name);

-- name: counted
-- Tags with how many records bear them.
select t.id, t.name, t.color, count(g.contact_id)::integer as contacts, count(g.company_id)::integer as companies
from tags as t
left join taggings as g on g.org_id = t.org_id and g.tag_id = t.id
where t.org_id = :org_id and t.deleted_at is null
group by t.id, t.name, t.color
order by lower(t.name);

-- name: create
-- A new tag.
insert into tags (org_id, name, color) values (:org_id, :name, :color) returning id;

-- name: named
-- The tag of a name.
select id from tags where org_id = :org_id and lower(name) = lower(:name) and deleted_at is null;

-- name: change
-- Renames or recolours a tag.
update tags set name = :name, color = :color where org_id = :org_id and id = :id and deleted_at is null;

-- name: trash
-- Moves a tag to the trash.
update tags set deleted_at = now() where org_id = :org_id and id = :id and deleted_at is null;

-- name: restore
-- Takes a tag out of the trash.
update tags set deleted_at = null where org_id = :org_id and id = :id;

-- name: tag_contacts
-- Tags contacts.
insert into taggings (org_id, contact_id, tag_id)
select :org_id, c.id, :tag::uuid from contacts as c
where c.org_id = :org_id and c.id = any (:ids::uuid[]) and :tag::uuid <> all (c.tag_ids)
returning id;

-- name: tag_companies
-- Tags companies.
insert into taggings (org_id, company_id, tag_id)
select :org_id, c.id, :tag::uuid from companies as c
where c.org_id = :org_id and c.id = any (:ids::uuid[]) and :tag::uuid <> all (c.tag_ids)
returning id;

-- name: untag_contacts
-- Takes a tag off contacts.
delete from taggings where org_id = :org_id and contact_id = any (:ids::uuid[]) and tag_id = :tag::uuid;

-- name: untag_companies
-- Takes a tag off companies.
delete from taggings where org_id = :org_id and company_id = any (:ids::uuid[]) and tag_id = :tag::uuid;
