-- name: operator
-- Whom the command acts for: the member with that address, else the organisation's first owner. Looks across
-- organisations: the operator names one by its slug.
select o.org_id, m.user_id
from organizations as o
inner join org_members as m on m.org_id = o.org_id and m.deleted_at is null
where o.slug = :slug and case when :email = '' then m.role = 'owner' else lower(m.email) = lower(:email) end
order by m.created_at
limit 1;

-- name: owner_of_import
-- Whose import this is, and in which organisation. Looks across organisations: the operator names it by its id.
select j.org_id, j.owner_id as user_id from import_jobs as j where j.id = :id;
