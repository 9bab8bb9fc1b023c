-- name: get
-- One contact and the names of its owner, company and whoever made it.
select
  c.id, c.lifecycle, c.status, c.first_name, c.last_name, c.full_name, c.name, c.title, c.email, c.phone, c.company_id,
  c.company_name, c.is_decision_maker, c.address, c.postal_code, c.city, c.region, c.country, c.timezone, c.language,
  c.currency, c.birthday, c.linkedin_url, c.website, c.description, c.consent, c.tag_ids, c.custom, c.lifetime_value,
  c.total_orders, c.average_order_value, c.first_order_at, c.last_order_at, c.source, c.source_id, c.external_id,
  c.external_platform, c.last_contact_at, c.owner_id, c.team_id, c.assignee_ids, c.created_at, c.updated_at, c.created_by,
  c.deleted_at, c.sort_name, coalesce(o.name, o.email) as owner_name, coalesce(b.name, b.email) as creator_name,
  co.domain as company_domain, org.base_currency,
  auth.has_role('owner', 'admin', 'manager', 'rep', 'technician') and (auth.edits_all() or c.owner_id is null
    or c.owner_id = :user_id or :user_id = any (c.assignee_ids) or c.team_id = auth.edits_team()) as may_edit
from contacts as c
left join org_members as o on o.org_id = c.org_id and o.user_id = c.owner_id
left join org_members as b on b.org_id = c.org_id and b.user_id = c.created_by
left join companies as co on co.org_id = c.org_id and co.id = c.company_id
left join organizations as org on org.org_id = c.org_id
where c.org_id = :org_id and c.id = :id;

-- name: with_email
-- Who has this primary e-mail address.
select id, name from contacts
where org_id = :org_id and email = lower(:email) and deleted_at is null;

-- name: company_of_address
-- The company whose domain an e-mail address is at, unless it is a public mail provider's.
select id from companies
where org_id = :org_id and deleted_at is null and :email like '%_@_%'
  and domain = app.registrable_domain(:email) and not app.is_public_mail(app.registrable_domain(:email));

-- name: with_point
-- Contacts with an e-mail address or phone number, in any writing, the last spoken to first.
-- (the number is worked out first: row security lets no function but a bare comparison use an index)
with wanted as materialized (
  select app.normal_point(:kind, :value, coalesce(:country,
    (select o.country from organizations as o where o.org_id = :org_id))) as normalised
)
select c.id, c.name, c.full_name, c.email, c.phone, c.company_id, c.company_name, c.owner_id, c.last_contact_at, p.is_primary
from wanted as w
inner join contact_points as p on p.org_id = :org_id and p.kind = :kind and p.normalised = w.normalised
inner join contacts as c on c.org_id = :org_id and c.id = p.contact_id and c.deleted_at is null
order by p.is_primary desc, c.last_contact_at desc nulls last, c.id
limit 20;
