-- name: create
-- A new organisation.
insert into organizations (org_id, name, slug, owner_id, base_currency, country, timezone, language, created_by)
values (:org_id, :name, :slug, :owner, :base_currency, :country, :timezone, :language, :owner);

-- name: slug_taken
-- Which of the slugs that begin like this are taken, across organisations.
select slug from organizations where slug = :slug or slug like :slug || '-%';

-- name: find
-- The organisation one acts in.
select * from organizations where org_id = :org_id;

-- name: by_slug
-- An organisation by its slug, across organisations.
select * from organizations where slug = :slug;

-- name: update
-- Changes the organisation's settings.
update organizations set
  name = :name, base_currency = :base_currency, country = :country, timezone = :timezone, language = :language,
  visibility = :visibility
where org_id = :org_id;

-- name: of_person
-- Every organisation a person belongs to: across organisations.
select o.org_id, o.name, o.slug, m.role
from org_members as m
inner join organizations as o on o.org_id = m.org_id
where m.user_id = :person and m.deleted_at is null
order by lower(o.name), o.org_id;
