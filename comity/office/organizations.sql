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

-- name: close
-- Deletes the organisation one owns; until when it can be taken back.
select close_organization(:slug);

-- name: reopen
-- Takes a deleted organisation back.
select reopen_organization(:organization::uuid);

-- name: closed_of
-- Deleted organisations a person owned, and until when they can be taken back: across organisations.
select o.org_id, o.name, o.slug, o.closed_at + interval '30 days' as until
from org_members as m
inner join organizations as o on o.org_id = m.org_id and o.closed_at = m.deleted_at
where m.user_id = :person and m.role = 'owner'
order by lower(o.name), o.org_id;

-- name: closed_long_ago
-- Organisations whose thirty days are over, across organisations.
select o.org_id from organizations as o where o.closed_at < now() - interval '30 days' order by o.closed_at limit 20;

-- name: end
-- Everything of a deleted organisation goes for good.
select app.end_organization(:org::uuid);
