-- name: get
-- One company and the names of its owner and whoever made it.
select
  c.id, c.name, c.domain, c.website, c.lifecycle, c.industry, c.size, c.year_founded, c.annual_revenue, c.currency,
  c.email, c.phone, c.address, c.postal_code, c.city, c.region, c.country, c.timezone, c.language, c.linkedin_url,
  c.description, c.tag_ids, c.custom, c.source, c.source_id, c.external_id, c.external_platform, c.last_contact_at,
  c.owner_id, c.team_id, c.assignee_ids, c.created_at, c.updated_at, c.created_by, c.deleted_at, c.sort_name,
  coalesce(o.name, o.email) as owner_name, coalesce(b.name, b.email) as creator_name, org.base_currency,
  auth.has_role('owner', 'admin', 'manager', 'rep', 'technician') and (auth.edits_all() or c.owner_id is null
    or c.owner_id = :user_id or :user_id = any (c.assignee_ids) or c.team_id = auth.edits_team()) as may_edit
from companies as c
left join org_members as o on o.org_id = c.org_id and o.user_id = c.owner_id
left join org_members as b on b.org_id = c.org_id and b.user_id = c.created_by
left join organizations as org on org.org_id = c.org_id
where c.org_id = :org_id and c.id = :id;

-- name: with_domain
-- Which company has this domain, however it was written.
select id, name from companies
where org_id = :org_id and domain = app.registrable_domain(:domain) and deleted_at is null;

-- name: people
-- The people of a company, the last spoken to first.
select id, name, title, email, phone, lifecycle, status, is_decision_maker, last_contact_at, owner_id
from contacts
where org_id = :org_id and company_id = :id and deleted_at is null
order by is_decision_maker desc, last_contact_at desc nulls last, sort_name
limit :limit;

-- name: count_people
-- How many people a company has.
select count(*) as n from contacts where org_id = :org_id and company_id = :id and deleted_at is null;
