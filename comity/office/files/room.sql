-- name: who_decides
-- Owners and admins of the organisation.
select user_id from org_members where org_id = :org_id and role in ('owner', 'admin') order by user_id;
