-- name: find
-- What the organisation asks of its members' sessions.
select
  coalesce(settings ->> 'second_factor' = 'true', false) as second_factor,
  coalesce(settings ->> 'single_sign_on' = 'true', false) as single_sign_on
from organizations where org_id = :org_id;

-- name: change
-- Asks something else.
update organizations
set settings = settings
  || jsonb_build_object('second_factor', :second_factor::boolean, 'single_sign_on', :single_sign_on::boolean)
where org_id = :org_id;

-- name: without_factor
-- Members who have no second factor yet, by name. As the service: factors are nobody else's business.
select m.name from org_members as m
where m.org_id = :org_id and m.deleted_at is null and not exists (
  select from auth.mfa_factors as f where f.user_id = m.user_id and f.status = 'verified')
order by lower(m.name) limit 100;
