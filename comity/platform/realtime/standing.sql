-- name: fallen
-- Of people who listen: whose session, account or membership is not what it was.
select w.person
from unnest(:sessions::text[], :users::text[], :orgs::text[]) as w (session, person, org)
where not exists (
    select from auth.users as u
    where u.id = w.person::uuid and u.deleted_at is null and (u.banned_until is null or u.banned_until < now())
  )
  or (w.session <> '' and not exists (
    select from auth.sessions as s where s.id = w.session::uuid and (s.not_after is null or s.not_after > now())
  ))
  or (w.org <> '' and not exists (
    select from org_members as m where m.org_id = w.org::uuid and m.user_id = w.person::uuid and m.deleted_at is null
  ));
