-- name: demo_organisations
-- Organisations that are the demo's as a whole.
select o.org_id, o.slug from organizations as o where o.settings @> '{"demo": true}';

-- name: by_slug
-- An organisation by its short name.
select o.org_id, o.settings @> '{"demo": true}' as demo from organizations as o where o.slug = :slug;

-- name: organisation
-- Everything of an organisation, for good.
select app.remove_organisation(:org::uuid);

-- name: records
-- The demo's records in an organisation, and what is about them.
select app.remove_demo(:org::uuid);

-- name: anybody
-- Whether anybody has an account here.
select exists (select from auth.users);
