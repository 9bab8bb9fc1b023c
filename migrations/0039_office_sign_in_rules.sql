-- What an organisation asks of its members' sessions, in its settings:
--   second_factor   everyone needs one; until then nothing but adding one is possible
--   single_sign_on  everyone but owners comes by the organisation's own identity provider (owners can repair it)

create or replace function auth.demand(session uuid, org uuid default null) returns text
language sql stable
as $$
  select case
    when o.settings ->> 'single_sign_on' = 'true' and m.role <> 'owner'
      and not auth.came_by_sso(session, m.org_id) then 'sso'
    when coalesce(s.aal, 'aal1') <> 'aal1' then null
    when exists (select from auth.mfa_factors as f where f.user_id = s.user_id and f.status = 'verified') then 'factor'
    when o.settings ->> 'second_factor' = 'true' and not auth.came_by_sso(session, m.org_id) then 'enrol'
  end
  from auth.sessions as s
  left join public.org_members as m on m.org_id = org and m.user_id = s.user_id and m.deleted_at is null
  left join public.organizations as o on o.org_id = m.org_id
  where s.id = session
$$;
